"""Open any report file: unpack it, tell its format, hand over its rows.

The only module that knows several formats. It decides by content first (how the bytes
begin, then the header), and by the file's name where a format says its type there.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.normalise import Circumstances, normalise
from baluarte.core.feeds.reading import REJECT_SCHEMA, Reading, Slice, no_rejects
from baluarte.core.feeds.schema import EVENT_SCHEMA
from baluarte.core.sources.page import MOST_SHOWN, MappingPreview
from baluarte.formats import cve, epss, generic, intelmq, kev, n6
from baluarte.formats.generic import Mapping
from baluarte.formats.shadowserver import Catalogue, fits, known_name, open_shadowserver, report_name
from baluarte.formats.shadowserver import catalogue as own_catalogue
from baluarte.formats.tabular import Dialect, Names, Table, open_table, unknown_report
from baluarte.formats.unpack import Limits, Source, unpack

FEEDS = ("auto", "shadowserver", "kev", "cve", "epss", "intelmq", "n6", "generic")
_LOOK = 4096
_KEPT = 64 << 10  # bytes of one refused row, or of a whole refused file
_ROWS_ARE_WHOLE = frozenset({"csv.header", "csv.header-twice", "csv.too-many-columns"})
_NOT_OURS = (
    b"<",
    b"%PDF",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"MZ",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"Rar!",
    b"7z\xbc\xaf",
)
_UNNOTICED = ("__MACOSX/", ".DS_Store")


@dataclass(frozen=True)
class Way:
    """How a file is to be read: the feed it belongs to, what is known of its types, a mapping."""

    feed: str
    catalogue: Catalogue
    mapping: Mapping | None


def open_report(
    file_name: str, stream: BinaryIO, *, feed: str = "auto", catalogue: Catalogue | None = None, mapping: Mapping | None = None
) -> list[Reading]:
    """Return one reading for each report file inside, or raise `Unusable`.

    In an archive of several files, one that cannot be read becomes a reading of a single
    rejected record: the others are not lost for it.
    """
    check_feed(feed)
    way = Way(feed, catalogue or own_catalogue(), mapping)
    if _is_workbook(file_name, stream):
        return [_open_workbook(file_name, stream, way)]
    sources = [one for one in unpack(file_name, stream, Limits()) if not any(part in one.name for part in _UNNOTICED)]
    if len(sources) == 1:
        return [_open(file_name, sources[0], way)]
    return [_open_or_refuse(file_name, source, way) for source in sources]


def check_feed(feed: str) -> None:
    """Raise `Unusable` for a feed that nothing here reads."""
    if feed not in FEEDS:
        raise Unusable("feed.unknown", f"There is no feed {feed!r}.", f"Known: {', '.join(FEEDS)}.", "Choose one of them.")


def sample(file_name: str, stream: BinaryIO, known: Circumstances, *, feed: str = "auto", mapping: Mapping | None = None) -> MappingPreview:
    """Return what would become of a file: the part each column plays, its first rows as events, the first that are set aside."""
    reading = open_report(file_name, stream, feed=feed, mapping=mapping)[0]
    first = next(reading.slices, Slice(pl.DataFrame(), no_rejects()))
    whole = normalise(first, reading.report, known)
    rejects = pl.concat([first.rejects, whole.rejects]).sort("row")
    chosen = {role: next((name for name in names if name in first.table.columns), "") for role, names in reading.report.roles.items()}
    # A mapping that changes the form of times reads its own column; the reader knows the one it named.
    named = {
        role: mapping.columns[role][0] for role in chosen if mapping and role in mapping.columns and chosen[role] not in reading.header
    }
    parts = {role: named.get(role, name) for role, name in chosen.items() if named.get(role, name)}
    values = first.table.head(MOST_SHOWN)
    return MappingPreview(
        reading.report.name,
        tuple((role, name, tuple(values[name].to_list()[:5]) if name in values.columns else ()) for role, name in parts.items()),
        tuple(name for name in reading.header if name not in set(parts.values())),
        whole.events.select(name for name in EVENT_SCHEMA.names() if name in whole.events.columns).head(MOST_SHOWN),
        rejects.head(MOST_SHOWN),
        reading.missing_columns,
    )


def refused_rows(file_name: str, stream: BinaryIO, code: str) -> Iterator[pl.DataFrame]:
    """Yield the rows of a file that was refused as a whole, as rejects under the code of the refusal.

    A header that names its columns wrongly leaves the lines below it whole: each is a row.
    A file whose rows cannot be told apart counts as one, with its first bytes.
    """
    told = False
    if code in _ROWS_ARE_WHOLE:
        with suppress(Unusable):
            for source in unpack(file_name, stream, Limits()):
                for rejects in _lines_of(source, code):
                    told = told or rejects.height > 0
                    yield rejects
    if not told:
        stream.seek(0)
        row = (1, 0, 0, 0, "", "", code, stream.read(_KEPT))
        yield pl.DataFrame([row], schema=REJECT_SCHEMA, orient="row")


def _lines_of(source: Source, code: str) -> Iterator[pl.DataFrame]:
    """Yield every line below the first as a rejected row; of an over-long one only the beginning is held."""
    rest, cut, place, line, row = b"", 0, 0, 0, 0
    while data := source.read(1 << 20) or (rest and b"\n"):
        *lines, rest = (rest + data).split(b"\n")
        found = []
        for text in lines:
            line += 1
            length, cut = len(text) + cut, 0
            if text.strip() and line > 1:
                row += 1
                found.append((row, line, place, place + length, "", "", code, text.rstrip(b"\r")[:_KEPT]))
            place += length + 1
        rest, cut = rest[:_KEPT], cut + max(0, len(rest) - _KEPT)
        yield pl.DataFrame(found, schema=REJECT_SCHEMA, orient="row")


def _open(file_name: str, source: Source, way: Way) -> Reading:
    ahead = _Ahead(source)
    beginning = ahead.beginning
    if not beginning.strip(b"\xef\xbb\xbf \r\n\t"):
        raise Unusable("file.empty", "The file holds nothing.", "Even a day without events has a header line.", "Ask for it again.")
    if beginning.startswith(_NOT_OURS):
        raise Unusable(
            "file.not-this-format",
            "This is not a report: it begins like a page, a picture or a program.",
            "CSV, TSV, JSON and XLSX are read, plain or in gzip or zip.",
            "Check what the sender's server answered.",
        )
    if way.mapping is not None:
        return generic.open_generic(ahead, beginning, way.mapping)
    if (known := _open_known(ahead, f"{source.name} {file_name}", way)) is not None:
        return known
    stated = report_name(source.name) or report_name(file_name)
    if way.feed == "shadowserver" or (stated and way.feed == "auto"):
        table = open_table(ahead, Dialect())
        name = stated or known_name(source.name, way.catalogue) or known_name(file_name, way.catalogue) or fits(way.catalogue, table.names)
        return open_shadowserver(name or _stem(source.name), table, way.catalogue)
    return _open_by_header(file_name, ahead, way)


def _open_known(ahead: "_Ahead", names: str, way: Way) -> Reading | None:
    """Open a file of a format that its content tells, or that was named; None for a table that nothing tells yet."""
    beginning, auto = ahead.beginning, way.feed == "auto"
    if way.feed == "kev" or (auto and kev.looks_like_kev(beginning)):
        return _open_kev(ahead, beginning)
    if way.feed == "cve" or (auto and cve.looks_like_cve(beginning)):
        return cve.open_cve(_whole(ahead, cve.MOST_BYTES))
    if way.feed == "epss" or (auto and epss.looks_like_epss(beginning)):
        return epss.open_epss(ahead, beginning, names)
    if way.feed == "intelmq" or (auto and intelmq.looks_like_intelmq(beginning)):
        return intelmq.open_intelmq(ahead, beginning)
    return n6.open_n6(ahead, beginning) if way.feed == "n6" or (auto and n6.looks_like_n6(beginning)) else None


def _open_by_header(file_name: str, ahead: "_Ahead", way: Way) -> Reading:
    table = generic.open_rows(ahead, ahead.beginning, Dialect(delimiter=""))
    if isinstance(table, Table) and way.feed == "auto":
        if kev.is_kev_header(table.names):
            return kev.open_kev_table(table)
        name = known_name(ahead.name, way.catalogue) or known_name(file_name, way.catalogue) or fits(way.catalogue, table.names)
        if name:
            return open_shadowserver(name, table, way.catalogue)
    return generic.open_unknown(table, _stem(ahead.name))


def _open_kev(ahead: "_Ahead", beginning: bytes) -> Reading:
    if beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith((b"{", b"[")):
        return kev.open_kev_json(_whole(ahead, kev.MOST_BYTES))
    return kev.open_kev_table(open_table(ahead, Dialect()))


def _whole(ahead: "_Ahead", most: int) -> bytes:
    """Return all bytes of a source, or so many that the reader refuses them as too large."""
    parts: list[bytes] = []
    size = 0
    while size <= most and (part := ahead.read(1 << 20)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _open_or_refuse(file_name: str, source: Source, way: Way) -> Reading:
    try:
        return _open(file_name, source, way)
    except Unusable as refusal:
        report = unknown_report(Names(generic.FEED, _stem(source.name), naive_is_utc=False), ())
        row = (1, 0, 0, 0, "", source.name, refusal.code, b"")
        rejects = pl.DataFrame([row], schema=REJECT_SCHEMA, orient="row")
        table = pl.DataFrame(schema={"#row": pl.UInt32, "#line": pl.UInt32})
        return Reading(report, (), iter([Slice(table, rejects)]), partial=refusal.code)


def _is_workbook(file_name: str, stream: BinaryIO) -> bool:
    """A workbook is a zip as well: it says what it is in its name or in its first member."""
    if not stream.seekable():
        return False
    place = stream.tell()
    beginning = stream.read(128)
    stream.seek(place)
    named = file_name.lower().endswith((".xlsx", ".xlsm"))
    return beginning.startswith(b"PK\x03\x04") and (named or b"[Content_Types].xml" in beginning)


def _open_workbook(file_name: str, stream: BinaryIO, way: Way) -> Reading:
    if way.mapping is not None:
        return generic.open_generic(stream, b"PK\x03\x04", way.mapping)
    return generic.open_unknown(generic.open_rows(stream, b"PK\x03\x04", Dialect()), _stem(file_name))


def _stem(file_name: str) -> str:
    """Return the name of a file as the name of a report: its first word, without path or ending."""
    word = file_name.replace("\\", "/").rpartition("/")[2].partition(".")[0].lower()
    kept = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in word).strip("_")
    return kept[:80] or "table"


class _Ahead:
    """A source that was looked at before it is read."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.name, self.notes = source.name, source.notes
        self.beginning = self._look()
        self._ahead = self.beginning

    @property
    def partial(self) -> str:
        return self._source.partial

    def read(self, size: int = -1, /) -> bytes:
        if self._ahead:
            given = self._ahead if size < 0 else self._ahead[:size]
            self._ahead = self._ahead[len(given) :]
            return given
        return self._source.read(size)

    def _look(self) -> bytes:
        parts: list[bytes] = []
        while sum(map(len, parts)) < _LOOK and (part := self._source.read(_LOOK)):
            parts.append(part)
        return b"".join(parts)
