"""Find the header of a delimited file, and refuse what no reader could read rightly."""

import re
from collections import Counter
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, ROW
from baluarte.formats.tabular.dialect import LINE_CAP, MOST_COLUMNS, Dialect
from baluarte.formats.tabular.record import Faulty, split_record

MARK = b"\xef\xbb\xbf"
_SEPARATOR_LINE = re.compile(rb"sep=(.)\r?", re.IGNORECASE)
_GUESSES = (",", ";", "\t", "|")


@dataclass(frozen=True)
class Header:
    """The columns of a file, the line that named them, and what stood above it."""

    names: tuple[str, ...]
    line: bytes  # as written, without its line end
    dialect: Dialect
    size: int  # bytes up to the first row
    blank: int = 0
    comment: int = 0

    @property
    def stated(self) -> tuple[str, ...]:
        """The names as the line states them: an empty one is empty still."""
        return tuple(name.strip() for name in split_record(self.line.decode(), self.dialect.delimiter))


def read_header(data: bytes, dialect: Dialect) -> Header:
    """Read the header from the first block of a file, or raise `Unusable`."""
    _refuse_other_encodings(data)
    at = len(MARK) if data.startswith(MARK) else 0
    if len(data[at : at + 80].strip()) <= 1 and len(data[at:].strip()) <= 1:
        raise Unusable("file.empty", "The file holds nothing.", "Even a day without events has a header line.", "Ask for the file again.")
    _refuse_lone_returns(data)
    blank = comment = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        line = data[at:end].removesuffix(b"\n").removesuffix(b"\r")
        at = end
        separator = _SEPARATOR_LINE.fullmatch(line)
        if separator:
            dialect = Dialect(dialect.delimiter or separator[1].decode("latin-1"), dialect.comment)
        if not line:
            blank += 1
        elif separator or (dialect.comment and line.startswith(dialect.comment.encode())):
            comment += 1
        else:
            dialect = dialect if dialect.delimiter else Dialect(_guess(line), dialect.comment)
            return Header(_names(line, dialect), line, dialect, at, blank, comment)
    raise Unusable("csv.header", "The file has no header line.", "Columns are read by name.", "Ask for the file again.")


def _names(line: bytes, dialect: Dialect) -> tuple[str, ...]:
    if len(line) > LINE_CAP:
        raise Unusable("csv.header", "The first line is over 1 MiB.", "A header names columns.", "Check that this is a CSV file.")
    try:
        names = [name.strip() for name in split_record(line.decode(), dialect.delimiter)]
    except UnicodeDecodeError:
        raise _encoding() from None
    except Faulty:
        raise Unusable(
            "csv.header", "The quotes of the header line are broken.", "A value is quoted whole or not at all.", "Ask for the file again."
        ) from None
    if len(names) > MOST_COLUMNS:
        raise Unusable(
            "csv.too-many-columns",
            f"The header names {len(names):,} columns.",
            f"No report has more than {MOST_COLUMNS:,}, and each costs time in every row.",
            "Check the file and its delimiter, or ask the sender for fewer columns.",
        )
    names = [name or f"unnamed_{number}" for number, name in enumerate(names, 1)]
    folded = Counter(name.casefold() for name in names)
    twice = sorted({name for name in names if folded[name.casefold()] > 1})  # nobody tells IP from ip by eye
    if twice:
        raise Unusable(
            "csv.header-twice",
            f"The header names {', '.join(twice)} more than once.",
            "Columns are read by name, so each name may stand once.",
            "Rename one of them, or ask the sender to.",
        )
    if {ROW, LINE} & set(names):
        raise Unusable("csv.header", f"{ROW} and {LINE} are names of ours.", "They number the rows.", "Rename the column.")
    return tuple(names)


def _guess(line: bytes) -> str:
    return max(_GUESSES, key=lambda one: line.count(one.encode()))


def _refuse_other_encodings(data: bytes) -> None:
    """UTF-16 shows in its mark, or in every second byte of the first line being NUL."""
    first = data[: data.find(b"\n") + 1 or len(data)][:LINE_CAP]
    if first.startswith((b"\xff\xfe", b"\xfe\xff")) or first.count(b"\0") * 4 > len(first):
        raise _encoding()
    if b"\0" in first:
        raise Unusable("bytes.nul", "The first line holds NUL bytes.", "A header is text.", "Check that this is a CSV file.")


def _refuse_lone_returns(data: bytes) -> None:
    if b"\n" not in data and b"\r" in data.rstrip(b"\r"):
        raise Unusable(
            "lines.cr-only",
            "The lines end in CR alone.",
            "LF and CRLF are read; with CR alone the whole file would be one line.",
            "Save it with LF line ends.",
        )


def _encoding() -> Unusable:
    return Unusable("bytes.encoding", "The file is not UTF-8.", "The encoding is declared per feed, never guessed.", "Save it as UTF-8.")
