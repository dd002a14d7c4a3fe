"""Key files: durable before anything is sealed, whole after a power cut, and gone when they are destroyed."""

import stat
import subprocess
import sys

import pytest

from baluarte.core.errors import Broken
from baluarte.core.rights.keys.sealing import read_sealed
from baluarte.store.rights.keys.keyfile import KeyFile
from baluarte.store.rights.keys.vault import Place, Vault

OVER = b"k" * 32
PLACE = Place("contact", "standing", "ana@hospital.example", "mailbox")


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "keys", OVER)


def again(vault):
    """The same folder as another process opens it."""
    return Vault(vault.root, OVER)


def test_what_one_process_seals_another_opens(vault):
    sealed = vault.seal(b"ana", PLACE)

    assert again(vault).open(sealed, "mailbox") == b"ana"


def test_a_value_that_was_moved_to_another_field_does_not_open(vault):
    assert vault.open(vault.seal(b"ana", PLACE), "text") is None


def test_the_same_mailbox_is_the_same_text_however_its_letters_are_written(vault):
    lower, upper = vault.seal(b"a", PLACE), vault.seal(b"a", Place("contact", "standing", "ANA@hospital.example", "mailbox"))

    assert lower == upper
    assert b"ana" not in next(vault.files()).path.read_bytes()


def test_a_key_that_one_process_destroyed_is_gone_for_the_other(vault):
    other, sealed = again(vault), vault.seal(b"ana", PLACE)
    assert other.open(sealed, "mailbox") == b"ana"

    assert vault.destroy("Ana@Hospital.example") == {("contact", "standing"): 1}

    assert other.open(sealed, "mailbox") is None
    case = read_sealed(sealed).case
    assert all(case.encode() not in path.read_bytes() for path in vault.root.rglob("*") if path.is_file())


def test_the_others_keep_their_keys(vault):
    theirs = vault.seal(b"it", Place("contact", "standing", "it@hospital.example", "mailbox"))
    vault.seal(b"ana", PLACE)

    vault.destroy("ana@hospital.example")

    assert vault.open(theirs, "mailbox") == b"it"


def test_the_end_of_a_period_ends_everything_of_it(vault):
    march, april = (vault.seal(b"x", Place("message", month, "ana@hospital.example", "message")) for month in ("2026-03", "2026-04"))

    assert vault.end_period("message", "2026-03") == 1

    assert (vault.open(march, "message"), vault.open(april, "message")) == (None, b"x")


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_that_a_power_cut_left_unfinished_counts_for_nothing(vault, cut):
    sealed = vault.seal(b"ana", PLACE)
    path = next(vault.files()).path
    vault.ensure("contact", "standing", ["late@hospital.example"])
    path.write_bytes(path.read_bytes()[:-cut])

    later = again(vault)

    assert later.open(sealed, "mailbox") == b"ana"
    fresh = later.seal(b"late", Place("contact", "standing", "late@hospital.example", "mailbox"))
    assert again(vault).open(fresh, "mailbox") == b"late"


def test_keys_of_another_installation_are_refused_and_never_written_over(vault):
    vault.seal(b"ana", PLACE)
    before = next(vault.files()).path.read_bytes()

    with pytest.raises(Broken):
        Vault(vault.root, b"o" * 32).seal(b"x", PLACE)

    assert next(vault.files()).path.read_bytes() == before


def test_only_its_owner_may_read_a_key_file(vault):
    vault.seal(b"ana", PLACE)

    path = next(vault.files()).path

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


WRITER = """
import sys
from pathlib import Path
from baluarte.store.rights.keys.keyfile import KeyFile
keys = KeyFile(Path(sys.argv[1]), b"k" * 32)
for number in range(40):
    keys.ensure([f"{sys.argv[2]}-{number}@hospital.example"])
"""


def test_two_processes_that_write_at_once_lose_no_key(tmp_path):
    path = tmp_path / "contact" / "standing.keys"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in ("a", "b")]

    assert [one.wait() for one in writers] == [0, 0]
    keys = KeyFile(path, OVER)
    assert len(keys) == 80
    assert all(keys.key(keys.case(f"{name}-{number}@hospital.example")) for name in ("a", "b") for number in range(40))


def test_many_keys_are_one_write(vault):
    vault.ensure("message", "2026-03", [f"a{number}@hospital.example" for number in range(2_000)])
    before = next(vault.files()).path.stat().st_mtime_ns

    vault.ensure("message", "2026-03", [f"A{number}@hospital.example" for number in range(2_000)])

    assert len(next(vault.files())) == 2_000
    assert next(vault.files()).path.stat().st_mtime_ns == before
