"""Can the hidden cells of a published table be worked out? The attack, as anybody can run it.

A table is a set of cells and of sums: in each sum, the parts make the total. Cells are named
by any text; a hidden one has no value. Tables that share cells are solved together.
Only the standard library is used, so that an outsider can read and run it alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Sum:
    """That the parts add up to the total."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """What an outsider can say about a hidden cell; `high` is None where there is no upper bound."""

    low: int
    high: int | None

    @property
    def width(self) -> int | None:
        """How far the bounds are apart; None is endless."""
        return None if self.high is None else self.high - self.low


def bounds(cells: Mapping[str, int | None], sums: Sequence[Sum]) -> dict[str, Bounds]:
    """Return the bounds of every hidden cell. No cell is below zero.

    Each sum bounds each of its members by all the others, until nothing changes.

    >>> bounds({"all": 10, "a": 7, "b": None}, [Sum("all", ("a", "b"))])
    {'b': Bounds(low=3, high=3)}
    """
    found = {name: Bounds(0, None) if value is None else Bounds(value, value) for name, value in cells.items()}
    moved = True
    while moved:
        moved = False
        for one in sums:
            for name in (one.total, *one.parts):
                if cells[name] is None:
                    narrower = _narrow(name, one, found)
                    moved = moved or narrower != found[name]
                    found[name] = narrower
    return {name: bound for name, bound in found.items() if cells[name] is None}


def _narrow(name: str, one: Sum, found: Mapping[str, Bounds]) -> Bounds:
    others = [found[part] for part in one.parts if part != name]
    low, highs = sum(other.low for other in others), [other.high for other in others]
    high = None if None in highs else sum(value for value in highs if value is not None)
    if name != one.total:
        whole = found[one.total]
        low, high = (0 if high is None else whole.low - high), (None if whole.high is None else whole.high - low)
    before = found[name]
    highest = high if before.high is None else before.high if high is None else min(before.high, high)
    return Bounds(max(before.low, low), highest)


def exactly(cells: Mapping[str, int | None], sums: Sequence[Sum]) -> dict[str, Fraction]:
    """Return the hidden cells that the sums give away exactly, by elimination with fractions.

    >>> exactly({"all": 10, "a": 7, "b": None}, [Sum("all", ("a", "b"))])
    {'b': Fraction(3, 1)}
    """
    rows = [row for row in (_equation(cells, one) for one in sums) if row[0]]
    solved: dict[str, tuple[dict[str, Fraction], Fraction]] = {}
    for unknowns, given in rows:
        constant = given
        for known in [name for name in unknowns if name in solved]:
            constant = _subtract(unknowns, constant, solved[known], unknowns[known])
        if not unknowns:
            continue
        pivot = min(unknowns)
        factor = unknowns[pivot]
        row = ({name: value / factor for name, value in unknowns.items()}, constant / factor)
        for name, (others, value) in list(solved.items()):
            if pivot in others:
                solved[name] = (others, _subtract(others, value, row, others[pivot]))
        solved[pivot] = row
    return {name: constant for name, (unknowns, constant) in sorted(solved.items()) if len(unknowns) == 1}


def _equation(cells: Mapping[str, int | None], one: Sum) -> tuple[dict[str, Fraction], Fraction]:
    """Return a sum as unknowns with their factors, and the number they add up to."""
    unknowns: dict[str, Fraction] = {}
    constant = Fraction(0)
    for name, sign in [(part, 1) for part in one.parts] + [(one.total, -1)]:
        value = cells[name]
        if value is None:
            unknowns[name] = unknowns.get(name, Fraction(0)) + sign
        else:
            constant -= sign * value
    return {name: factor for name, factor in unknowns.items() if factor}, constant


def _subtract(unknowns: dict[str, Fraction], constant: Fraction, row: tuple[dict[str, Fraction], Fraction], factor: Fraction) -> Fraction:
    """Take a solved row off an equation, so many times; return its constant."""
    for name, value in row[0].items():
        left = unknowns.get(name, Fraction(0)) - factor * value
        if left:
            unknowns[name] = left
        else:
            unknowns.pop(name, None)
    return constant - factor * row[1]
