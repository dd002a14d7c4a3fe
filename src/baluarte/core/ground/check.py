"""What a check is asked to look at, and what it says: a promise holds, is broken, or was not fully covered."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Literal

Outcome = Literal["holds", "broken", "not-fully-covered"]
Promise = Literal["accounting", "raw", "receipts", "deliveries", "freshness", "walls"]
PROMISES: tuple[Promise, ...] = ("accounting", "raw", "receipts", "deliveries", "freshness", "walls")


@dataclass(frozen=True)
class Check:
    """The result of reading and comparing. A check repairs nothing."""

    promise: str
    checked: int
    failed: tuple[str, ...]  # one sentence each, with what was expected and found
    not_covered: int
    as_of: datetime
    took_s: float
    stops: bool = True  # what failed could be broken further, so its queue must stand still

    @property
    def outcome(self) -> Outcome:
        """One of three, never in between."""
        if self.failed:
            return "broken"
        return "not-fully-covered" if self.not_covered else "holds"

    @property
    def covered(self) -> float:
        """The share of all that was looked at, from 0 to 1."""
        whole = self.checked + self.not_covered
        return round(self.checked / whole, 4) if whole else 1.0

    def to_dict(self) -> dict[str, object]:
        """Return plain values, with `holds` as programs expect it."""
        told = {name: value for name, value in asdict(self).items() if name != "stops"}
        return {**told, "holds": self.outcome == "holds", "outcome": self.outcome, "covered": self.covered}


@dataclass(frozen=True)
class Run:
    """The last time a promise was checked by itself, and what was said."""

    promise: str
    at: datetime | None  # None where it never ran
    outcome: str
    checked: int
    failed: int
    not_covered: int
    first: str  # sentences of what failed
    silent: bool = False  # it should have run since, and did not


@dataclass(frozen=True)
class Halted:
    """A queue that stands still until a person lets it go on."""

    queue: str
    promise: str
    why: str
    at: datetime


@dataclass(frozen=True)
class Asked:
    """Which part of a promise is meant. Nothing named means all of it, the fast parts only."""

    delivery: int | None = None
    feed: str = ""
    since: date | None = None
    deep: bool = False  # read every byte
    structure: bool = False  # raw: whether every delivery has its bytes and all bytes a delivery
    read_data: bool = False  # raw: every byte hashed again
    rebuild: float = 0.0  # raw: the share of deliveries that is made again from raw bytes
    seconds: float | None = None  # after which the check stores how far it came

    @property
    def layers(self) -> frozenset[str]:
        """The layers of `raw` that are meant: the structure where none is named, all of them when deep.

        >>> sorted(Asked().layers), sorted(Asked(deep=True).layers)
        (['structure'], ['read-data', 'rebuild', 'structure'])
        """
        named = {"structure": self.structure, "read-data": self.read_data, "rebuild": self.rebuild > 0}
        chosen = frozenset(name for name, is_meant in named.items() if is_meant or self.deep)
        return chosen or frozenset({"structure"})
