"""Keep the pages of memory that one slice used for the next: to be given fresh ones costs as much as to parse.

A slice is read, cut and let go, twenty times a second. Left alone, the C library hands each
block of 16 MiB back to the system, which clears it before it gives it out again.
"""

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # parameters of glibc's `mallopt`
_KEPT = 1 << 28  # bytes: above a slice and its copies, below what a run may use


def keep_pages() -> None:
    """Ask the C library to keep freed blocks up to 256 MiB; another library than glibc is left as it is."""
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_MMAP_THRESHOLD, _KEPT)
        library.mallopt(_TRIM_THRESHOLD, _KEPT)
