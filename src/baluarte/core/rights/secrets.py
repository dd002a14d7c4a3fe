"""Secrets that are shown once: sign-in links and tokens. Only their hashes are kept.

A token is `blw_`, the 12 digits of its key and 64 digits of chance. The prefix lets
scanners of public code find one that leaked.
"""

import hashlib
import hmac
import re
from datetime import timedelta

LINK_BITS = 256
KEY_BITS = 48
SECRET_BITS = 256
LINK_LIFE = timedelta(hours=1)
MOST_DAYS = 365
USUAL_DAYS = 90
_TOKEN = re.compile(r"blw_([0-9a-f]{12})([0-9a-f]{64})", re.ASCII)


def write_link(bits: int) -> str:
    """Return the secret part of a sign-in link."""
    return f"{bits:064x}"


def write_token(key: int, secret: int) -> tuple[str, str]:
    """Return (key identifier, the token as it is shown once).

    >>> write_token(255, 1)[0]
    '0000000000ff'
    """
    return f"{key:012x}", f"blw_{key:012x}{secret:064x}"


def read_token(text: str) -> str | None:
    """Return the key identifier of a token, or None where the text has not its form.

    >>> read_token(write_token(255, 1)[1]), read_token("blw_zz")
    ('0000000000ff', None)
    """
    found = _TOKEN.fullmatch(text)
    return found[1] if found else None


def fingerprint(secret: str) -> str:
    """Return what is kept of a secret. With 256 bits of chance a plain hash cannot be tried out."""
    return hashlib.sha256(secret.encode()).hexdigest()


def is_same(secret: str, kept: str) -> bool:
    """Compare in constant time, as bytes."""
    return hmac.compare_digest(fingerprint(secret).encode(), kept.encode())
