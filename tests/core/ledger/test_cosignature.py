import pytest
from tests.core.ledger.vectors import WITNESS, WITNESS_SEED, raw

from baluarte.core.errors import Unusable
from baluarte.core.ledger.note import COSIGNATURE, Signature, Verifier, read_note, verifier_of
from baluarte.core.ledger.outside.cosignature import cosign, cosigned_message, read_cosignature, times_of

NOTE = read_note(raw("checkpoint-300-cosigned.txt"))
AT = 1_767_225_600


def test_a_witness_signs_this_message_to_the_byte():
    assert cosigned_message(NOTE.text, AT) == raw("cosignature-message.txt")


def test_a_witness_signs_this_line_to_the_byte():
    line = cosign(NOTE.text, AT, WITNESS.name, WITNESS_SEED)

    assert line == NOTE.signatures[1]
    assert raw("checkpoint-300-cosigned.txt").endswith(str(line).encode())
    assert len(line.key_id + line.blob) == 76


def test_the_time_of_a_witness_is_read_back():
    assert times_of(NOTE, [WITNESS]) == {WITNESS: AT}
    assert times_of(NOTE, []) == {}


def test_another_key_under_the_same_name_has_not_signed():
    other = verifier_of(WITNESS.name, bytes(32), COSIGNATURE)

    assert times_of(NOTE, [other, WITNESS]) == {WITNESS: AT}


def test_a_log_key_is_no_witness_key_although_its_bytes_are_the_same():
    as_note_key = Verifier(WITNESS.name, WITNESS.public)

    assert as_note_key.key_id != WITNESS.key_id
    assert times_of(NOTE, [as_note_key]) == {}


@pytest.mark.parametrize(
    "blob",
    [
        (AT + 1).to_bytes(8, "big") + NOTE.signatures[1].blob[8:],
        (1 << 63).to_bytes(8, "big") + NOTE.signatures[1].blob[8:],
        NOTE.signatures[1].blob[:-1],
        NOTE.signatures[1].blob + b"\x00",
        NOTE.signatures[1].blob[8:],
        NOTE.signatures[1].blob[:-1] + b"\x00",
    ],
)
def test_a_line_with_another_time_or_length_is_refused(blob):
    with pytest.raises(Unusable) as refused:
        read_cosignature(NOTE.text, Signature(WITNESS.name, WITNESS.key_id, blob), WITNESS)

    assert refused.value.code == "note.signature"


def test_a_line_over_another_text_is_refused():
    with pytest.raises(Unusable):
        read_cosignature(NOTE.text.replace("300", "301"), NOTE.signatures[1], WITNESS)


@pytest.mark.parametrize(("seconds", "name"), [(-1, "w.example"), (1 << 63, "w.example"), (0, "a b"), (0, "a+b"), (0, "")])
def test_nobody_signs_at_an_impossible_time_or_under_an_impossible_name(seconds, name):
    with pytest.raises(ValueError, match=r"\("):
        cosign(NOTE.text, seconds, name, WITNESS_SEED)
