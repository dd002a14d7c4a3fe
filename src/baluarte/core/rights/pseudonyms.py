"""Pseudonyms: accounts are known by them, and data of two purposes or two periods cannot be joined by them."""

import hashlib
import hmac


def pseudonym(account: str, key: bytes) -> str:
    """Return the 32 hexadecimal digits that stand for an account under one key.

    >>> len(pseudonym("a@b.example", b"k" * 32))
    32
    """
    return hmac.new(key, account.encode(), hashlib.sha256).hexdigest()[:32]


def pseudonym_for(key: bytes, purpose: str, period: str, value: str) -> str:
    """Return what stands for a value within one purpose and one period, and nowhere else.

    `key` is that of the purpose and the period; once it is destroyed, linkage ends by itself.
    Pseudonyms of addresses and register numbers are safe only while the key is secret,
    because all values can be tried.

    >>> pseudonym_for(bytes(range(0x60, 0x80)), "statistics", "2026-03", "203.0.113.7")
    '9786de91045d077bd6f50d212edd2fd7'
    """
    told = b"\x00".join((b"baluarte-pseudonym-v1", purpose.encode(), period.encode(), value.encode()))
    return hmac.digest(key, told, hashlib.sha256)[:16].hex()
