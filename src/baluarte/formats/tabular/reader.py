"""Read a delimited file in two speeds: fast where it is clean, strict where it is not.

Good rows are never lost, and none is counted twice: `physical lines = header + comment +
blank + covered` holds at the end, whatever the bytes were.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, ROW, Lines, Reading, Slice, no_rejects
from baluarte.core.feeds.report import Report
from baluarte.formats.tabular.blocks import Block, Giant, Source, cut
from baluarte.formats.tabular.dialect import PIECE, SLICE, Dialect, Place
from baluarte.formats.tabular.fast import read_fast
from baluarte.formats.tabular.header import Header, read_header
from baluarte.formats.tabular.names import check_required
from baluarte.formats.tabular.slow import SlowWalk
from baluarte.formats.tabular.stood import StoodInLines

# Codes of a source that ended in the middle; behind other oddities the last line is whole.
_BROKEN_OFF = frozenset({"file.truncated", "file.damaged", "file.too-large"})


@dataclass
class Table:
    """A delimited file being read: its header at once, the rest as `slices` is walked (once)."""

    header: Header
    source: Source
    first: Block
    rest: Iterator[Block | Giant]
    lines: Lines = field(default_factory=Lines)
    notes: list[str] = field(default_factory=list)
    partial: str = ""  # code, where the source broke off
    _place: Place = field(default_factory=Place)
    _carry: bytes = b""  # a record whose quote was open at the end of the block before
    _doubtful_until: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """The columns, as the header names them."""
        return self.header.names

    def slices(self) -> Iterator[Slice]:
        """Yield the rows, a block at a time."""
        self.lines.header, self.lines.blank, self.lines.comment = 1, self.header.blank, self.header.comment
        self._place.line, self._place.byte = self.lines.physical, self.header.size
        blocks = iter([self.first]) if self.first.final else self._blocks()
        for block in blocks:
            parts = [self._giant(block)] if isinstance(block, Giant) else list(self._block(block))
            if parts:
                yield _joined(parts)

    def _blocks(self) -> Iterator[Block | Giant]:
        yield self.first
        yield from self.rest

    def _block(self, block: Block) -> Iterator[Slice]:
        data, broken_off = (self._ending(block.data), self._tail) if block.final else (block.data, b"")
        data = self._carry + data if self._carry else data
        self._carry = b""
        if data:
            table = read_fast(data, self.header)
            yield from [self._believed(table, data)] if table is not None else self._piecewise(data, final=block.final)
        if broken_off:
            yield self._cut_off(broken_off)

    def _piecewise(self, data: bytes, *, final: bool) -> Iterator[Slice]:
        """Read a doubtful block in small pieces, so that only the rows around the doubt are read slowly."""
        at, length = 0, len(data)
        while at < length:
            end = length if length - at <= PIECE else data.rfind(b"\n", at, at + PIECE) + 1 or data.find(b"\n", at) + 1 or length
            piece = self._carry + data[at:end]
            at, self._carry = end, b""
            table = read_fast(piece, self.header) if len(piece) < length else None
            if table is not None:
                yield self._believed(table, piece)
            else:
                yield self._slowly(piece, final=final and at == length)

    def _believed(self, table: pl.DataFrame, data: bytes) -> Slice:
        place, height = self._place, table.height
        doubtful = min(max(self._doubtful_until - place.line, 0), height)
        table = table.with_columns(_count(ROW, place.row, height), _count(LINE, place.line, height))
        self._place = Place(place.row + height, place.line + height, place.byte + len(data))
        self.lines.covered += height
        return Slice(table, no_rejects(), doubtful, StoodInLines(data, place.byte, place.row + 1))

    def _slowly(self, data: bytes, *, final: bool) -> Slice:
        walk, byte = self._walk(), self._place.byte
        done = walk.walk(data, final=final)
        self._carry = data[done:]
        self._doubtful_until = walk.doubtful_until
        return Slice(walk.table(), walk.reject_table(), walk.after_resync, walk.stood(data, byte))

    def _giant(self, giant: Giant) -> Slice:
        parts = [self._slowly(self._carry, final=True)] if self._carry else []
        walk = self._walk()
        walk.reject("lines.too-long", giant.raw, giant.length)
        self._place.byte += giant.length
        return _joined([*parts, Slice(walk.table(), walk.reject_table())])

    def _cut_off(self, tail: bytes) -> Slice:
        walk = self._walk()
        walk.reject(self.partial, tail, len(tail))
        self._place.byte += len(tail)
        return Slice(walk.table(), walk.reject_table())

    def _walk(self) -> SlowWalk:
        return SlowWalk(self.header, self._place, self.lines, self._doubtful_until)

    def _ending(self, data: bytes) -> bytes:
        """Judge the end of the file; a last line that was cut off is kept back in `_tail`."""
        self.partial = str(getattr(self.source, "partial", ""))
        self.notes += getattr(self.source, "notes", [])
        self._tail = b""
        if data and not data.endswith(b"\n"):
            if self.partial not in _BROKEN_OFF:
                self.notes.append("lines.no-end")
                return data
            end = data.rfind(b"\n") + 1
            data, self._tail = data[:end], data[end:]
        return data


def open_table(source: Source, dialect: Dialect | None = None, *, size: int = SLICE) -> Table:
    """Read the header and return the table, or raise `Unusable` where the file is refused as a whole.

    A source that broke off says so in its attribute `partial`; then a last line
    without its end is set aside as `file.truncated`: nobody knows what it would have said.
    """
    blocks = cut(source, size)
    first = next(blocks)
    if isinstance(first, Block) and not first.final and first.data.isspace():
        raise Unusable("file.empty", "The file holds only blank lines.", "Even a day without events has a header.", "Ask for it again.")
    data = first.data if isinstance(first, Block) else first.raw
    header = read_header(data, dialect or Dialect())
    if isinstance(first, Giant):
        raise Unusable("csv.header", "The first line is over 1 MiB.", "A header names columns.", "Check that this is a CSV file.")
    return Table(header, source, Block(data[header.size :], first.final), blocks)


def reading_of(report: Report, table: Table) -> Reading:
    """Return the table as a reading of that report type, or raise `Unusable` where it lacks what is required."""
    check_required(report, table.names)
    unknown = tuple(name for name in table.names if report.known and name not in report.known)
    missing = tuple(sorted(report.known - set(table.names)))
    reading = Reading(report, table.names, iter(()), table.lines, unknown, missing, notes=table.notes)
    reading.slices = _watched(reading, table)
    return reading


def _watched(reading: Reading, table: Table) -> Iterator[Slice]:
    yield from table.slices()
    reading.partial = table.partial


def _count(name: str, before: int, height: int) -> pl.Series:
    return pl.int_range(before + 1, before + height + 1, dtype=pl.UInt32, eager=True).alias(name)


def _joined(parts: list[Slice]) -> Slice:
    if len(parts) == 1:
        return parts[0]
    return Slice(
        pl.concat([part.table for part in parts]),
        pl.concat([part.rejects for part in parts]),
        sum(part.after_resync for part in parts),
        lambda rows: [place for part in parts for place in part.stood(_present(part, rows))],
    )


def _present(part: Slice, rows: Sequence[int]) -> list[int]:
    numbers = part.table[ROW]
    if not len(numbers):
        return []
    first, last = int(numbers[0]), int(numbers[-1])
    return [row for row in rows if first <= row <= last]
