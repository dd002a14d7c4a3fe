"""The program and the citizen's file are two readers by two hands: no text may mean one thing here and another there."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some
from tests.core.ledger.vectors import LOG, RECEIPTS, WITNESS, raw, vector
from tools.verifier import ledger_verify as alone

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import read_size
from baluarte.core.ledger.entries.entry import read_entry
from baluarte.core.ledger.entries.kinds import kinds
from baluarte.core.ledger.note import COSIGNATURE, read_verifier
from baluarte.core.ledger.outside.policy import open_by, read_policy
from baluarte.core.ledger.outside.prooffile import read_proof_file

POLICY = f"log {LOG}\nwitness w1 {WITNESS}\nquorum w1\n"
GROUPS = f"# ours\nlog {LOG} https://log.example.org\nwitness a {WITNESS}\ngroup g any a\ngroup h 1 g\nquorum h\n"
# Bytes that such texts are made of, or that a careless reader would take for them.
TELLING = some.sampled_from(
    [bytes([byte]) for byte in b'\n\r\t #+-=/0123456789aAzZ._{}[]":,\x00\x7f']
    + ["\u2014".encode(), "\u0663".encode(), b"\xc2\xa0", b"\xff", b"\n\n"]
)


@some.composite
def mutated(draw, *originals):
    """One of these texts with some of its bytes replaced, removed, doubled, or others put in."""
    data = draw(some.sampled_from(originals))
    for _ in range(draw(some.integers(0, 3))):
        at = draw(some.integers(0, len(data)))
        end = min(len(data), at + draw(some.sampled_from([0, 0, 1, 1, 2, 8, 100])))
        data = data[:at] + draw(TELLING | some.just(b"") | some.just(data[at:end] * 2)) + data[end:]
    return data


def of_program(function, *given):
    try:
        return function(*given)
    except (Unusable, UnicodeDecodeError):
        return None


def of_file(function, *given):
    try:
        return function(*given)
    except (alone.Broken, UnicodeDecodeError):
        return None


@settings(max_examples=200, deadline=None)
@given(mutated(*(raw(f"checkpoint-{name}.txt") for name in ("empty", "1", "300-cosigned"))))
def test_both_read_the_same_of_a_checkpoint(data):
    ours = of_program(open_by, read_policy(POLICY), data)
    theirs = of_file(alone.open_checkpoint, data, alone.parse_policy(POLICY))

    told = ours and (ours.checkpoint.origin, ours.checkpoint.head.size, ours.checkpoint.head.root, dict(ours.times))
    assert told == theirs


@settings(max_examples=200, deadline=None)
@given(mutated(POLICY.encode(), GROUPS.encode()))
@example(b"quorum none")
@example(b"quorum none\nquorum none\n")
def test_both_read_the_same_of_a_policy(data):
    ours = of_program(lambda: read_policy(data.decode()))
    theirs = of_file(lambda: alone.parse_policy(data.decode()))

    told = ours and (ours.quorum, [log.name for log in ours.logs], {one.name: one.key.public for one in ours.witnesses})
    assert told == (
        theirs and (theirs["quorum"], [key[0] for key in theirs["logs"]], {name: key[2] for name, key in theirs["witnesses"].items()})
    )
    if ours:
        groups = {name: (group.needed, sorted(group.members)) for name, group in ours.groups.items()}
        assert groups == theirs["groups"]


@settings(max_examples=150, deadline=None)
@given(mutated(raw("entry-41.tlog-proof"), raw("entry-41.tlog-proof").replace(b"index", b"extra AAAA\nindex", 1)))
def test_both_read_the_same_of_a_proof_file(data):
    ours = of_program(read_proof_file, data)
    theirs = of_file(alone.parse_proof_file, data)

    assert (ours and (ours.index, list(ours.proof), ours.note)) == theirs


@settings(max_examples=200, deadline=None)
@given(mutated(*(one["entry"].encode() for one in vector("entries.json")["entries"])), some.integers(0, 4))
def test_what_the_file_refuses_of_an_entry_the_program_refuses(data, index):
    # The program looks at the form of each value as well, so it may refuse more of a kind that both know.
    ours = of_program(read_entry, data, index)
    theirs = of_file(alone.check_entry, data, index)

    if ours is not None or (theirs is not None and theirs["t"] not in kinds()):
        assert (ours.seq, ours.kind, dict(ours.body)) == (theirs["seq"], theirs["t"], theirs["body"])


@settings(max_examples=150, deadline=None)
@given(mutated(str(LOG).encode(), str(WITNESS).encode(), str(RECEIPTS).encode()))
def test_both_read_the_same_of_a_key(data):
    for kind in (alone.NOTE, COSIGNATURE):
        ours = of_program(lambda kind=kind: read_verifier(data.decode(), kind))
        theirs = of_file(lambda kind=kind: alone.parse_vkey(data.decode(), kind))

        assert (ours and (ours.name, ours.key_id, ours.public)) == theirs


@pytest.mark.parametrize("text", ["0", "7", "00", "", "+1", str(2**63 - 1), str(2**63), "1" * 400])
def test_both_read_the_same_of_a_number(text):
    assert read_size(text) == of_file(alone.parse_size, text)
