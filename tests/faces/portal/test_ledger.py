"""The public log as everybody meets it: files for programs, a page in plain words, and the proof of one entry."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from baluarte.actions.ledger import publish_ledger, sequence_marks
from baluarte.core.ledger.note import read_verifier
from baluarte.core.ledger.outside.policy import Party, Policy
from baluarte.core.ledger.outside.prooffile import prove_entry, read_proof_file
from baluarte.core.ledger.tiles import TiledTree
from baluarte.core.rights.actors import SYSTEM
from baluarte.store.ground.models import Halt
from baluarte.store.ledger.models import Head

CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}
LIMITS = 9


@pytest.fixture
def served(house, world) -> Client:
    with world.one_entry("system", "run_checks", kind="change") as entry:
        entry.publish("ledger.check", CHECK)
    world.move(timedelta(hours=1))
    sequence_marks(world, SYSTEM)
    publish_ledger(world, SYSTEM)
    return Client()


def test_the_whole_log_is_read_over_http_and_rebuilt_to_the_signed_root(served, world):
    def read(path: str) -> bytes:
        answer = served.get(f"/ledger/{path}")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/octet-stream")
        assert "immutable" in answer["Cache-Control"]
        return answer.content

    row = Head.objects.get()
    tree = TiledTree(row.size, read, bytes.fromhex(row.root))

    assert len(tree.entries(0)) == row.size
    checkpoint = served.get("/ledger/checkpoint")
    assert (checkpoint["Content-Type"], checkpoint["Cache-Control"]) == ("text/plain; charset=utf-8", "public, max-age=5")
    assert checkpoint.content.decode().splitlines()[:2] == ["csirt.example/ledger", str(row.size)]


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint/",
        "tile/0/000.p/256",
        "tile/0/9",
        "../secret.key",
        "tile/0/../../../secret.key",
        ".aside-x",
        "access/2026/03/05",
        "tile/64/000",
        "key",
    ],
)
def test_nothing_else_is_served_from_there(served, path):
    assert served.get(f"/ledger/{path}").status_code == 404


def test_a_proof_fetched_from_the_page_is_checked_with_the_key_alone(served, world):
    entry = served.get("/es/ledger/1.json")
    file = read_proof_file(served.get("/es/ledger/1.tlog-proof").content)
    key = read_verifier(world.signer.key(world.house.log_origin))

    seen = prove_entry(file, entry.content, Policy((Party(key.name, key),), (), {}, "none"))

    assert (file.index, seen.checkpoint.origin) == (1, "csirt.example/ledger")
    assert b'"promise":"accounting"' in entry.content


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("es", ("no se reescribió", "Sin testigos externos. Quien opera podría mostrar dos historias.")),
        ("en", ("was not rewritten", "No outside witness.")),
    ],
)
def test_the_page_says_in_plain_words_what_is_proved_and_what_is_not(served, language, words):
    page = served.get(f"/{language}/ledger").content.decode()

    assert all(one in page for one in words)
    limits = re.search(r'<ol class="govuk-list govuk-list--number.*?</ol>', page, re.DOTALL)
    assert limits is not None
    assert limits[0].count("<li>") == LIMITS
    assert "ground.mark" not in page  # sealed acts are counted, not listed
    assert "ledger.check" in page


def test_an_old_checkpoint_is_shown_as_old_and_a_log_that_stopped_says_so(served, world):
    assert "govuk-tag--orange" not in served.get("/en/ledger").content.decode()
    world.move(timedelta(hours=1, minutes=1))
    Halt.objects.create(queue="ledger", promise="published", why="tile/0/000 is damaged", at=world.now())

    page = served.get("/en/ledger").content.decode()

    assert "govuk-tag--orange" in page
    assert "The log stands still." in page
    assert "tile/0/000 is damaged" not in page  # what exactly is for the operator to say


def test_where_the_checkpoint_itself_is_damaged_the_page_says_that_the_log_stands_still(served, world):
    path = Path(world.data) / "ledger" / "checkpoint"
    path.write_bytes(path.read_bytes().replace(b"\n4\n", b"\n5\n").replace(b"csirt", b"csirs", 1))

    page = served.get("/en/ledger")

    assert page.status_code == 200
    assert "The log stands still." in page.content.decode()


def test_an_entry_is_found_by_its_number_and_one_that_is_not_published_is_not_there(served):
    assert served.get("/es/ledger?entry=1")["Location"] == "/es/ledger/1"
    assert "accounting" in served.get("/es/ledger/1").content.decode()
    for index in (99, 2**70):
        assert served.get(f"/es/ledger/{index}").status_code == 404
        assert served.get(f"/es/ledger/{index}.tlog-proof").status_code == 404


def test_before_anything_is_published_the_page_says_so(house):
    assert "Todavía no se publica nada." in Client().get("/es/ledger").content.decode()
    assert Client().get("/ledger/checkpoint").status_code == 404
