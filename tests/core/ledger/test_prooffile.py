from datetime import date

import pytest
from tests.core.ledger.vectors import (
    LOG,
    ORIGIN,
    RECEIPTS,
    RECEIPTS_SEED,
    WITNESS,
    WITNESS_SEED,
    entry,
    raw,
    vector,
    worked_tree,
)

from baluarte.core.errors import Unusable
from baluarte.core.ledger.note import sign_note, verifier_of, with_signatures
from baluarte.core.ledger.outside.cosignature import cosign
from baluarte.core.ledger.outside.policy import open_by, read_policy
from baluarte.core.ledger.outside.prooffile import ProofFile, prove_entry, read_proof_file
from baluarte.core.ledger.outside.receipt import Receipt, due_by, judge, key_name, read_receipt, sign_receipt
from baluarte.core.ledger.proofs import prove_inclusion

FILE = raw("entry-41.tlog-proof")
NOTE = raw("checkpoint-300-cosigned.txt")
ALONE = read_policy(f"log {LOG}\nquorum none\n")
WATCHED = read_policy(f"log {LOG}\nwitness w1 {WITNESS}\nquorum w1\n")
REPORT = {name: one["commitment"] for name, one in zip(("content", "header"), vector("entries.json")["commitments"], strict=False)}
RECEIPT = Receipt(ORIGIN, REPORT["content"], REPORT["header"], date(2026, 1, 4))


def test_a_proof_file_is_made_from_the_log_to_the_byte():
    tree = worked_tree(300)

    made = ProofFile(41, tuple(prove_inclusion(41, 300, tree.heads)), NOTE)

    assert bytes(made) == FILE
    assert read_proof_file(FILE) == made


def test_a_proof_file_and_its_entry_need_nothing_else():
    witnessed = prove_entry(read_proof_file(FILE), entry(41), WATCHED)

    assert (witnessed.is_met, dict(witnessed.times)) == (True, {"w1": 1_767_225_600})


@pytest.mark.parametrize("other", [entry(40), entry(42), b"", entry(41) + b"\n"])
def test_another_entry_is_not_proved(other):
    with pytest.raises(Unusable) as refused:
        prove_entry(read_proof_file(FILE), other, ALONE)

    assert refused.value.code == "ledger.not-proved"


def test_another_index_is_not_proved():
    with pytest.raises(Unusable):
        prove_entry(read_proof_file(FILE.replace(b"index 41", b"index 40")), entry(41), ALONE)


def test_what_is_extra_is_kept_and_proves_nothing():
    made = ProofFile(41, read_proof_file(FILE).proof, NOTE, b"anything")

    assert read_proof_file(bytes(made)) == made
    assert prove_entry(made, entry(41), ALONE)


@pytest.mark.parametrize(
    "data",
    [
        FILE.replace(b"@v1", b"@v2"),
        FILE.replace(b"index 41", b"index 041"),
        FILE.replace(b"index 41\n", b""),
        FILE.replace(b"index 41", b"extra \nindex 41"),
        FILE.replace(b"index 41", b"extra AAA\nindex 41"),
        FILE.replace(b"index 41", b"extra AAAA\nextra AAAA\nindex 41"),
        FILE.replace(b"ruluENN", b"ruluEN"),
        FILE.replace(b"\n\n", b"\n"),
        FILE.replace(b"\n", b"\r\n"),
        b"\n\n",
        b"",
    ],
)
def test_what_is_written_otherwise_is_no_proof_file(data):
    with pytest.raises(Unusable):
        prove_entry(read_proof_file(data), entry(41), ALONE)


def test_a_receipt_is_signed_to_the_byte():
    assert sign_receipt(RECEIPT, RECEIPTS_SEED) == raw("receipt.txt")
    assert read_receipt(raw("receipt.txt"), RECEIPTS) == RECEIPT
    assert due_by(date(2026, 1, 2)) == RECEIPT.by
    assert key_name(ORIGIN) == RECEIPTS.name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("baluarte-receipt-v1", "baluarte-receipt-v2"),
        ("content ", "contents "),
        ("header d", "header D"),
        ("by 2026-01-04", "by 2026-02-30"),
        ("by 2026-01-04", "by 20260104"),
        ("by 2026-01-04", "by 2026-01-04\nmore"),
        ("by 2026-01-04\n", ""),
        ("by 2026-01-04", "2026-01-04"),
        (ORIGIN + "\n", "other.example\n"),
        (ORIGIN + "\n", "\n"),
    ],
)
def test_what_is_written_otherwise_is_no_receipt_also_when_it_is_signed(old, new):
    assert old in RECEIPT.text

    with pytest.raises(Unusable):
        read_receipt(sign_note(RECEIPT.text.replace(old, new, 1), RECEIPTS.name, RECEIPTS_SEED), RECEIPTS)


def test_a_receipt_of_another_key_is_not_our_signature():
    with pytest.raises(Unusable) as refused:
        read_receipt(raw("receipt.txt"), verifier_of(RECEIPTS.name, bytes(32)))

    assert refused.value.code == "note.other-key"


def dated(day):
    """The checkpoint of 300, signed by the witness at noon of a day of January 2026."""
    text = NOTE.split(b"\n\n")[0].decode() + "\n"
    at = 1_767_225_600 + (day - 1) * 86_400 + 43_200
    return open_by(
        WATCHED, with_signatures(NOTE.partition("\u2014 witness".encode())[0], str(cosign(text, at, WITNESS.name, WITNESS_SEED)).encode())
    )


@pytest.mark.parametrize(
    ("index", "witnessed", "state"),
    [
        pytest.param(3, dated(3), "included", id="found"),
        pytest.param(3, dated(9), "included", id="found, however late"),
        pytest.param(None, dated(3), "not-due", id="before its day"),
        pytest.param(None, dated(4), "not-due", id="on its day"),
        pytest.param(None, dated(5), "left-out", id="after its day"),
        pytest.param(None, open_by(ALONE, NOTE), "undated", id="no witness is asked"),
    ],
)
def test_a_receipt_says_what_became_of_a_report(index, witnessed, state):
    verdict = judge(RECEIPT, index, witnessed)

    assert (verdict.state, verdict.index) == (state, index)
