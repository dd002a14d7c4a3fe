"""A walk over everything a promise is about, in bounded time, that goes on where the last one stopped.

Each item has a place in the order of the walk. When the time is up, the place is stored with
what was found so far; the next walk of the same name begins after it, and when it comes to the
end its answer is about the whole lap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Protocol

from baluarte.core.ground.check import Check
from baluarte.store.ground.models import CheckLap

MOST_KEPT = 1000  # sentences of a lap that is not at its end
BEGINNING = ""


@dataclass(frozen=True)
class Seen:
    """One item: its place in the order, what is wrong with it, and whether it could be looked at at all."""

    place: str
    faults: Sequence[str] = ()
    covered: bool = True


class Course(Protocol):
    """What is walked, in an order that a place tells."""

    def after(self, place: str) -> Iterator[Seen]:
        """Yield every item behind a place, in order."""
        ...

    def left(self, place: str) -> int:
        """Return how many items stand behind a place."""
        ...


@dataclass(frozen=True)
class Terms:
    """How a walk is made: of which promise, as of when, and in how many seconds; None walks to the end."""

    promise: str
    name: str  # of the lap: the promise, and what of it
    as_of: datetime
    seconds: float | None = None


@dataclass
class _Lap:
    place: str = BEGINNING
    checked: int = 0
    failed: list[str] = field(default_factory=list)
    uncovered: int = 0

    def take(self, seen: Seen) -> None:
        """Count one item."""
        self.place = seen.place
        self.checked += seen.covered
        self.uncovered += not seen.covered
        self.failed.extend(seen.faults)


def walk(course: Course, terms: Terms) -> Check:
    """Walk a course and say what was found; where the time ends first, say how much was not covered."""
    began = monotonic()
    lap = _stored(terms) if terms.seconds is not None else _Lap()
    for seen in course.after(lap.place):
        lap.take(seen)
        if terms.seconds is not None and monotonic() - began >= terms.seconds:
            left = course.left(lap.place)
            if left:
                _store(terms, lap)
                return _said(terms, lap, lap.uncovered + left, began)
            break
    _forget(terms)
    return _said(terms, lap, lap.uncovered, began)


def _said(terms: Terms, lap: _Lap, not_covered: int, began: float) -> Check:
    return Check(terms.promise, lap.checked, tuple(lap.failed), not_covered, terms.as_of, round(monotonic() - began, 3))


def _stored(terms: Terms) -> _Lap:
    row = CheckLap.objects.filter(name=terms.name).first()
    return _Lap() if row is None else _Lap(row.place, row.checked, list(row.failed))


def _store(terms: Terms, lap: _Lap) -> None:
    kept = {"place": lap.place, "checked": lap.checked, "failed": lap.failed[:MOST_KEPT], "began_at": terms.as_of}
    CheckLap.objects.update_or_create(name=terms.name, defaults=kept)


def _forget(terms: Terms) -> None:
    if terms.seconds is not None:
        CheckLap.objects.filter(name=terms.name).delete()
