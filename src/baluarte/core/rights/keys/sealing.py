"""Seal and open one value under the data key of its subject, and wrap that key under the key of its class and period.

AES-256-GCM. The nonce is derived from the content (HMAC-SHA-256 under a key of its own), so
that the same mailbox sealed twice is the same text: the database can go on comparing and
tying rows together without knowing what they say. Equal values of one subject are therefore
seen to be equal, and nothing else is. A nonce returns only with the very same content.
"""

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
_SEALED = re.compile(r"sealed:([a-z]{1,20})/([a-z0-9-]{1,20})/([0-9a-f]{32}):([A-Za-z0-9_-]+)", re.ASCII)
_ERASED = re.compile(r"erased-[0-9a-f]{16}@erased\.invalid", re.ASCII)


@dataclass(frozen=True)
class Sealed:
    """A sealed value as it stands in a column: where its key is to be looked for, and the bytes."""

    shelf: str  # class of data
    period: str  # 2026-03, or standing
    case: str  # 32 hexadecimal digits that name the subject to its key file alone
    content: bytes

    def __str__(self) -> str:
        return f"sealed:{self.shelf}/{self.period}/{self.case}:{base64.urlsafe_b64encode(self.content).rstrip(b'=').decode()}"


def read_sealed(text: str) -> Sealed | None:
    """Return a sealed value of a column, or None where it is in clear.

    >>> str(read_sealed("sealed:contact/standing/00112233445566778899aabbccddeeff:AAAA"))
    'sealed:contact/standing/00112233445566778899aabbccddeeff:AAAA'
    >>> read_sealed("ana@hospital.example")
    """
    form = _SEALED.fullmatch(text)
    if form is None:
        return None
    try:
        content = base64.urlsafe_b64decode(form[4] + "=" * (-len(form[4]) % 4))
    except (ValueError, binascii.Error):
        return None
    return Sealed(form[1], form[2], form[3], content)


def case_of(period_key: bytes, subject: str) -> str:
    """Return the name of a subject within one key file: nobody without that file's key can tell whose it is."""
    return hmac.digest(period_key, b"baluarte-case-v1\x00" + subject.casefold().encode(), hashlib.sha256)[:16].hex()


def seal(key: bytes, content: bytes, about: str) -> bytes:
    """Return content under the data key of its subject; `about` names the field, and a value moved elsewhere does not open.

    >>> seal(b"k" * 32, b"a", "mailbox") == seal(b"k" * 32, b"a", "mailbox")
    True
    """
    nonce = hmac.digest(_part(key, b"nonce"), about.encode() + b"\x00" + content, hashlib.sha256)[:NONCE_BYTES]
    return nonce + AESGCM(_part(key, b"content")).encrypt(nonce, content, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes | None:
    """Return what was sealed, or None where the key does not fit.

    >>> unseal(b"k" * 32, seal(b"k" * 32, b"a", "mailbox"), "mailbox")
    b'a'
    >>> unseal(b"k" * 32, seal(b"k" * 32, b"a", "mailbox"), "text")
    """
    try:
        return AESGCM(_part(key, b"content")).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        return None


def wrap(over: bytes, key: bytes, nonce: bytes, about: str) -> bytes:
    """Return a key wrapped under another one."""
    return nonce + AESGCM(over).encrypt(nonce, key, about.encode())


def unwrap(over: bytes, wrapped: bytes, about: str) -> bytes | None:
    """Return the key that was wrapped, or None where the other key does not fit."""
    try:
        return AESGCM(over).decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], about.encode())
    except (InvalidTag, ValueError):
        return None


def erased_mailbox(case: str) -> str:
    """Return what stands where a mailbox was: a name below a domain that can never exist (RFC 2606)."""
    return f"erased-{case[:16]}@erased.invalid"


def is_erased(address: str) -> bool:
    """Tell whether a mailbox was erased.

    >>> is_erased(erased_mailbox("00112233445566778899aabbccddeeff")), is_erased("ana@hospital.example")
    (True, False)
    """
    return bool(_ERASED.fullmatch(address))


@lru_cache(maxsize=4096)
def _part(key: bytes, name: bytes) -> bytes:
    """Return a key of its own for one use, so that the content's key never makes a nonce."""
    return hmac.digest(key, b"baluarte-seal-v1\x00" + name, hashlib.sha256)
