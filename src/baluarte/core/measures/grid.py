"""A table of the picture as people read it: names for codes, sums last, hidden cells marked."""

from dataclasses import dataclass

from baluarte.core.constituency.lists import SECTORS
from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.ground.text import Text
from baluarte.core.measures.picture import ALL, Crossing

_SUM = Text("Total", "Total")
_TITLES = {
    "sector": Text("Hallazgos vivos por sector y clase de incidente", "Living findings by sector and incident class"),
    "territory": Text("Hallazgos vivos por territorio y clase de incidente", "Living findings by territory and incident class"),
}
_HEADS = {"sector": Text("Sector", "Sector"), "territory": Text("Territorio", "Territory")}
_UNSAID = Text("sin dato", "not stated")


@dataclass(frozen=True)
class Line:
    """One row: its code, its name, and its cells; None is hidden."""

    code: str
    name: Text
    cells: tuple[int | None, ...]


@dataclass(frozen=True)
class Grid:
    """A table with its title, the heads of its columns, and its lines, the sums last."""

    rows: str
    title: Text
    head: Text
    columns: tuple[Text, ...]
    lines: tuple[Line, ...]
    hides: bool


def grid(crossing: Crossing) -> Grid:
    """Return a table of the picture in the order and words of people: the fullest line first, the sums last."""
    columns = (*crossing.column_names, ALL)
    lines = [
        Line(row, name_of(crossing.rows, row), tuple(crossing.values[row, column] for column in columns)) for row in crossing.row_names
    ]
    lines.sort(key=lambda line: (-(line.cells[-1] or 0), line.name.es))
    lines.append(Line(ALL, _SUM, tuple(crossing.values[ALL, column] for column in columns)))
    hides = any(value is None for value in crossing.values.values())
    heads = tuple(name_of(crossing.columns, column) for column in columns)
    return Grid(crossing.rows, _TITLES[crossing.rows], _HEADS[crossing.rows], heads, tuple(lines), hides)


def name_of(dimension: str, value: str) -> Text:
    """Return the words of a sector, class or territory; what has no words stands for itself.

    >>> name_of("sector", "health").es
    'Salud'
    """
    if value == ALL:
        return _SUM
    if not value:
        return _UNSAID
    if dimension == "sector":
        return dict(SECTORS).get(value, Text(value, value))
    if dimension == "class":
        return {kind.group: kind.group_name for kind in incident_types().values()}.get(value, Text(value, value))
    if dimension == "type":
        kind = incident_types().get(value)
        return kind.name if kind else Text(value, value)
    return Text(value, value)
