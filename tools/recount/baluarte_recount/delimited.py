"""Count the records of a delimited file, strictly.

A value is quoted whole or not at all; a quote inside is doubled. A record ends at a line
end that stands outside quotes. A quote that is still open after 20 more lines, or at the
end of the file, or whose lines do not make a record of the header's width, spoils its
first line alone: that line is one record, and counting goes on at the next.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from baluarte_recount.told import Count, Refused, Source

MOST_LINE = 1 << 20  # bytes
MOST_VALUE = 1 << 16  # letters
MOST_LINES = 20  # after the first of a record
_CHUNK = 1 << 20
_DELIMITERS = (",", ";", "\t", "|")


def count_delimited(begins: bytes, source: Source) -> Count:
    """Count records and lines; `Refused` where there is no header to go by."""
    if begins.startswith((b"\xff\xfe", b"\xfe\xff")) or begins[:256].count(0) * 4 >= max(len(begins[:256]), 1):
        raise Refused("bytes.encoding" if begins else "file.empty")
    walk = _Walk(_Lines(begins.removeprefix(b"\xef\xbb\xbf"), source))
    walk.find_header()
    while (line := walk.lines.take()) is not None:
        walk.step(line)
    return Count(
        walk.records, walk.header, walk.comment, walk.blank, walk.covered,
        walk.header + walk.comment + walk.blank + walk.covered, source.truncated,
    )  # fmt: skip


class _Lines:
    """Physical lines with their ends, with a look ahead. A line over the cap comes shortened, marked by its length."""

    def __init__(self, begins: bytes, source: Source) -> None:
        self._source = source
        self._made = self._make(begins)
        self._ahead: deque[bytes] = deque()

    def take(self) -> bytes | None:
        return self._ahead.popleft() if self._ahead else next(self._made, None)

    def ahead(self, number: int) -> bytes | None:
        while len(self._ahead) <= number:
            line = next(self._made, None)
            if line is None:
                return None
            self._ahead.append(line)
        return self._ahead[number]

    def skip(self, count: int) -> None:
        for _ in range(count):
            self._ahead.popleft()

    def _make(self, begins: bytes) -> Iterator[bytes]:
        rest = begins
        while True:
            lines = rest.split(b"\n")
            rest = lines.pop()
            for line in lines:
                yield line + b"\n"
            if len(rest) > MOST_LINE + 1:
                rest = rest[: MOST_LINE + 1]
            chunk = self._source.read(_CHUNK)
            if not chunk:
                if rest:
                    yield rest
                return
            rest += chunk


@dataclass
class _Walk:
    lines: _Lines
    names: list[str] = field(default_factory=list)
    delimiter: str = ""
    records: int = 0
    header: int = 0
    comment: int = 0
    blank: int = 0
    covered: int = 0
    remark: bytes = b""  # how a line begins that is no record, where the file has such lines

    def find_header(self) -> None:
        while (line := self.lines.take()) is not None:
            bare = _bare(line)
            if not bare:
                self.blank += 1
            elif len(bare) == 5 and bare[:4].lower() == b"sep=":
                self.delimiter = self.delimiter or bare[4:].decode("latin-1")
                self.comment += 1
            elif bare.startswith(b"#") and self._scores_follow():
                self.remark = b"#"
                self.comment += 1
            else:
                return self._take_header(bare)
        raise Refused("file.empty")

    def step(self, line: bytes) -> None:
        bare = _bare(line)
        if not bare:
            self.blank += 1
        elif self.remark and bare.startswith(self.remark):
            self.comment += 1
        elif self._is_header(bare):
            self.header += 1
        else:
            more = self._further_lines(line)
            self.lines.skip(more)
            self.records += 1
            self.covered += 1 + more

    def _scores_follow(self) -> bool:
        """A file of EPSS scores has remarks above its header; in any other file a line with a hash is one of its own."""
        number = 0
        while (line := self.lines.ahead(number)) is not None and number < 20 and _bare(line).startswith(b"#"):
            number += 1
        return line is not None and {b"cve", b"epss", b"percentile"} <= set(_bare(line).replace(b'"', b"").split(b","))

    def _take_header(self, bare: bytes) -> None:
        if not bare.strip() or b"\0" in bare or (b"\r" in bare and self.lines.ahead(0) is None):
            raise Refused("csv.header")
        try:
            text = bare.decode()
        except UnicodeDecodeError:
            raise Refused("bytes.encoding") from None
        self.delimiter = self.delimiter or max(_DELIMITERS, key=text.count)
        values = split(text, self.delimiter)
        if values is None:
            raise Refused("csv.header")
        self.names = [value.strip() for value in values]
        self.header = 1

    def _is_header(self, bare: bytes) -> bool:
        if not bare.lstrip(b'"').startswith(self.names[0].encode()):
            return False
        try:
            return split(bare.decode(), self.delimiter) == self.names
        except UnicodeDecodeError:
            return False

    def _further_lines(self, line: bytes) -> int:
        """How many lines after this one belong to its record: 0 unless a quote of it is open and closes rightly."""
        quotes = line.count(b'"')
        if quotes % 2 == 0 or not _opens(line, self.delimiter):
            return 0
        whole = line
        for number in range(MOST_LINES):
            following = self.lines.ahead(number)
            if following is None or len(whole) + len(following) > MOST_LINE:
                return 0
            if not following.endswith(b"\n") and self._broke_off(number):
                return 0
            whole += following
            added = following.count(b'"')
            quotes += added
            if added and quotes % 2 == 0:
                return number + 1 if self._is_record(whole) else 0
        return 0

    def _broke_off(self, number: int) -> bool:
        """The last line of a truncated file is nobody's continuation."""
        return self.lines.ahead(number + 1) is None and self.lines._source.truncated  # noqa: SLF001 - one module

    def _is_record(self, whole: bytes) -> bool:
        try:
            values = split(_bare(whole).decode(), self.delimiter)
        except UnicodeDecodeError:
            return False
        return b"\0" not in whole and values is not None and len(values) == len(self.names) and any(values)


def split(text: str, delimiter: str) -> list[str] | None:
    """Return the values of one record, or None where its quotes break the rules or a value is over the cap."""
    values: list[str] = []
    rest = text
    while True:
        if rest.startswith('"'):
            value, closed, rest = _unquote(rest[1:])
            if not closed or (rest and not rest.startswith(delimiter)):
                return None
            more = bool(rest)
            rest = rest[1:]
        else:
            value, cut, rest = rest.partition(delimiter)
            if '"' in value:
                return None
            more = bool(cut)
        if len(value) > MOST_VALUE:
            return None
        values.append(value)
        if not more:
            return values


def _unquote(text: str) -> tuple[str, bool, str]:
    """Return (value, was it closed, what follows) of a text behind an opening quote."""
    parts: list[str] = []
    while True:
        part, quote, text = text.partition('"')
        parts.append(part)
        if not quote:
            return "".join(parts), False, ""
        if not text.startswith('"'):
            return "".join(parts), True, text
        parts.append('"')
        text = text[1:]


def _opens(line: bytes, delimiter: str) -> bool:
    """True when every value before the open quote keeps the rules, so that only more lines can close it."""
    rest = _bare(line).decode("utf-8", "replace")
    if b"\0" in line or len(line) > MOST_LINE or not _is_text(line):
        return False
    while True:
        if rest.startswith('"'):
            _, closed, rest = _unquote(rest[1:])
            if not closed:
                return True
            if not rest.startswith(delimiter):
                return False
            rest = rest[1:]
        else:
            value, cut, rest = rest.partition(delimiter)
            if '"' in value or not cut:
                return False


def _is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _bare(line: bytes) -> bytes:
    return line.removesuffix(b"\n").removesuffix(b"\r")
