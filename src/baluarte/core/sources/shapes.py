"""The shape of a report: which columns are new and which are gone, against the deliveries before."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True)
class Header:
    """The columns with which one report came."""

    feed: str
    report: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class ShapeChange:
    """Columns that came and columns that went."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)

    @property
    def mark(self) -> str:
        """What tells this change from another: the same one is announced once."""
        told = "\x1f".join([*self.added, "\x1e", *self.removed])
        return sha256(told.encode()).hexdigest()[:32]


def compare(now: Sequence[str], before: Sequence[Sequence[str]]) -> ShapeChange:
    """Compare the columns of a delivery with those of the deliveries before it; the first one changes nothing.

    A column is new when no delivery before had it, and gone when the last one had it. The
    order of columns means nothing.

    >>> compare(["ip", "port"], [["port", "ip"]]), compare(["ip", "vendor"], [["ip", "asn"], ["ip", "vendor"]])
    (ShapeChange(added=(), removed=()), ShapeChange(added=(), removed=('asn',)))
    """
    if not before:
        return ShapeChange()
    ever = {name for names in before for name in names}
    present = set(now)
    return ShapeChange(tuple(name for name in now if name not in ever), tuple(name for name in before[0] if name not in present))
