"""Signed notes (C2SP signed-note): a text, an empty line, and one signature a line.

A signature counts for a known key only where its name and its key id match; what is not
exactly of the form is refused before any cryptography.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from baluarte.core.errors import Unusable

MOST_BYTES = 64 << 10
MOST_SIGNATURES = 100
ED25519 = b"\x01"
COSIGNATURE = b"\x04"  # Ed25519 over the text and a time, as witnesses sign
_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True)
class Verifier:
    """A public key, the name under which it signs, and what kind of signature it makes."""

    name: str
    public: bytes
    kind: bytes = ED25519

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart; never a proof."""
        return hashlib.sha256(self.name.encode() + b"\n" + self.kind + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(self.kind + self.public).decode()}"


@dataclass(frozen=True)
class Signature:
    """One line under a note: who says to have signed, and the bytes."""

    name: str
    key_id: bytes
    blob: bytes

    def is_of(self, key: Verifier) -> bool:
        """Say whether this line claims to be by that key; both name and key id must match."""
        return (self.name, self.key_id) == (key.name, key.key_id)

    def __str__(self) -> str:
        return f"\u2014 {self.name} {base64.b64encode(self.key_id + self.blob).decode()}\n"


@dataclass(frozen=True)
class Note:
    """A note of the right form, whose signatures nobody has verified yet."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()


@dataclass(frozen=True)
class Opened:
    """A note that was signed by at least one known key, and by which."""

    note: Note
    by: tuple[Verifier, ...]

    @property
    def text(self) -> str:
        """What was signed, with its last line feed."""
        return self.note.text


def read_verifier(text: str, kind: bytes = ED25519) -> Verifier:
    """Return the key of a published text, `name+id+base64`. Raises `Unusable`.

    >>> str(read_verifier(str(verifier_of("csirt.example/bundle", b"1" * 32)))) == str(verifier_of("csirt.example/bundle", b"1" * 32))
    True
    """
    parts = text.strip().split("+", 2)
    raw = read_base64(parts[2]) if len(parts) == 3 else b""
    if len(raw) == 33 and raw[:1] == kind and _NAME.fullmatch(parts[0]):
        found = Verifier(parts[0], raw[1:], kind)
        if parts[1] == found.key_id.hex():
            return found
    raise Unusable("note.key", "This is not a public key.", "A key is written name+id+base64, in one line.", "Copy it again, whole.")


def verifier_of(name: str, seed: bytes, kind: bytes = ED25519) -> Verifier:
    """Return the public key of a secret seed of 32 bytes."""
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Verifier(name, public, kind)


def sign_note(text: str, name: str, seed: bytes) -> bytes:
    """Return a text with its signature; the text ends with a line feed and holds nothing but printable lines."""
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text) or not _NAME.fullmatch(name):
        raise ValueError(text)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    return bytes(Note(text, (Signature(name, verifier_of(name, seed).key_id, signature),)))


def with_signatures(note: bytes, lines: bytes) -> bytes:
    """Return a note with more signature lines under it, one a key; what stood already stays. Raises `Unusable`."""
    had = read_note(note)
    more = read_note(had.text.encode() + b"\n" + lines)
    known = {(one.name, one.key_id) for one in had.signatures}
    return bytes(Note(had.text, (*had.signatures, *(one for one in more.signatures if (one.name, one.key_id) not in known))))


def read_note(note: bytes) -> Note:
    """Return a note's text and signature lines, having looked at their form alone. Raises `Unusable`."""
    text, lines = _split(note)
    signatures: dict[tuple[str, bytes], Signature] = {}
    for line in lines:
        form = _LINE.fullmatch(line)
        raw = read_base64(form[2]) if form else b""
        if form is None or len(raw) < 5 or (form[1], raw[:4]) in signatures:
            raise _BROKEN
        signatures[form[1], raw[:4]] = Signature(form[1], raw[:4], raw[4:])
    return Note(text, tuple(signatures.values()))


def open_for(note: bytes, keys: Sequence[Verifier]) -> Opened:
    """Return a note that at least one of these keys signed. Raises `Unusable`.

    Signatures by others are passed over; one by a known key that does not fit its text
    spoils the whole note, whoever else signed it.
    """
    read = read_note(note)
    by = tuple(key for key in keys for signature in read.signatures if signature.is_of(key) and _verify(key, signature.blob, read.text))
    if not by:
        raise Unusable("note.other-key", "It was not signed by this key.", "Whoever has no signature of that key did not make it.", "Check the key; fetch the bundle again.")  # fmt: skip
    return Opened(read, by)


def open_note(note: bytes, key: Verifier) -> str:
    r"""Return the text of a note that this key signed. Raises `Unusable`.

    >>> seed = b"2" * 32
    >>> open_note(sign_note("a\n", "csirt.example", seed), verifier_of("csirt.example", seed))
    'a\n'
    """
    return open_for(note, [key]).text


def check_signature(public: bytes, signature: bytes, message: bytes) -> None:
    """Say nothing if the signature fits the message. Raises `Unusable`."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        raise Unusable("note.signature", "The signature does not fit the text.", "Something was changed after it was signed.", "Do not use it; fetch it again.") from None  # fmt: skip


def read_base64(text: str) -> bytes:
    """Return the bytes of strict base64, which encodes to the same text again; otherwise nothing."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""


_BROKEN = Unusable("note.form", "The signed text is damaged.", "It has not the form of a signed note.", "Fetch it again.")


def _split(note: bytes) -> tuple[str, list[str]]:
    if len(note) > MOST_BYTES or not note.endswith(b"\n") or any(byte < 0x20 and byte != 0x0A for byte in note):
        raise _BROKEN
    try:
        whole = note.decode()
    except UnicodeDecodeError:
        raise _BROKEN from None
    text, empty, signatures = whole.rpartition("\n\n")
    lines = signatures.split("\n")[:-1]
    if not empty or not lines or len(lines) > MOST_SIGNATURES:
        raise _BROKEN
    return text + "\n", lines


def _verify(key: Verifier, signature: bytes, text: str) -> bool:
    check_signature(key.public, signature, text.encode())
    return True
