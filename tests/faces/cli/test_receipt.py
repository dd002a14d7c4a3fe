"""A receipt is checked against the files of a log, with no server and no database."""

from dataclasses import replace
from datetime import date

import pytest
from tests.core.ledger.test_prooffile import RECEIPT
from tests.core.ledger.test_single_file import write_log
from tests.core.ledger.vectors import FOLDER, LOG, RECEIPTS, RECEIPTS_SEED, WITNESS, WITNESS_SEED, vector

from baluarte.core.ledger.note import verifier_of, with_signatures
from baluarte.core.ledger.outside.cosignature import cosign
from baluarte.core.ledger.outside.receipt import sign_receipt

ENTRIES = [one["entry"].encode() for one in vector("entries.json")["entries"]]
OTHER = replace(RECEIPT, content="0" * 64)
NOON = 43_200


@pytest.fixture
def asked(tmp_path, type_line):
    """Check a receipt against the log of the five entries, which a witness signed on a day of January 2026."""

    def run(receipt, *words, day=9, quorum="w1", key=str(RECEIPTS), language="en"):
        folder = write_log(tmp_path / "log", ENTRIES)
        note = (folder / "checkpoint").read_bytes()
        at = 1_767_225_600 + (day - 1) * 86_400 + NOON
        line = cosign(note.split(b"\n\n")[0].decode() + "\n", at, WITNESS.name, WITNESS_SEED)
        (folder / "checkpoint").write_bytes(with_signatures(note, str(line).encode()))
        (tmp_path / "policy").write_text(f"log {LOG}\nwitness w1 {WITNESS}\nquorum {quorum}\n", "utf-8")
        (tmp_path / "receipt.txt").write_bytes(receipt if isinstance(receipt, bytes) else sign_receipt(receipt, RECEIPTS_SEED))
        given = ["--log", str(folder), "--policy", str(tmp_path / "policy"), "--receipt-key", key, "--lang", language]
        return type_line("ledger", "verify", str(tmp_path / "receipt.txt"), *given, *words)

    return run


def test_a_report_that_is_in_the_log_is_found_with_its_place(asked):
    ended = asked((FOLDER / "receipt.txt").read_bytes())

    assert (ended.code, ended.out.strip()) == (0, "Receipt: included, at index 3.")


@pytest.mark.parametrize(
    ("day", "quorum", "code", "said"),
    [
        (4, "w1", 0, "Receipt: not yet due; by 2026-01-04."),
        (5, "w1", 1, "Receipt: LEFT OUT. It was to be there by 2026-01-04."),
        (5, "none", 1, "Receipt: not there, and no witness dates this log."),
    ],
)
def test_a_report_that_is_not_there_is_judged_by_the_day_of_the_witnesses(asked, day, quorum, code, said):
    ended = asked(OTHER, day=day, quorum=quorum)

    assert (ended.code, said in ended.out) == (code, True)


def test_it_is_said_in_the_language_of_the_reader_and_for_programs(asked):
    assert "Acuse: OMITIDO. Debía estar a más tardar 2026-01-04." in asked(OTHER, day=5, language="es").out
    assert asked(OTHER, "--json", day=5).json["outcome"] == "broken"


def test_a_receipt_that_was_changed_or_signed_by_another_is_not_ours(asked):
    changed = sign_receipt(RECEIPT, RECEIPTS_SEED).replace(b"2026-01-04", b"2026-01-05")

    for receipt in (changed, sign_receipt(RECEIPT, bytes(32))):
        ended = asked(receipt)
        assert (ended.code, ended.out.strip()) == (1, "Receipt: not our signature.")


def test_a_receipt_of_another_log_says_which(asked):
    other = replace(RECEIPT, origin="other.example", by=date(2026, 1, 4))

    ended = asked(other, key=str(verifier_of("other.example/receipts", RECEIPTS_SEED)))

    assert (ended.code, "other.example" in ended.err) == (2, True)


def test_without_the_key_of_receipts_nothing_is_believed(asked):
    ended = asked(RECEIPT, key="")

    assert (ended.code, "--receipt-key" in ended.err) == (2, True)
