"""Cosignatures (C2SP tlog-cosignature): a witness says when it saw a checkpoint, and nothing before it changed.

One more signature line on the same note. It covers a time as well, so it is the only proof
of time that a log has.
"""

import re
from collections.abc import Callable, Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from baluarte.core.errors import Unusable
from baluarte.core.ledger.note import COSIGNATURE, Note, Signature, Verifier, check_signature, verifier_of

_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
_MOST_SECONDS = 1 << 63
_NAME = re.compile(r"[^\s+]+")
Cosign = Callable[[str], Signature]  # the text of a checkpoint → the line of a witness


def cosigned_message(text: str, seconds: int) -> bytes:
    """Return what a witness signs: not the text alone, but when it saw it."""
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosign(text: str, seconds: int, name: str, seed: bytes) -> Signature:
    """Return the line by which a witness signs a checkpoint at a moment, in whole POSIX seconds."""
    if not 0 <= seconds < _MOST_SECONDS or not _NAME.fullmatch(name):
        raise ValueError((name, seconds))
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(cosigned_message(text, seconds))
    return Signature(name, verifier_of(name, seed, COSIGNATURE).key_id, seconds.to_bytes(_TIME_BYTES, "big") + signature)


def read_cosignature(text: str, line: Signature, key: Verifier) -> int:
    """Return the seconds at which this key signed the text. Raises `Unusable`."""
    seconds = int.from_bytes(line.blob[:_TIME_BYTES], "big")
    if len(line.blob) != _TIME_BYTES + _SIGNATURE_BYTES or seconds >= _MOST_SECONDS:
        raise Unusable("note.signature", "The signature does not fit the text.", "A cosignature is a time and 64 bytes.", "Do not use it; fetch it again.")  # fmt: skip
    check_signature(key.public, line.blob[_TIME_BYTES:], cosigned_message(text, seconds))
    return seconds


def times_of(note: Note, witnesses: Iterable[Verifier]) -> dict[Verifier, int]:
    """Return when each of these witnesses signed, by its key; those who did not are absent. Raises `Unusable`.

    A line of a known witness that does not fit spoils the note, as with any known key.
    """
    return {key: read_cosignature(note.text, line, key) for key in witnesses for line in note.signatures if line.is_of(key)}
