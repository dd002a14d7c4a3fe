"""The log of a running house, checked from outside: over HTTP, from a folder, by a mirror, and by one file alone."""

import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from tests.whole.serving import serving

from baluarte.actions.ledger import batch_reads, publish_ledger, sequence_marks
from baluarte.core.ledger.entries.access import Access, day_path, tag_of
from baluarte.core.rights.actors import SYSTEM
from baluarte.faces.cli.app import run
from baluarte.faces.cli.terminal import Doors
from baluarte.store.ledger.reads import SealedRead, key_of, seal_reads
from baluarte.testing import TestWorld
from baluarte.wiring.command import ThisMachine

pytestmark = pytest.mark.django_db
CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}


@dataclass
class Said:
    """One finished run of the command."""

    code: int
    out: str
    err: str


def _type(*words: str, world: TestWorld | None = None) -> Said:
    def opened() -> TestWorld:
        assert world is not None, "this command must not open the installation"
        return world

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run(words, {"LANG": "en_GB.UTF-8"}, Doors(opened, ThisMachine()))
    return Said(code, out.getvalue(), err.getvalue())


@pytest.fixture
def log(world) -> Path:
    """A log of 300 entries and some sealed acts, written in two rounds."""
    with world.one_entry("system", "run_checks", kind="change") as entry:
        for _ in range(300):
            entry.publish("ledger.check", CHECK)
    publish_ledger(world, SYSTEM)
    _go_on(world)
    return Path(world.data) / "ledger"


@pytest.fixture
def policy(world, tmp_path) -> str:
    path = tmp_path / "policy.txt"
    path.write_text(f"log {world.signer.key(world.house.log_origin)}\nquorum none\n")
    return str(path)


def _go_on(world: TestWorld) -> None:
    world.move(timedelta(hours=1))
    sequence_marks(world, SYSTEM)
    publish_ledger(world, SYSTEM)


def test_our_own_verifier_holds_over_http_and_from_a_folder_without_the_installation(world, log, policy, settings):
    with serving(world, settings) as url:
        over_http = _type("ledger", "verify", url, "--policy", policy, "--entries", "--rules")
    from_folder = _type("ledger", "verify", str(log), "--policy", policy, "--entries", "--rules")

    assert (over_http.code, from_folder.code) == (0, 0), (over_http, from_folder)
    assert over_http.out == from_folder.out
    assert over_http.out.splitlines()[-2:] == ["HOLDS", "6 rules: the entries agree"]


def test_without_a_place_the_log_of_this_installation_is_checked_inside_too(world, log):
    said = _type("ledger", "verify", "--entries", "--inside", "--json", world=world)

    assert said.code == 0, said
    assert json.loads(said.out)["outcome"] == "holds"
    shutil.copy(log / "tile/0/000", log / "tile/0/002")
    assert _type("ledger", "verify", "--policy", "/nowhere", world=world).code == 2


def test_of_another_log_the_keys_must_be_given(tmp_path):
    said = _type("ledger", "verify", "https://csirt.example/ledger")

    assert said.code == 2
    assert "policy" in said.err


@pytest.mark.parametrize("name", ["tile/0/000", "tile/entries/000", "tile/1/000.p/1", "checkpoint"])
def test_one_flipped_bit_is_found_by_whoever_checks_from_outside(log, policy, name):
    path = log / name
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)

    said = _type("ledger", "verify", str(log), "--policy", policy, "--entries")

    assert said.code == 1, said
    assert "BROKEN" in said.out


def test_an_entry_and_its_proof_are_checked_with_nothing_but_the_policy(world, log, policy, tmp_path):
    written = _type("ledger", "prove", "41", "--out", str(tmp_path / "proofs"), world=world)
    entry, proof = tmp_path / "proofs" / "entry-41.json", tmp_path / "proofs" / "entry-41.tlog-proof"
    shutil.rmtree(log)

    assert written.code == 0, written
    assert _type("ledger", "verify", str(proof), "--entry", str(entry), "--policy", policy).code == 0
    entry.write_bytes(entry.read_bytes().replace(b"holds", b"broken"))
    assert _type("ledger", "verify", str(proof), "--entry", str(entry), "--policy", policy).code == 1


def test_a_mirror_follows_and_is_itself_a_log_that_holds(world, log, policy, tmp_path, settings):
    mirror = tmp_path / "mirror"
    with serving(world, settings) as url:
        first = _type("ledger", "mirror", url, str(mirror), "--policy", policy)
        _go_on(world)
        second = _type("ledger", "mirror", url, str(mirror), "--policy", policy)

    assert (first.code, second.code) == (0, 0), (first, second)
    assert (mirror / "checkpoint").read_bytes() == (log / "checkpoint").read_bytes()
    assert _type("ledger", "verify", str(mirror), "--policy", policy, "--entries").code == 0
    kept = (tmp_path / "kept").write_bytes((mirror / "checkpoint").read_bytes())
    assert kept
    assert _type("ledger", "verify", str(log), "--policy", policy, "--since", str(tmp_path / "kept")).code == 0


def test_a_mirror_stops_at_the_first_difference_and_keeps_both(world, log, policy, tmp_path, settings):
    mirror = tmp_path / "mirror"
    with serving(world, settings) as url:
        assert _type("ledger", "mirror", url, str(mirror), "--policy", policy).code == 0
        (log / "tile/entries/000").write_bytes((log / "tile/entries/000").read_bytes().replace(b"holds", b"Holds", 1))
        _fresh = tmp_path / "fresh"
        changed = _type("ledger", "mirror", url, str(_fresh), "--policy", policy)
        (mirror / "tile/1/000.p/1").write_bytes(bytes(32))
        (log / "tile/1/000.p/1").write_bytes(bytes(32))
        again = _type("ledger", "mirror", url, str(mirror), "--policy", policy)

    assert changed.code == 70, changed
    assert len(list((_fresh / "evidence").iterdir())) == 2
    assert again.code == 70, again


def test_an_organisation_filters_its_own_reads_at_home_and_a_gap_is_named(world, log, tmp_path):
    day = world.now().date()
    with world.one_entry("account-officer", "show_contact", kind="change"):
        seal_reads([SealedRead("hospital-central", Access(day, number, "desk", "warn", "contact")) for number in (1, 2, 3)], day)
    key = tmp_path / "own.key"
    key.write_text(key_of("hospital-central").hex())
    world.move(timedelta(days=1))
    batch_reads(world, SYSTEM)
    path = log / day_path(day)
    asked = ("access", "list", "--day", day.isoformat(), "--key", str(key), "--log", str(log), "--json")

    whole = json.loads(_type(*asked).out)
    records = [path.read_bytes()[at : at + 272] for at in range(0, 3 * 272, 272)]
    tag = tag_of(key_of("hospital-central"), day, 1)
    path.write_bytes(b"".join(record for record in records if record[:16] != tag))
    cut = _type(*asked)

    assert [(one["c"], one["n"], one["purpose"]) for one in whole["rows"]] == [(0, 1, "warn"), (1, 2, "warn"), (2, 3, "warn")]
    assert (cut.code, json.loads(cut.out)["missing"]) == (1, [1])
