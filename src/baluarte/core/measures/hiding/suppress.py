"""Which cells may be published? Small ones are hidden, and further ones so that totals do not give them back.

A published cell has at least ten contributors, and the largest of them makes no more than
half of it. Everything that is published together is judged together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from baluarte.core.measures.hiding.solve import Sum, bounds, exactly

CONTRIBUTORS = 10  # the k of the rule; also how far the bounds of a hidden cell must be apart
LARGEST_SHARE = 0.5


@dataclass(frozen=True)
class Cell:
    """One count before it is published: how many organisations make it, and what the largest of them makes."""

    value: int
    contributors: int
    largest: int

    @property
    def small(self) -> bool:
        """Must it be hidden for its own sake? An empty cell points at nobody."""
        if self.value == 0:
            return False
        return self.contributors < CONTRIBUTORS or self.largest > self.value * LARGEST_SHARE


def suppress(cells: Mapping[str, Cell], sums: Sequence[Sum]) -> dict[str, int | None]:
    """Return what may be published of some cells: the value, or None where it is hidden.

    As long as somebody could work a hidden cell out, exactly or to within less than ten,
    one more cell of its sums is hidden: of those that are shown the one with the least value,
    and an inner one before a total.
    """
    published: dict[str, int | None] = {name: None if cell.small else cell.value for name, cell in cells.items()}
    while given := given_away(published, sums):
        chosen = _next(given, cells, published, sums)
        if chosen is None:
            return dict.fromkeys(cells)
        published[chosen] = None
    return published


def given_away(published: Mapping[str, int | None], sums: Sequence[Sum]) -> str | None:
    """Return a hidden cell that an outsider could work out, exactly or to within less than ten; the narrowest first."""
    found = bounds(published, sums)
    widths = {name: width for name, bound in found.items() if (width := bound.width) is not None and width < CONTRIBUTORS}
    if widths:
        return min(widths, key=lambda name: (widths[name], name))
    return min(exactly(published, sums), default=None)


def _next(given: str, cells: Mapping[str, Cell], published: Mapping[str, int | None], sums: Sequence[Sum]) -> str | None:
    """Choose the cell to hide, beginning at the one given away and going on over its hidden neighbours.

    A sum in which one cell alone is hidden gives it away, so such a sum comes first; and in it a
    cell whose other sum hides something already, which closes a rectangle.
    """
    members = [(one.total, *one.parts) for one in sums]
    totals = {one.total for one in sums}
    around, seen = [given], {given}
    anything: list[str] = []
    for name in around:  # grows as neighbours are found
        mine = [group for group in members if name in group]
        lone = [group for group in mine if sum(published[cell] is None for cell in group) == 1]
        fitting = _shown((cell for group in lone for cell in group), cells, published)
        if fitting:
            return min(fitting, key=lambda cell: (cell in totals, not _closes(cell, name, members, published), cells[cell].value, cell))
        anything += _shown((cell for group in mine for cell in group), cells, published)
        hidden = sorted({cell for group in mine for cell in group if published[cell] is None} - seen)
        seen.update(hidden)
        around += hidden
    return min(anything, key=lambda cell: (cell in totals, cells[cell].value, cell), default=None)


def _shown(names: Iterable[str], cells: Mapping[str, Cell], published: Mapping[str, int | None]) -> list[str]:
    """Return the cells that could still be hidden; hiding an empty one protects nothing."""
    return [name for name in names if published[name] is not None and cells[name].value > 0]


def _closes(cell: str, from_: str, members: Sequence[tuple[str, ...]], published: Mapping[str, int | None]) -> bool:
    return any(cell in group and from_ not in group and any(published[other] is None for other in group) for group in members)
