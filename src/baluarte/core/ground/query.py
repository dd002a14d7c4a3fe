"""One query string drives the screen, the export and the API call.

Read from the same words everywhere. Every number is bounded. An unknown key or
value is an error that names the nearest right one: an ignored filter is a wrong answer.
"""

import difflib
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn
from urllib.parse import quote

from baluarte.core.errors import Unusable
from baluarte.core.ground.moments import iso, read_moment
from baluarte.core.ground.shape import Column, Shape

PER_PAGE = (25, 50, 100)
MOST_PAGES = 100_000
MOST_WORDS = 200  # letters of a search
MOST_VALUES = 100  # of one filter
_NOT_OF_THE_LIST = frozenset({"page", "per", "cursor", "limit", "tab", "row"})
_SPAN = re.compile(r"([1-9][0-9]{0,3})([hdw])", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,6})?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Filter:
    """One bound on one column: `is` (any of the values), `not`, `from` or `to`."""

    column: str
    how: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    """What a reader asked of a list. `pairs` is the query string it was read from."""

    shape: Shape
    search: str = ""
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()  # (column, descending)
    columns: tuple[str, ...] = ()
    page: int = 1
    per: int = PER_PAGE[0]
    pairs: tuple[tuple[str, str], ...] = ()

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per

    def only_counted(self) -> "Query":
        """Return the same question for who wants to know how many, and none of the rows."""
        return replace(self, page=1, per=0)

    def hash(self) -> str:
        """Return the eight digits that name this view in file names."""
        return query_hash(self.shape.name, self.pairs)

    def everything(self, most: int) -> "Query":
        """Return the same list without paging, for an export of at most so many rows."""
        return replace(self, page=1, per=most)


def query_hash(name: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Hash a list's name and its pairs, without what only moves the window.

    >>> query_hash("commitments", [("owner", "an-agency"), ("sort", "-due"), ("status", "late")])
    'c27023cc'
    """
    kept = sorted((key, value) for key, value in pairs if key not in _NOT_OF_THE_LIST)
    text = "&".join(f"{quote(key, safe='')}={quote(value, safe='')}" for key, value in kept)
    return hashlib.sha256(f"{name}?{text}".encode()).hexdigest()[:8]


def read_query(pairs: Sequence[tuple[str, str]], shape: Shape, now: datetime) -> Query:
    """Read the pairs of a query string against a list's shape, or raise `Unusable`."""
    query = Query(shape, sort=_sort(shape.sort, shape), columns=shape.shown, pairs=tuple(pairs))
    filters: dict[tuple[str, str], list[str]] = {}
    seen: set[str] = set()
    for key, value in pairs:
        if "\x00" in value:
            _wrong("query.text", f"The value of {key!r} holds a zero byte.", "Write text.")
        single = _read_single(key, value, query, now)
        if single is None:
            column, how = _filter_key(key, shape)
            filters.setdefault((column.name, how), []).append(_value(column, how, value))
        elif key in seen:
            _wrong("query.twice", f"The key {key!r} stands twice.", "Give it once.")
        else:
            query = single
        seen.add(key)
    for (name, how), values in filters.items():
        if len(values) > (1 if how in {"from", "to"} else MOST_VALUES):
            _wrong("query.too-many", f"Too many values for {name!r}.", "Give fewer.")
    found = tuple(Filter(name, how, tuple(values)) for (name, how), values in filters.items())
    return replace(query, filters=query.filters + found)


def _read_single(key: str, value: str, query: Query, now: datetime) -> Query | None:  # noqa: PLR0911 - one line a key
    shape = query.shape
    match key:
        case "q":
            return replace(query, search=value.strip()[:MOST_WORDS])
        case "sort":
            return replace(query, sort=_sort(value, shape))
        case "cols":
            return replace(query, columns=tuple(_known(name, shape) for name in value.split(",") if name))
        case "page":
            return replace(query, page=_bounded(key, value, 1, MOST_PAGES))
        case "per":
            return replace(query, per=_one_of(key, value, PER_PAGE))
        case "since" if shape.main_time:
            return replace(query, filters=(*query.filters, Filter(shape.main_time, "from", (_since(value, now),))))
        case "tab" | "row" | "view" if key not in shape.names:
            return query
    return None


def _filter_key(key: str, shape: Shape) -> tuple[Column, str]:
    name, _, how = key.partition(".")
    if how not in {"", "from", "to", "not"} or name not in shape.names:
        keys = [*shape.names, "q", "sort", "cols", "page", "per", *(["since"] if shape.main_time else [])]
        near = difflib.get_close_matches(key, keys, 1)
        _wrong("query.unknown-key", f"{key!r} is not a key of {shape.name}.", _nearest(near, keys))
    return shape.column(name), how or "is"


def _value(column: Column, how: str, value: str) -> str:
    known = [choice for choice, _ in column.choices]
    if column.kind == "choice" and known and value not in known:
        near = difflib.get_close_matches(value, known, 1)
        _wrong("query.unknown-value", f"{value!r} is not a value of {column.name}.", _nearest(near, known))
    if column.kind == "number" and not _NUMBER.fullmatch(value):
        _wrong("query.number", f"{column.name} takes a number, not {value!r}.", "Write digits only.")
    if column.kind == "flag" and value not in {"yes", "no"}:
        _wrong("query.flag", f"{column.name} takes yes or no.", "Write yes or no.")
    if column.kind in {"moment", "day"}:
        return _moment(column, how, value)
    return value


def _moment(column: Column, how: str, value: str) -> str:
    if _DAY.fullmatch(value):
        try:
            day = datetime.fromisoformat(value).replace(tzinfo=UTC)
        except ValueError:
            _wrong("query.day", f"{value!r} is not a day.", "Write a day as 2026-03-01.")
        if column.kind == "day":
            return value
        # Both ends are included: the last moment of a day belongs to it.
        return iso(day + timedelta(days=1, microseconds=-1) if how == "to" else day)
    moment = read_moment(value, naive_is_utc=True)
    if isinstance(moment, str):
        _wrong("query.moment", f"{value!r} is neither a day nor a time.", "Write 2026-03-01 or 2026-03-01T09:00:00Z.")
    return iso(moment)


def _since(value: str, now: datetime) -> str:
    span = _SPAN.fullmatch(value)
    if span:
        hours = {"h": 1, "d": 24, "w": 168}[span[2]] * int(span[1])
        return iso(now - timedelta(hours=hours))
    if _DAY.fullmatch(value):
        return f"{value}T00:00:00Z"
    _wrong("query.since", f"{value!r} is neither a day nor a span.", "Write 2026-03-01 or 7d.")


def _sort(text: str, shape: Shape) -> tuple[tuple[str, bool], ...]:
    return tuple((_known(part.lstrip("-"), shape), part.startswith("-")) for part in text.split(",") if part)


def _known(name: str, shape: Shape) -> str:
    if name not in shape.names:
        near = difflib.get_close_matches(name, shape.names, 1)
        _wrong("query.unknown-column", f"{name!r} is not a column of {shape.name}.", _nearest(near, shape.names))
    return name


def _bounded(key: str, value: str, low: int, high: int) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
        _wrong("query.number", f"{key!r} takes a number from {low} to {high}.", "Write digits only.")
    return int(value)


def _one_of(key: str, value: str, allowed: tuple[int, ...]) -> int:
    if value not in {str(number) for number in allowed}:
        _wrong("query.number", f"{key!r} takes one of {', '.join(map(str, allowed))}.", "Choose one of them.")
    return int(value)


def _nearest(near: Sequence[str], known: Sequence[str]) -> str:
    return f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."


def _wrong(code: str, what: str, fix: str) -> NoReturn:
    raise Unusable(code, what, "An ignored filter would be a wrong answer.", fix)
