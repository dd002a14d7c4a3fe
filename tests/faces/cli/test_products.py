"""Products, flaws, tasks and bundles on the command line."""

import pytest
from tests.actions.feeding import ingest
from tests.actions.test_flaws import LISTED, catalogue, runs

from baluarte.core.ledger.note import read_verifier
from baluarte.formats.bundle import in_zip, open_bundle
from baluarte.store.warning.models import FindingRow


@pytest.fixture
def flawed(world):
    """A clinic whose mail server has a flaw that is exploited."""
    runs("clinica-sur", "Synacor:ZCS:8.8.15", exposed="yes")
    ingest(world, catalogue(LISTED), "kev.json", "kev")
    return world


def test_flaws_and_products_are_listed_with_how_many_they_concern(type_line, flawed):
    flaws = type_line("exploited", "list", "--json=cve,affected,due", world=flawed).json
    products = type_line("product", "list", "--org", "clinica-sur", "--json=value,flaws", world=flawed).json

    assert flaws == [{"cve": "CVE-2022-27925", "affected": 1, "due": "2022-09-01"}]
    assert products == [{"value": "Synacor:ZCS:8.8.15", "flaws": 1}]


def test_an_entry_of_our_own_finds_whoever_runs_the_product(type_line, flawed):
    ended = type_line(
        "exploited", "add", "CVE-2026-99009", "Synacor", "ZCS", "--name", "Otra puerta", "--due", "2026-03-20", "--json", world=flawed
    )

    assert (ended.code, ended.json["changed"]) == (0, 1)
    assert FindingRow.objects.filter(identifier="cve-2026-99009").count() == 1


def test_an_entry_that_is_none_is_refused_in_words(type_line, flawed):
    ended = type_line("exploited", "add", "2026-99009", "Synacor", "ZCS", "--name", "x", "--due", "2026-03-20", world=flawed)

    assert (ended.code, "CVE-2026-12345" in ended.err) == (2, True)


def test_a_task_is_answered_and_shown(type_line, flawed):
    folio = FindingRow.objects.get().folio

    done = type_line("finding", "task", folio, "hunt", "clean", "--why", "Logs since July", world=flawed)
    shown = type_line("finding", "show", folio, "--json", world=flawed).json

    assert done.code == 0
    assert [(task["name"], task["state"]) for task in shown["tasks"]] == [("patch", "open"), ("hunt", "clean")]


def test_matching_again_changes_nothing(type_line, flawed):
    ended = type_line("product", "match", "--json", world=flawed)

    assert ended.json == {"held": 1, "matched": 1, "changed": 0, "closed": 0}


def test_a_bundle_is_made_and_its_key_is_the_one_that_is_published(type_line, flawed, tmp_path):
    key = type_line("match", "key", world=flawed).out.strip()
    made = type_line("match", "pack", "--out", str(tmp_path / "flaws.zip"), "--json", world=flawed)

    assert (made.code, made.json["key"], made.json["flaws"]) == (0, key, 1)
    assert open_bundle(in_zip((tmp_path / "flaws.zip").read_bytes()), read_verifier(key)).manifest.edition == made.json["edition"]


@pytest.mark.parametrize("words", [("--label", "amber"), ("--level", "1")])
def test_a_bundle_of_another_kind_is_refused(type_line, flawed, tmp_path, words):
    ended = type_line("match", "pack", "--out", str(tmp_path / "flaws.zip"), *words, world=flawed)

    assert (ended.code, (tmp_path / "flaws.zip").exists()) == (2, False)
