"""The slow path: line by line, strict, and it finds its feet again after a broken quote.

A quote that never closes spoils one record. Reading goes on at the next physical
line, so all other rows are kept; a standard reader would lose the rest of the file.
"""

from array import array
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Lines
from baluarte.formats.tabular.dialect import FIELD_CAP, LINE_CAP, NEWLINES_IN_A_FIELD, RAW_CAP, Place
from baluarte.formats.tabular.header import Header
from baluarte.formats.tabular.record import Faulty, Unclosed, split_record
from baluarte.formats.tabular.stood import Stood

_BLANK = frozenset({b"", b"\r"})
RejectRow = tuple[int, int, int, int, str, str, str, bytes]


@dataclass
class SlowWalk:
    """One walk over a piece of a file. `place` and `lines` are moved along with it."""

    header: Header
    place: Place
    lines: Lines
    doubtful_until: int = 0  # rows up to this line stand behind a broken quote
    after_resync: int = 0
    rows: list[list[str]] = field(default_factory=list)
    # Of each good row: its number, its line, and its bytes within the piece.
    numbers: "array[int]" = field(default_factory=lambda: array("L"))
    stood_in: "array[int]" = field(default_factory=lambda: array("L"))
    starts: "array[int]" = field(default_factory=lambda: array("L"))
    ends: "array[int]" = field(default_factory=lambda: array("L"))
    rejects: list[RejectRow] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.delimiter = self.header.dialect.delimiter
        self.comment = self.header.dialect.comment.encode() or None
        self.width = len(self.header.names)

    def walk(self, data: bytes, *, final: bool) -> int:
        """Read whole records and return how many bytes were read.

        What remains is a record whose quote is still open; more bytes may close it.
        """
        begun, at, length = self.place.byte, 0, len(data)
        physical = data.split(b"\n")
        number = 0
        while at < length:
            number, at = self._plain(physical, number, at, length)
            self.place.byte = begun + at
            if at >= length:
                break
            end = min(at + len(physical[number]) + 1, length)
            if not self._aside(data, at, end):
                end = self._record(data, at, end, final=final)
            if end == at:
                break
            number += data.count(b"\n", at, end)
            self.place.byte, at = begun + end, end
        return at

    def _plain(self, physical: list[bytes], number: int, at: int, length: int) -> tuple[int, int]:
        """Take lines that are whole records as they stand, and blank ones, until one needs thought.

        Most lines of a doubtful piece are such; only the others go through the steps of a record.
        """
        width, delimiter, row, line = self.width, self.delimiter, self.place.row, self.place.line
        first, blank = self.header.line[:8], 0
        while at < length:
            raw = physical[number]
            end = min(at + len(raw) + 1, length)
            if raw in _BLANK:
                blank += 1
            elif len(raw) > FIELD_CAP or b"\0" in raw or raw.startswith(first) or (self.comment and raw.startswith(self.comment)):
                break
            else:
                try:
                    values = split_record(raw.decode().removesuffix("\r"), delimiter)
                except (Faulty, UnicodeDecodeError):
                    break
                if len(values) != width or not (values[0] or any(values)):
                    break
                row += 1
                self.rows.append(values)
                self.numbers.append(row)
                self.stood_in.append(line + 1)
                self.starts.append(at)
                self.ends.append(end)
                self.after_resync += line < self.doubtful_until
            line, number, at = line + 1, number + 1, end
        self.lines.blank += blank
        self.lines.covered += line - self.place.line - blank
        self.place.row, self.place.line = row, line
        return number, at

    def table(self) -> pl.DataFrame:
        """Return the good rows, with their record and line numbers."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * self.width
        series = [pl.Series(name, values, pl.String) for name, values in zip(self.header.names, columns, strict=True)]
        return pl.DataFrame([*series, _numbers(ROW, self.numbers), _numbers(LINE, self.stood_in)])

    def reject_table(self) -> pl.DataFrame:
        """Return the rows that were set aside."""
        return pl.DataFrame(self.rejects, schema=REJECT_SCHEMA, orient="row")

    def stood(self, data: bytes, byte: int) -> Stood:
        """Return where the good rows stood in this piece, which begins at that byte of the file."""
        return Stood(data, byte, self.numbers, self.starts, self.ends)

    def reject(self, code: str, raw: bytes, length: int, column: str = "", value: str = "") -> None:
        """Set the next record aside: one line, so many bytes long."""
        self.place.row += 1
        self.place.line += 1
        self.lines.covered += 1
        start = self.place.byte
        value = value.encode("utf-8", "replace")[:RAW_CAP].decode("utf-8", "ignore")
        self.rejects.append((self.place.row, self.place.line, start, start + length, column, value, code, raw[:RAW_CAP]))

    def _aside(self, data: bytes, at: int, end: int) -> bool:
        """Count a line that is no row: blank, a remark, or the header once more."""
        line = _bare(data, at, end)
        if not line:
            self.lines.blank += 1
        elif self.comment and line.startswith(self.comment):
            self.lines.comment += 1
        elif line == self.header.line or self._is_header(line):
            self.lines.header += 1
        else:
            return False
        self.place.line += 1
        return True

    def _is_header(self, line: bytes) -> bool:
        """True for the header in other clothes: quoted, or with blanks around its names."""
        if not line.lstrip(b'" ').startswith(self.header.names[0].encode()):
            return False
        try:
            return tuple(name.strip() for name in split_record(line.decode(), self.delimiter)) == self.header.names
        except (Faulty, UnicodeDecodeError):
            return False

    def _record(self, data: bytes, at: int, end: int, *, final: bool) -> int:
        """Read the record that begins at `at`; return where it ends, or `at` where more bytes are needed."""
        try:
            values, stop = self._values(data, at, end, final=final)
            if stop > at:
                self._keep(values, at, stop, data.count(b"\n", at, stop - 1) + 1)
        except Faulty as fault:
            column = self.header.names[fault.column] if 0 <= fault.column < self.width else ""
            self.reject(fault.code, data[at : min(end, at + RAW_CAP)], end - at, column, fault.value)
            if fault.code == "csv.quote":
                self.doubtful_until = self.place.line + NEWLINES_IN_A_FIELD
            stop = end
        return stop

    def _values(self, data: bytes, at: int, end: int, *, final: bool) -> tuple[list[str], int]:
        try:
            return self._checked(self._split(data, at, end)), end
        except Unclosed as fault:
            stop, more = _closing_line(data, at, end)
            if not stop and more and not final:
                return [], at
            if not stop:
                raise Faulty(fault.code, fault.column, fault.value) from None
            return self._joined(data, at, stop, fault), stop

    def _joined(self, data: bytes, at: int, stop: int, first: Unclosed) -> list[str]:
        """Return a record of several lines; where their bytes are no text, the open quote is to blame."""
        try:
            return self._checked(self._split(data, at, stop))
        except Faulty as fault:
            if fault.code.startswith("bytes."):
                raise Faulty(first.code, first.column, first.value) from None
            raise

    def _split(self, data: bytes, at: int, end: int) -> list[str]:
        return split_record(_text(data, at, end, self.delimiter.encode()), self.delimiter)

    def _checked(self, values: list[str]) -> list[str]:
        if not any(values):
            raise Faulty("csv.empty-row")
        if len(values) != self.width:
            raise Faulty("csv.columns", -1, f"{len(values)} / {self.width}")
        return values

    def _keep(self, values: list[str], at: int, stop: int, lines: int) -> None:
        self.place.row += 1
        self.rows.append(values)
        self.numbers.append(self.place.row)
        self.stood_in.append(self.place.line + 1)
        self.starts.append(at)
        self.ends.append(stop)
        self.after_resync += self.place.line < self.doubtful_until
        self.place.line += lines
        self.lines.covered += lines


def _numbers(name: str, values: "array[int]") -> pl.Series:
    return pl.Series(name, values.tolist(), pl.UInt32)


def _bare(data: bytes, at: int, end: int) -> bytes:
    return data[at:end].removesuffix(b"\n").removesuffix(b"\r")


def _text(data: bytes, at: int, end: int, delimiter: bytes) -> str:
    """Return the text of one record, or say which of its values is no text."""
    if end - at > LINE_CAP:
        raise Faulty("lines.too-long")
    line = _bare(data, at, end)
    if b"\0" in line:
        raise Faulty("bytes.nul", line.count(delimiter, 0, line.index(b"\0")))
    try:
        return line.decode()
    except UnicodeDecodeError as wrong:
        column = line.count(delimiter, 0, wrong.start)
        raise Faulty("bytes.encoding", column, line.split(delimiter)[column].decode("utf-8", "replace")) from None


def _closing_line(data: bytes, at: int, end: int) -> tuple[int, bool]:
    """Return the end of the line that closes the open quote, 0 where none does, and whether more bytes might.

    A record is closed when its quotes are even in number; so one more split decides.
    """
    quotes = data.count(b'"', at, end)
    for _ in range(NEWLINES_IN_A_FIELD):
        start, end = end, data.find(b"\n", end) + 1 or len(data)
        if start == end:
            return 0, True
        if end - at > LINE_CAP:
            return 0, False
        added = data.count(b'"', start, end)
        quotes += added
        if added and quotes % 2 == 0:
            return end, False
    return 0, not data.endswith(b"\n", 0, end)
