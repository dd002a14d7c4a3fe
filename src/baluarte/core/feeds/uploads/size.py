"""Is a delivery small enough to be read while its sender waits?

The process that answers pages reads what takes it a moment, and no more: a large file is
kept, durably, and the worker reads it while pages are served. The size is what is known
before reading; a packed file counts as what it may become.
"""

AT_ONCE = 2 << 20  # bytes: some five thousand rows
_PACKED = (b"PK", b"\x1f\x8b", b"\xfd7zXZ", b"BZh", b"\x28\xb5\x2f\xfd")  # zip and XLSX, gzip, xz, bzip2, zstd
_UNPACKS_TO = 16  # times its size, as reports do


def read_at_once(size: int, head: bytes) -> bool:
    r"""Return whether a delivery of this size, which begins like this, is read while its sender waits.

    >>> read_at_once(400_000, b"timestamp,"), read_at_once(400_000, b"PK\x03\x04"), read_at_once(90_000_000, b"timestamp,")
    (True, False, False)
    """
    packed = head.startswith(_PACKED)
    return size * (_UNPACKS_TO if packed else 1) <= AT_ONCE
