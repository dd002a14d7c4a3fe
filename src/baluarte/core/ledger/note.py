"""Signed notes (C2SP signed-note): a text, an empty line, and one signature a line.

A signature counts for a known key only where its name and its key id match; what is not
exactly of the form is refused before any cryptography.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from baluarte.core.errors import Unusable

MOST_BYTES = 64 << 10
MOST_SIGNATURES = 100
_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")


@dataclass(frozen=True)
class Verifier:
    """A public key and the name under which it signs."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes that tell keys of one name apart; never a proof."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.public).decode()}"


def read_verifier(text: str) -> Verifier:
    """Return the key of a published text, `name+id+base64`. Raises `Unusable`.

    >>> str(read_verifier(str(verifier_of("csirt.example/bundle", b"1" * 32)))) == str(verifier_of("csirt.example/bundle", b"1" * 32))
    True
    """
    parts = text.strip().split("+", 2)
    raw = _decoded(parts[2]) if len(parts) == 3 else b""
    if len(raw) == 33 and raw[:1] == _ED25519 and _NAME.fullmatch(parts[0]):
        found = Verifier(parts[0], raw[1:])
        if parts[1] == found.key_id.hex():
            return found
    raise Unusable("note.key", "This is not a public key.", "A key is written name+id+base64, in one line.", "Copy it again, whole.")


def verifier_of(name: str, seed: bytes) -> Verifier:
    """Return the public key of a secret seed of 32 bytes."""
    return Verifier(name, Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign_note(text: str, name: str, seed: bytes) -> bytes:
    """Return a text with its signature; the text ends with a line feed and holds nothing but printable lines."""
    if not text.endswith("\n") or any(letter < " " and letter != "\n" for letter in text) or not _NAME.fullmatch(name):
        raise ValueError(text)
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(text.encode())
    signed = base64.b64encode(verifier_of(name, seed).key_id + signature).decode()
    return f"{text}\n\u2014 {name} {signed}\n".encode()


def open_note(note: bytes, key: Verifier) -> str:
    r"""Return the text of a note that this key signed. Raises `Unusable`.

    >>> seed = b"2" * 32
    >>> open_note(sign_note("a\n", "csirt.example", seed), verifier_of("csirt.example", seed))
    'a\n'
    """
    text, lines = _split(note)
    seen: set[tuple[str, bytes]] = set()
    verified = False
    for line in lines:
        form = _LINE.fullmatch(line)
        raw = _decoded(form[2]) if form else b""
        if form is None or len(raw) < 5 or (form[1], raw[:4]) in seen:
            raise _BROKEN
        seen.add((form[1], raw[:4]))
        if (form[1], raw[:4]) == (key.name, key.key_id):
            verified = _verify(key, raw[4:], text)
    if not verified:
        raise Unusable("note.other-key", "It was not signed by this key.", "Whoever has no signature of that key did not make it.", "Check the key; fetch the bundle again.")  # fmt: skip
    return text


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
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature, text.encode())
    except InvalidSignature:
        raise Unusable("note.signature", "The signature does not fit the text.", "Something was changed after it was signed.", "Do not use it; fetch it again.") from None  # fmt: skip
    return True


def _decoded(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
    return raw if base64.b64encode(raw).decode() == text else b""
