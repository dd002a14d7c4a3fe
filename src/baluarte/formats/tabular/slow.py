"""The slow path: line by line, strict, and it finds its feet again after a broken quote.

A quote that never closes spoils one record. Reading goes on at the next physical
line, so all other rows are kept; a standard reader would lose the rest of the file.
"""

from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Lines
from baluarte.formats.tabular.dialect import LINE_CAP, NEWLINES_IN_A_FIELD, RAW_CAP, Dialect, Place
from baluarte.formats.tabular.record import Faulty, Unclosed, split_record

RejectRow = tuple[int, int, int, int, str, str, str, bytes]


@dataclass
class SlowWalk:
    """One walk over a piece of a file. `place` and `lines` are moved along with it."""

    names: tuple[str, ...]
    dialect: Dialect
    place: Place
    lines: Lines
    doubtful_until: int = 0  # rows up to this line stand behind a broken quote
    after_resync: int = 0
    rows: list[list[str]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    rejects: list[RejectRow] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)  # bytes of each good row, within the piece

    def walk(self, data: bytes, *, final: bool) -> int:
        """Read whole records and return how many bytes were read.

        What remains is a record whose quote is still open; more bytes may close it.
        """
        at, length = 0, len(data)
        while at < length:
            end = data.find(b"\n", at) + 1 or length
            if not self._aside(data, at, end):
                end = self._record(data, at, end, final=final)
            if end == at:
                break
            self.place.byte += end - at
            at = end
        return at

    def table(self) -> pl.DataFrame:
        """Return the good rows, with their record and line numbers."""
        columns = list(zip(*self.rows, strict=True)) if self.rows else [()] * len(self.names)
        series = [pl.Series(name, values, pl.String) for name, values in zip(self.names, columns, strict=True)]
        rows = pl.Series(ROW, [row for row, _ in self.numbers], pl.UInt32)
        lines = pl.Series(LINE, [line for _, line in self.numbers], pl.UInt32)
        return pl.DataFrame([*series, rows, lines])

    def reject_table(self) -> pl.DataFrame:
        """Return the rows that were set aside."""
        return pl.DataFrame(self.rejects, schema=REJECT_SCHEMA, orient="row")

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
        elif self.dialect.comment and line.startswith(self.dialect.comment.encode()):
            self.lines.comment += 1
        elif self._is_header(line):
            self.lines.header += 1
        else:
            return False
        self.place.line += 1
        return True

    def _is_header(self, line: bytes) -> bool:
        first = self.names[0].encode()
        if not line.lstrip(b'"').startswith(first):
            return False
        try:
            return tuple(split_record(line.decode(), self.dialect.delimiter)) == self.names
        except (Faulty, UnicodeDecodeError):
            return False

    def _record(self, data: bytes, at: int, end: int, *, final: bool) -> int:
        """Read the record that begins at `at`; return where it ends, or `at` where more bytes are needed."""
        try:
            values, stop = self._values(data, at, end, final=final)
            if stop > at:
                self.spans[self.place.row + 1] = (at, stop)
                self._keep(values, data.count(b"\n", at, stop - 1) + 1)
        except Faulty as fault:
            column = self.names[fault.column] if 0 <= fault.column < len(self.names) else ""
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
        return split_record(_text(data, at, end, self.dialect), self.dialect.delimiter)

    def _checked(self, values: list[str]) -> list[str]:
        if not any(values):
            raise Faulty("csv.empty-row")
        if len(values) != len(self.names):
            raise Faulty("csv.columns", -1, f"{len(values)} / {len(self.names)}")
        return values

    def _keep(self, values: list[str], lines: int) -> None:
        self.place.row += 1
        self.numbers.append((self.place.row, self.place.line + 1))
        self.rows.append(values)
        self.after_resync += self.place.line < self.doubtful_until
        self.place.line += lines
        self.lines.covered += lines


def _bare(data: bytes, at: int, end: int) -> bytes:
    return data[at:end].removesuffix(b"\n").removesuffix(b"\r")


def _text(data: bytes, at: int, end: int, dialect: Dialect) -> str:
    """Return the text of one record, or say which of its values is no text."""
    if end - at > LINE_CAP:
        raise Faulty("lines.too-long")
    line = _bare(data, at, end)
    if b"\0" in line:
        column = line.count(dialect.delimiter.encode(), 0, line.index(b"\0"))
        raise Faulty("bytes.nul", column)
    try:
        return line.decode()
    except UnicodeDecodeError as wrong:
        column = line.count(dialect.delimiter.encode(), 0, wrong.start)
        raise Faulty("bytes.encoding", column, line.split(dialect.delimiter.encode())[column].decode("utf-8", "replace")) from None


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
