"""Rows written as JSON: one object a line, or one array of objects, read a piece at a time.

A broken line spoils that line. A broken array ends where it broke: nobody can say where
the next element begins, so what was read is kept and the rest is one rejected record.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

import polars as pl

from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Lines, Slice
from baluarte.formats.jsontext import Bad, as_text, load_next, load_strict, skip_next
from baluarte.formats.tabular.blocks import Giant, Source, cut
from baluarte.formats.tabular.dialect import LINE_CAP, RAW_CAP

_AT_ONCE = 20_000  # elements of an array in one slice
_CHUNK = 1 << 18
_MARK = b"\xef\xbb\xbf"
_BLANKS = " \t\r\n"


@dataclass
class _Batch:
    """Objects and rejects of one slice, on their way to tables."""

    objects: list[tuple[int, int, dict[str, Any]]] = field(default_factory=list)  # row, line, object
    places: dict[int, tuple[int, int, bytes]] = field(default_factory=dict)
    rejects: list[tuple[object, ...]] = field(default_factory=list)

    def take(self, row: int, line: int, value: object, place: tuple[int, int, bytes]) -> None:
        if isinstance(value, dict):
            self.objects.append((row, line, value))
            self.places[row] = place
        else:
            self.refuse(row, line, "json.not-an-object", place)

    def refuse(self, row: int, line: int, code: str, place: tuple[int, int, bytes]) -> None:
        start, end, raw = place
        self.rejects.append((row, line, start, end, "", "", code, raw[:RAW_CAP]))

    def slice(self) -> Slice:
        names = list(dict.fromkeys(key for _, _, one in self.objects for key in one))
        names = [name for name in names if name not in {ROW, LINE}]
        columns = {name: [as_text(one.get(name)) for _, _, one in self.objects] for name in names}
        table = pl.DataFrame(columns, schema=dict.fromkeys(names, pl.String)).with_columns(
            pl.Series(ROW, [row for row, _, _ in self.objects], pl.UInt32),
            pl.Series(LINE, [line for _, line, _ in self.objects], pl.UInt32),
        )
        rejects = pl.DataFrame(self.rejects, schema=REJECT_SCHEMA, orient="row")
        return Slice(table, rejects, 0, lambda rows: [self.places[row] for row in sorted(rows)])


@dataclass
class JsonTable:
    """JSON rows being read. Columns are the keys of the first slice; later ones are added where they come up."""

    source: Source
    first: Slice
    rest: Iterator[Slice]
    lines: Lines
    partial: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns found so far."""
        return tuple(name for name in self.first.table.columns if name not in {ROW, LINE})

    def slices(self) -> Iterator[Slice]:
        """Yield the rows; each slice has at least the columns of the first."""
        for part in chain([self.first], self.rest):
            absent = [pl.lit("").alias(name) for name in self.names if name not in part.table.columns]
            yield Slice(part.table.with_columns(absent), part.rejects, 0, part.stood_at)
        self.partial = self.partial or str(getattr(self.source, "partial", ""))
        self.notes += getattr(self.source, "notes", [])


def open_json_rows(source: Source, *, array: bool) -> JsonTable:
    """Return the rows of a JSON array, or of JSON Lines."""
    lines = Lines()
    table = JsonTable(source, _Batch().slice(), iter(()), lines)
    parts = _elements(source, table) if array else _by_line(source, table)
    table.first = next(parts, table.first)
    table.rest = parts
    return table


def _by_line(source: Source, table: JsonTable) -> Iterator[Slice]:
    row = line = byte = 0
    for block in cut(source):
        batch = _Batch()
        if isinstance(block, Giant):
            row, line = row + 1, line + 1
            batch.refuse(row, line, "lines.too-long", (byte, byte + block.length, block.raw))
            table.lines.covered += 1
            byte += block.length
            yield batch.slice()
            continue
        for raw in block.data.removesuffix(b"\n").split(b"\n") if block.data else ():
            line += 1
            end = byte + len(raw) + 1
            text = raw.removeprefix(_MARK) if line == 1 else raw
            if not text.strip():
                table.lines.blank += 1
            else:
                row += 1
                table.lines.covered += 1
                _judge(batch, row, line, text, (byte, end, raw[:RAW_CAP]))
            byte = end
        if batch.objects or batch.rejects:
            yield batch.slice()


def _judge(batch: _Batch, row: int, line: int, text: bytes, place: tuple[int, int, bytes]) -> None:
    try:
        value = load_strict(text, most=LINE_CAP)
    except Bad as wrong:
        batch.refuse(row, line, "lines.too-long" if wrong.code == "json.too-large" else wrong.code, place)
    else:
        batch.take(row, line, value, place)


@dataclass
class _Window:
    """A bounded piece of text that moves along a stream."""

    source: Source
    text: str = ""
    at: int = 0
    byte: int = 0  # where `at` is, in the file
    ended: bool = False

    def __post_init__(self) -> None:
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()

    def more(self) -> bool:
        """Read on; False at the end of the stream. Raises `Bad` on bytes that are no text."""
        if self.ended:
            return False
        data = self.source.read(_CHUNK)
        self.ended = not data
        try:
            added = self.decoder.decode(data, final=self.ended)
        except UnicodeDecodeError:
            raise Bad("bytes.encoding") from None
        self.text, self.at = self.text[self.at :] + added, 0
        return True

    def next_letter(self) -> str:
        """Return the next letter that is not blank, without taking it; empty at the end."""
        while True:
            rest = self.text[self.at :]
            kept = rest.lstrip(_BLANKS)
            self.skip(len(rest) - len(kept))
            if kept:
                return kept[0]
            if not self.more():
                return ""

    def expect(self, letter: str) -> None:
        """Take this letter, or raise `Bad` where another one stands."""
        if self.next_letter() != letter:
            raise Bad("json.syntax")
        self.skip(1)

    def skip(self, letters: int) -> None:
        """Move on by so many letters."""
        self.byte += len(self.text[self.at : self.at + letters].encode("utf-8", "surrogatepass"))
        self.at += letters

    def value(self) -> tuple[Any, str, str]:
        """Return (value, code, text) of the next element, reading on while it is not all there.

        A refused element has its code and its own text; what follows is read on. Raises
        `Bad` where nobody can say where it ends.
        """
        while True:
            code, value = "", None
            try:
                value, end = load_next(self.text, self.at)
            except Bad as wrong:
                code, end = wrong.code, skip_next(self.text, self.at)
            if end >= 0:
                text = self.text[self.at : end]
                self.skip(end - self.at)
                return value, code, text
            if len(self.text) - self.at > LINE_CAP:
                raise Bad("json.too-large")
            if not self.more():
                raise Bad(code)


def _elements(source: Source, table: JsonTable) -> Iterator[Slice]:
    window, batch = _Window(source), _Batch()
    row = 0
    try:
        for start, (value, code, text) in _walk(window):
            row += 1
            place = (start, window.byte, text.encode("utf-8", "surrogatepass")[:RAW_CAP])
            if code:
                batch.refuse(row, 0, code, place)
            else:
                batch.take(row, 0, value, place)
            if len(batch.objects) + len(batch.rejects) >= _AT_ONCE:
                yield batch.slice()
                batch = _Batch()
    except Bad as wrong:
        table.partial = "file.truncated" if window.ended and wrong.code == "json.syntax" else wrong.code
        broken = window.text[window.at :].encode("utf-8", "surrogatepass")
        if broken:
            batch.refuse(row + 1, 0, table.partial, (window.byte, window.byte + len(broken), broken))
    if batch.objects or batch.rejects:
        yield batch.slice()


def _walk(window: _Window) -> Iterator[tuple[int, tuple[Any, str, str]]]:
    """Yield (first byte, element) of each element, or raise `Bad` where the array breaks."""
    window.expect("[")
    if window.next_letter() != "]":
        while True:
            window.next_letter()
            start = window.byte
            yield start, window.value()
            if window.next_letter() != ",":
                break
            window.expect(",")
    window.expect("]")
    if window.next_letter():
        raise Bad("json.syntax")
