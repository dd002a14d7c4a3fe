import pytest
from tests.core.ledger.vectors import KEYS, LOG, LOG_SEED, ORIGIN, RECEIPTS, RECEIPTS_SEED, WITNESS, WITNESS_SEED, must_reject, raw

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import open_checkpoint
from baluarte.core.ledger.note import (
    COSIGNATURE,
    Verifier,
    open_for,
    open_note,
    read_note,
    read_verifier,
    sign_note,
    verifier_of,
    with_signatures,
)

SIGNED = raw("checkpoint-300-cosigned.txt")
DASH = "\u2014".encode()
LINE = SIGNED.split(b"\n")[4] + b"\n"


def changed(note, old, new, count=1):
    assert old in note
    return note.replace(old, new, count)


def test_the_example_of_the_standard_opens():
    key = read_verifier(raw("note-example.vkey").decode())

    assert open_note(raw("note-example.txt"), key) == "This is an example message.\n"


def test_our_keys_are_written_to_the_byte():
    assert verifier_of(ORIGIN, LOG_SEED) == LOG
    assert verifier_of(WITNESS.name, WITNESS_SEED, COSIGNATURE) == WITNESS
    assert verifier_of(RECEIPTS.name, RECEIPTS_SEED) == RECEIPTS
    assert (LOG.public.hex(), LOG.key_id.hex(), str(LOG)) == (KEYS["log"]["public"], KEYS["log"]["key_id"], KEYS["log"]["vkey"])
    assert (WITNESS.public.hex(), str(WITNESS)) == (KEYS["witness"]["public"], KEYS["witness"]["vkey"])
    assert str(RECEIPTS) == KEYS["receipts"]["vkey"]


@pytest.mark.parametrize("size", ["empty", "1", "256", "70000", "entries-5"])
def test_what_is_signed_again_is_signed_to_the_byte(size):
    note = raw(f"checkpoint-{size}.txt")

    assert sign_note(open_note(note, LOG), ORIGIN, LOG_SEED) == note


def test_a_note_is_written_as_it_was_read():
    assert bytes(read_note(SIGNED)) == SIGNED


CODES = {"malformed": "note.form", "other-key": "note.other-key", "signature": "note.signature", "checkpoint": "ledger.checkpoint"}


@pytest.mark.parametrize(("note", "expected"), [pytest.param(note, expected, id=what) for what, note, expected in must_reject()])
def test_every_note_of_the_list_ends_as_it_says(note, expected):
    if expected == "accepted":
        assert open_checkpoint(note, [LOG])[0].head.size == 300
    else:
        with pytest.raises(Unusable) as refused:
            open_checkpoint(note, [LOG])
        assert refused.value.code == CODES[expected]


@pytest.mark.parametrize(
    "note", [b"", b"\n", b"\n\n", b"a" * 65_536 + b"\n\n" + LINE], ids=["nothing", "a line", "two lines", "over 64 KiB"]
)
def test_what_is_hardly_a_note_is_none(note):
    with pytest.raises(Unusable, match="damaged"):
        open_note(note, LOG)


def test_a_signature_of_a_stranger_is_passed_over():
    more = DASH + b" stranger.example AAAAAAAAAA==\n"

    assert open_note(SIGNED + more, LOG) == open_note(SIGNED, LOG)


def test_a_note_may_have_a_hundred_signatures_and_not_one_more():
    def note(count):
        return SIGNED + b"".join(DASH + f" s{number}.example AAAAAAAAAA==\n".encode() for number in range(count - 2))

    assert open_note(note(100), LOG)
    with pytest.raises(Unusable):
        open_note(note(101), LOG)


def test_a_signature_under_the_name_of_another_key_does_not_count():
    # Name and key id must both match: here only one of them does.
    other_name = Verifier("other.example", LOG.public)

    with pytest.raises(Unusable, match="not signed by this key"):
        open_note(SIGNED, other_name)
    with pytest.raises(Unusable, match="not signed by this key"):
        open_note(SIGNED, Verifier(LOG.name, WITNESS.public))


def test_a_known_signature_that_fails_spoils_the_note_whoever_else_signed():
    note = sign_note("a\n", "a.example", LOG_SEED)
    other = sign_note("b\n", "b.example", WITNESS_SEED).split(b"\n\n")[1]
    keys = [verifier_of("a.example", LOG_SEED), verifier_of("b.example", WITNESS_SEED)]

    assert open_for(note + other, keys[:1]).by == (keys[0],)
    with pytest.raises(Unusable) as refused:
        open_for(note + other, keys)

    assert refused.value.code == "note.signature"


def test_empty_lines_in_a_text_belong_to_the_text():
    note = sign_note("a\n\nb\n\n", "a.example", LOG_SEED)

    assert open_note(note, verifier_of("a.example", LOG_SEED)) == "a\n\nb\n\n"


def test_lines_are_added_once_and_what_stood_stays():
    bare = raw("checkpoint-300-cosigned.txt").split(DASH + b" witness")[0]
    cosignature = SIGNED[len(bare) :]

    assert with_signatures(bare, cosignature) == SIGNED
    assert with_signatures(SIGNED, cosignature) == SIGNED
    assert with_signatures(SIGNED, changed(LINE, b"0W", b"1W")) == SIGNED


@pytest.mark.parametrize(
    "text",
    [
        str(LOG).replace("+cf", "+cd", 1),
        str(LOG).replace("+cf857fdf", "+CF857FDF"),
        str(LOG).replace("log.", "l og."),
        str(LOG)[:-1],
        str(LOG).partition("+")[0],
        str(WITNESS),
        "",
    ],
)
def test_a_key_that_was_copied_wrongly_is_refused(text):
    with pytest.raises(Unusable) as refused:
        read_verifier(text)

    assert refused.value.code == "note.key"


def test_the_plus_signs_of_the_base64_belong_to_it():
    seed = next(
        bytes([number]) * 32 for number in range(256) if "+" in str(verifier_of("a.example", bytes([number]) * 32)).split("+", 2)[2]
    )
    key = verifier_of("a.example", seed)

    assert read_verifier(str(key)) == key
