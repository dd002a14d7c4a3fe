"""Accounts are known by pseudonyms: the clear name is kept apart, for its owner alone."""

import hashlib
import hmac


def pseudonym(account: str, key: bytes) -> str:
    """Return the 32 hexadecimal digits that stand for an account under one key.

    >>> len(pseudonym("a@b.example", b"k" * 32))
    32
    """
    return hmac.new(key, account.encode(), hashlib.sha256).hexdigest()[:32]
