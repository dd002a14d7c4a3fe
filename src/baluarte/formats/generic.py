"""Any table with a mapping: CSV, TSV, JSON Lines, a JSON array or a workbook.

A mapping says, as data, which column plays which part, in which form the times are, and
what a row is where it does not say so itself. `preview` shows what a mapping would do.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, NoReturn, get_args

import polars as pl
import yaml

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, ROW, Lines, Reading, Slice, no_rejects
from baluarte.core.feeds.report import Feed, Point, Report, Role
from baluarte.core.feeds.schema import CREDIBILITIES, RELIABILITIES, SEVERITIES
from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.ground.text import Text
from baluarte.core.sharing.label import LABELS
from baluarte.formats.tabular import (
    Dialect,
    JsonTable,
    Names,
    Source,
    Table,
    check_required,
    open_json_rows,
    open_table,
    read_sheet,
    unknown_report,
)

FEED = Feed("generic", Text("Tabla genérica", "Generic table"), "amber", "F", "6")
MOST_OF_A_WORKBOOK = 1 << 26
SEEN = "seen_utc"  # our column: the time in one form, where the mapping declares another
TIME_FORMS = ("iso", "epoch-seconds", "epoch-milliseconds")  # else a pattern of %Y %m %d %H %M %S
_ROLES: tuple[Role, ...] = get_args(Role)
_POINTS: tuple[Point, ...] = get_args(Point)


@dataclass(frozen=True)
class Mapping:
    """Which column of a table plays which part. `zone` is where times without an offset were written.

    With no zone a time without an offset is set aside: it is never read as local time.
    """

    columns: dict[Role, tuple[str, ...]]
    name: str = "table"
    feed: str = FEED.name
    time: str = "iso"
    zone: str = ""
    type: str = "undetermined"
    identifier: str = ""
    severity: str = "info"
    tlp: str = FEED.tlp
    reliability: str = FEED.reliability
    credibility: str = FEED.credibility
    point: Point = "machine"
    required: tuple[str, ...] = ()
    key_also: tuple[str, ...] = ()
    delimiter: str = ""
    comment: str = ""

    @property
    def report(self) -> Report:
        """The report type that this mapping makes."""
        seen = self.columns.get("seen", ())
        roles: dict[Role, tuple[str, ...]] = {**self.columns, "seen": (SEEN,)} if self.converts else dict(self.columns)
        return Report(
            self.feed, self.name, self.type, self.identifier or self.name.replace("_", "-"), self.severity, self.point, roles,
            Text(self.name, self.name), required=self.required or seen[:1], key_also=self.key_also,
            naive_is_utc=self.zone == "UTC" or self.converts, tlp=self.tlp, reliability=self.reliability, credibility=self.credibility,
        )  # fmt: skip

    @property
    def converts(self) -> bool:
        """True where times are not ISO already, or stand in a zone that is not UTC."""
        return self.time != "iso" or self.zone not in {"", "UTC"}


@dataclass(frozen=True)
class Preview:
    """What a mapping would do: the first rows as read, and what each role yields from them."""

    report: Report
    header: tuple[str, ...]
    rows: pl.DataFrame
    yields: dict[Role, tuple[str, ...]]
    unused: tuple[str, ...]
    rejects: pl.DataFrame = field(default_factory=no_rejects)


def read_mapping(text: str) -> Mapping:
    r"""Read a mapping from YAML in which everything is text. Raises `Unusable`.

    >>> read_mapping("columns: {seen: when, address: [src, ip]}\nzone: UTC").columns["address"]
    ('src', 'ip')
    """
    values = _load(text)
    known = {one.name for one in fields(Mapping)}
    unknown = sorted(set(values) - known)
    if unknown:
        _wrong(f"{', '.join(unknown)} is no setting of a mapping; known are {', '.join(sorted(known))}.")
    columns = values.get("columns")
    if not isinstance(columns, dict) or not columns:
        _wrong("A mapping needs `columns`: role, then column.")
    odd = sorted(set(columns) - set(_ROLES))
    if odd:
        _wrong(f"{', '.join(odd)} is no role; known are {', '.join(_ROLES)}.")
    plain = {name: value for name, value in values.items() if name not in {"columns", "required", "key_also"}}
    if not all(isinstance(value, str) for value in plain.values()):
        _wrong("Each setting but `columns`, `required` and `key_also` is one text.")
    lists: dict[str, Any] = {name: _texts(values[name]) for name in ("required", "key_also") if name in values}
    mapping = Mapping({role: _texts(names) for role, names in columns.items()}, **plain, **lists)
    _check(mapping)
    return mapping


def open_generic(source: Source, beginning: bytes, mapping: Mapping) -> Reading:
    """Return a file read by a mapping. `beginning` is what the source starts with. Raises `Unusable`."""
    table = open_rows(source, beginning, Dialect(mapping.delimiter, mapping.comment))
    _check_columns(mapping.report, table)
    return _reading(mapping.report, table, mapping)


def open_unknown(table: "Table | JsonTable | SheetTable", name: str, feed: Feed = FEED) -> Reading:
    """Return a table that nobody described, read by the usual column names."""
    report = unknown_report(Names(feed, name, naive_is_utc=False), table.names)
    _check_columns(report, table)
    return _reading(report, table, None)


def preview(source: Source, mapping: Mapping, *, rows: int = 10) -> Preview:
    """Return the first rows as read and what each role yields; the source is read no further than its first slice."""
    beginning = source.read(4096)
    reading = open_generic(_Ahead(beginning, source), beginning, mapping)
    first = next(reading.slices, Slice(pl.DataFrame(), no_rejects()))
    head = first.table.head(rows)
    roles = reading.report.roles
    chosen = {role: next((name for name in names if name in head.columns), "") for role, names in roles.items()}
    used = set(chosen.values()) | {name for names in mapping.columns.values() for name in names}
    return Preview(
        reading.report,
        reading.header,
        head.select(name for name in head.columns if name != SEEN),
        {role: tuple(head[name].to_list()) for role, name in chosen.items() if name},
        tuple(name for name in reading.header if name not in used),
        first.rejects.head(rows),
    )


@dataclass
class SheetTable:
    """The data sheet of a workbook, as one slice."""

    names: tuple[str, ...]
    table: pl.DataFrame
    lines: Lines
    partial: str = ""
    notes: list[str] = field(default_factory=list)

    def slices(self) -> Iterator[Slice]:
        """Yield the sheet."""
        yield Slice(self.table, no_rejects())


def open_rows(source: Source, beginning: bytes, dialect: Dialect) -> "Table | JsonTable | SheetTable":
    """Tell the form of a table by how it begins, and open it."""
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    if beginning.startswith(b"PK\x03\x04"):
        return _open_sheet(source)
    if start[:1] in {b"{", b"["}:
        return open_json_rows(source, array=start.startswith(b"["))
    return open_table(source, dialect)


def _check_columns(report: Report, table: Table | JsonTable | SheetTable) -> None:
    """JSON without a single object has no columns, and no row that could miss one."""
    if table.names or not isinstance(table, JsonTable):
        check_required(report, table.names)


def _open_sheet(source: Source) -> SheetTable:
    parts: list[bytes] = []
    while sum(map(len, parts)) <= MOST_OF_A_WORKBOOK and (part := source.read(1 << 20)):
        parts.append(part)
    data = b"".join(parts)
    if len(data) > MOST_OF_A_WORKBOOK:
        raise Unusable("file.too-large", "The workbook is over 64 MiB.", "A workbook is held in memory whole.", "Send a CSV.")
    header, table = read_sheet(data)
    names = tuple(name or f"unnamed_{number}" for number, name in enumerate(header, 1))
    if len(set(names)) < len(names):
        raise Unusable("csv.header-twice", "A heading stands twice.", "Columns are read by name.", "Name each column once.")
    table = table.rename(dict(zip(table.columns, names, strict=True)))
    table = table.with_columns(pl.int_range(2, table.height + 2, dtype=pl.UInt32).alias(LINE))
    full = table.filter(~pl.all_horizontal(pl.col(names).is_null())).with_columns(pl.col(names).fill_null(""))
    rows = full.with_columns(pl.int_range(1, full.height + 1, dtype=pl.UInt32).alias(ROW))
    return SheetTable(names, rows, Lines(header=1, blank=table.height - full.height, covered=full.height))


def _reading(report: Report, table: "Table | JsonTable | SheetTable", mapping: Mapping | None) -> Reading:
    reading = Reading(report, table.names, iter(()), table.lines, notes=table.notes)
    reading.slices = _watched(reading, table, mapping)
    return reading


def _watched(reading: Reading, table: "Table | JsonTable | SheetTable", mapping: Mapping | None) -> Iterator[Slice]:
    for part in table.slices():
        rows = part.table.with_columns(_moment(mapping).alias(SEEN)) if mapping and mapping.converts else part.table
        yield Slice(rows, part.rejects, part.after_resync, part.stood_at)
    reading.partial = table.partial


def _moment(mapping: Mapping) -> pl.Expr:
    """Return the time as ISO in UTC; a text not of the declared form stays, and is set aside as such later."""
    text = pl.col(mapping.columns["seen"][0])
    zone = mapping.zone or "UTC"
    if mapping.time in {"epoch-seconds", "epoch-milliseconds"}:
        number = pl.when(text.str.contains(r"^[0-9]{1,13}$")).then(text).cast(pl.Int64)
        moment = pl.from_epoch(number, time_unit="s" if mapping.time == "epoch-seconds" else "ms")
    else:
        pattern = "%Y-%m-%dT%H:%M:%S" if mapping.time == "iso" else mapping.time
        plain = text.str.replace(" ", "T", literal=True) if mapping.time == "iso" else text
        naive = plain.str.to_datetime(pattern, strict=False, time_unit="us")
        # A time in the gap or the fold of a clock change names no moment, so it is left to be set aside.
        local = naive.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
        moment = local.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return pl.coalesce(moment.dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ"), text)


class _Ahead:
    """A source whose first bytes were already looked at."""

    def __init__(self, ahead: bytes, source: Source) -> None:
        self.ahead, self.source = ahead, source

    def read(self, size: int = -1, /) -> bytes:
        """Return the bytes looked at first, then the rest."""
        if self.ahead:
            given, self.ahead = self.ahead, b""
            return given
        return self.source.read(size)


class _Strict(yaml.BaseLoader):
    """Everything is text; a key twice, an anchor or a reference is refused."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Refuse what would make one part of the file mean another."""
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _wrong("Anchors and references are not read: say each thing where it stands.")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - the signature is the library's
        """Refuse a key that stands twice."""
        keys = [key.value for key, _ in node.value]
        if len({str(key) for key in keys}) < len(keys):
            _wrong("A key stands twice.")
        return super().construct_mapping(node, deep=deep)


def _load(text: str) -> dict[str, Any]:
    if len(text) > 1 << 16:
        _wrong("It is over 64 KiB.")
    try:
        loader = _Strict(text)  # looks at the characters before anything else
        try:
            values = loader.get_single_data()
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as wrong:
        raise Unusable("mapping.unusable", f"This is no YAML that is read: {wrong}.", "A mapping is plain YAML.", "Correct it.") from None
    if not isinstance(values, dict):
        _wrong("A mapping is a set of keys and values.")
    return values


def _texts(value: object) -> tuple[str, ...]:
    texts = value if isinstance(value, list) else [value]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        _wrong("A column is one text, or a list of texts.")
    return tuple(str(text) for text in texts)


def _check(mapping: Mapping) -> None:
    choices: dict[str, tuple[str, ...]] = {
        "severity": SEVERITIES, "tlp": LABELS, "reliability": RELIABILITIES, "credibility": CREDIBILITIES,
        "point": _POINTS, "type": tuple(incident_types()),
    }  # fmt: skip
    for name, allowed in choices.items():
        if getattr(mapping, name) not in allowed:
            _wrong(f"{name} is {getattr(mapping, name)!r}; it is one of {', '.join(allowed)}.")
    if "seen" not in mapping.columns:
        _wrong("`columns` must name the column of the time as `seen`.")
    if mapping.time not in TIME_FORMS and "%" not in mapping.time:
        _wrong(f"time is {mapping.time!r}; it is one of {', '.join(TIME_FORMS)}, or a pattern such as %d/%m/%Y %H:%M.")
    if mapping.delimiter and (len(mapping.delimiter) != 1 or not mapping.delimiter.isascii()):
        _wrong("The delimiter is one ASCII character.")
    try:
        pl.Series([0]).cast(pl.Datetime("us", mapping.zone or "UTC"))
    except pl.exceptions.PolarsError:
        _wrong(f"{mapping.zone!r} is no time zone.")


def _wrong(what: str) -> NoReturn:
    raise Unusable("mapping.unusable", what, "A mapping says as data how a table is read.", "Correct the mapping.")
