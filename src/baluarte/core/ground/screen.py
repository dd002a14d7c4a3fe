"""The table on screen, as links: every control of a list is a query string, computed here.

Every page of every face shows its lists through this, so no list can lack a feature, and
the address bar always holds exactly what is seen. Nothing here knows HTML.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from baluarte.core.ground.query import PER_PAGE, Filter
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Column
from baluarte.core.ground.text import Text

Pairs = Sequence[tuple[str, str]]
# Keys that a form may send twice or blank, and that an address states once.
_ONCE = frozenset({"q", "sort", "per", "page"})
_WINDOW = frozenset({"page"})
_NEAR = 2  # pages named on each side of the current one
FILES = (("csv", "CSV"), ("xlsx", "XLSX"), ("json", "JSON"), ("jsonl", "JSON Lines"))
Link = Callable[[Mapping[str, object]], str]
_HOW_WORDS = {
    "is": Text("", ""),
    "not": Text("no", "not"),
    "from": Text("desde", "from"),
    "to": Text("hasta", "to"),
}


@dataclass(frozen=True)
class Chip:
    """One bound of the list, in words, and the list without it."""

    column: Text
    how: Text
    value: str
    words: Text
    without: str


@dataclass(frozen=True)
class Heading:
    """One column head: how it is sorted now, and the sort that pressing it asks for."""

    column: Column
    direction: str  # "", ascending, descending
    asks: str

    @property
    def right(self) -> bool:
        """Numbers stand on the right, so that their digits align."""
        return self.column.kind == "number"


@dataclass(frozen=True)
class Choice:
    """One offered value of a choice column, and whether the list is bound to it."""

    value: str
    words: Text
    chosen: bool


@dataclass(frozen=True)
class Control:
    """The form fields of one column: choices to tick, a text, or a range."""

    column: Column
    choices: tuple[Choice, ...]
    equals: str
    lowest: str
    highest: str


@dataclass(frozen=True)
class Place:
    """One column in the chooser, with the orders in which it stands earlier or later."""

    column: Column
    shown: bool
    earlier: str
    later: str


@dataclass(frozen=True)
class Cell:
    """One value, its column, and the page of its row where this cell carries the link."""

    column: Column
    value: object
    href: str


@dataclass(frozen=True)
class Line:
    """One row on screen."""

    cells: tuple[Cell, ...]
    href: str


@dataclass(frozen=True)
class Screen:
    """One page of one list, with every link it needs."""

    rows: Rows
    lines: tuple[Line, ...]
    files: tuple[tuple[str, str], ...]  # address of each export, and its name
    headings: tuple[Heading, ...]
    chips: tuple[Chip, ...]
    controls: tuple[Control, ...]
    places: tuple[Place, ...]
    kept: Pairs  # what the sort buttons must send along
    unseen: Pairs  # bounds that the filter form has no field for, sent along
    beside_columns: Pairs  # everything but the columns, sent along by their chooser
    usual_columns: str  # the list with its own choice of columns; empty where it has it
    without_search: str
    pages: tuple[tuple[int, str], ...]
    sizes: tuple[tuple[int, str], ...]
    previous: str
    following: str
    last: str
    query: str  # of this very screen, with its question mark

    @property
    def height(self) -> int:
        """Rows on this page."""
        return self.rows.table.height

    @property
    def first_row(self) -> int:
        """Number of the first row shown, from 1; 0 when there is none."""
        return self.rows.query.offset + 1 if self.rows.table.height else 0

    @property
    def last_row(self) -> int:
        """Number of the last row shown."""
        return self.rows.query.offset + self.rows.table.height

    @property
    def past_the_end(self) -> bool:
        """There are rows, but not on this page."""
        return self.rows.total > 0 and self.rows.table.height == 0

    @property
    def narrowed(self) -> bool:
        """A search or a bound stands."""
        return bool(self.rows.query.search or self.chips)


def tidy(pairs: Pairs, names: Iterable[str], blank_values: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return what a form sent as an address states it: nothing blank, each key once, columns as one list.

    `blank_values` are columns whose empty value is a real choice.

    >>> tidy([("q", ""), ("sort", "a"), ("sort", "-b"), ("cols", "x"), ("cols", "y"), ("due.from", "")], ["due"])
    [('sort', '-b'), ('cols', 'x,y')]
    """
    kept_blank = set(blank_values) & set(names)
    last = {key: value for key, value in pairs if key in _ONCE}
    columns = ",".join(value for key, value in pairs if key == "cols" and value)
    found: dict[tuple[str, str], None] = {}
    for key, value in pairs:
        if key == "cols":
            pair = (key, columns)
        elif key in _ONCE:
            pair = (key, last[key])
        else:
            pair = (key, value)
        if pair[1] or pair[0] in kept_blank:
            found[pair] = None
    return list(found)


def address(pairs: Pairs) -> str:
    """Return pairs as a query string with its question mark; no pairs, a lone path.

    >>> address([("q", "a b"), ("severity", "high")]), address([])
    ('?q=a%20b&severity=high', '?')
    """
    return "?" + "&".join(f"{quote(key, safe='.')}={quote(value, safe=',:-')}" for key, value in pairs)


def show(rows: Rows, path: str = "", link: Link | None = None) -> Screen:
    """Return one list as it stands on a page at a path; `link` gives the page of a row."""
    pairs = rows.query.pairs
    still = [pair for pair in pairs if pair[0] not in _WINDOW]
    page, per, last = rows.query.page, rows.query.per, max(1, -(-rows.total // rows.query.per))
    return Screen(
        rows=rows,
        lines=_lines(rows, link),
        files=tuple((f"{path}.{ext}{address(still).rstrip('?')}", name) for ext, name in FILES),
        headings=_headings(rows),
        chips=_chips(rows, still),
        controls=tuple(_control(column, rows.query.filters) for column in rows.query.shape.columns if _can_be_bound(column)),
        places=_places(rows, still),
        kept=_without(still, "sort"),
        unseen=_unseen(rows, pairs),
        beside_columns=_without(still, "cols"),
        usual_columns=address(_without(still, "cols")) if any(key == "cols" for key, _ in still) else "",
        without_search=address(_without(still, "q")),
        pages=tuple((number, _page(still, number)) for number in _numbers(page, last)),
        sizes=tuple((size, address([*_without(still, "per"), ("per", str(size))])) for size in PER_PAGE),
        previous=_page(still, page - 1) if page > 1 else "",
        following=_page(still, page + 1) if page * per < rows.total else "",
        last=_page(still, last),
        query=address(pairs),
    )


def _without(pairs: Pairs, key: str) -> list[tuple[str, str]]:
    return [pair for pair in pairs if pair[0] != key]


def _lines(rows: Rows, link: Link | None) -> tuple[Line, ...]:
    """Return the rows; the identity carries the link, or the first cell where it is not shown."""
    columns = [rows.query.shape.column(name) for name in rows.query.columns]
    identity = rows.query.shape.identity
    carrier = identity if identity in rows.query.columns else next(iter(rows.query.columns), "")
    lines = []
    for row in rows.table.iter_rows(named=True):
        href = link(row) if link else ""
        lines.append(Line(tuple(Cell(column, row[column.name], href if column.name == carrier else "") for column in columns), href))
    return tuple(lines)


def _page(still: Pairs, number: int) -> str:
    return address([*still, ("page", str(number))] if number > 1 else still)


def _numbers(page: int, last: int) -> list[int]:
    """Return the page numbers worth naming: both ends and the neighbours."""
    near = range(max(1, page - _NEAR), min(last, page + _NEAR) + 1)
    return sorted({1, last, *near}) if last > 1 else []


def _headings(rows: Rows) -> tuple[Heading, ...]:
    sort = rows.query.sort
    first, down = sort[0] if sort else ("", False)
    heads = []
    for name in rows.query.columns:
        now = ("descending" if down else "ascending") if name == first else ""
        asks = f"-{name}" if now == "ascending" else name
        heads.append(Heading(rows.query.shape.column(name), now, asks))
    return tuple(heads)


def _chips(rows: Rows, still: Pairs) -> tuple[Chip, ...]:
    chips = []
    for key, value in still:
        name, _, how = key.partition(".")
        without = address([pair for pair in still if pair != (key, value)])
        if key == "since":
            chips.append(Chip(Text("Desde hace", "Since"), Text("", ""), value, Text(value, value), without))
        elif name in rows.query.shape.names:
            column = rows.query.shape.column(name)
            chips.append(Chip(column.label, _HOW_WORDS[how or "is"], value, column.words(value), without))
    return tuple(chips)


def _can_be_bound(column: Column) -> bool:
    return column.kind in {"choice", "number", "moment", "day", "flag"}


def _control(column: Column, filters: Sequence[Filter]) -> Control:
    bounds = {bound.how: bound.values for bound in filters if bound.column == column.name}
    offered = column.choices or ((("yes", Text("sí", "yes")), ("no", Text("no", "no"))) if column.kind == "flag" else ())
    choices = tuple(Choice(value, words, value in bounds.get("is", ())) for value, words in offered)
    lowest, highest = (_as_typed(column, bounds.get(how, ("",))[0]) for how in ("from", "to"))
    return Control(column, choices, bounds.get("is", ("",))[0], lowest, highest)


def _as_typed(column: Column, value: str) -> str:
    """Return a bound as the form field shows it: a day of a moment, a number as it stands."""
    return value[:10] if column.kind == "moment" else value


def _unseen(rows: Rows, pairs: Pairs) -> list[tuple[str, str]]:
    """Return the bounds that no field of the filter form states."""
    fields = set()
    for column in rows.query.shape.columns:
        if column.kind in {"choice", "flag"}:
            fields.add(column.name)
        elif _can_be_bound(column):
            fields |= {f"{column.name}.from", f"{column.name}.to"}
    return [pair for pair in pairs if pair[0] not in fields and pair[0] not in {"q", "page", "per"}]


def _places(rows: Rows, still: Pairs) -> tuple[Place, ...]:
    shown = list(rows.query.columns)
    rest = [name for name in rows.query.shape.names if name not in shown]
    return tuple(
        Place(
            rows.query.shape.column(name),
            name in shown,
            _moved(still, shown, name, -1),
            _moved(still, shown, name, 1),
        )
        for name in [*shown, *rest]
    )


def _moved(still: Pairs, shown: list[str], name: str, step: int) -> str:
    """Return the address with one column a place earlier or later; empty where it cannot move."""
    if name not in shown or not 0 <= shown.index(name) + step < len(shown):
        return ""
    order = [other for other in shown if other != name]
    order.insert(shown.index(name) + step, name)
    return address([*_without(still, "cols"), ("cols", ",".join(order))])
