"""Commitments: a value that binds us to a content and says nothing about it.

Whoever holds salt and content can show what was meant; once the salt is destroyed nobody
can, and guessing the content leads nowhere, because the salt cannot be guessed.
"""

import hashlib

SALT_BYTES = 32
_DOMAIN = b"baluarte-commit-v1\x00"


def commit(content: bytes, salt: bytes) -> str:
    """Return the commitment to a content in hex; the salt is 32 bytes of chance, used once.

    >>> commit(b"hello", bytes(range(32)))[:16]
    '1ff2d4eb9ac4ee64'
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(len(salt))
    return hashlib.sha256(_DOMAIN + salt + content).hexdigest()
