"""How a delimited file is written down, and how much of it we are willing to hold."""

from dataclasses import dataclass

LINE_CAP = 1 << 20  # bytes of one record; a longer one is set aside by its place, not kept
FIELD_CAP = 1 << 16  # letters of one value
MOST_COLUMNS = 4_096  # the widest report of the catalogue has 92
RAW_CAP = 1 << 16  # bytes of a rejected row that are kept
NEWLINES_IN_A_FIELD = 20  # more of them mean a quote that was never closed
SLICE = 1 << 24  # bytes read by Polars at once: 16 MiB was 1.5 times as fast as 32 (331 MB, two cores)
PIECE = 1 << 21  # a doubtful slice is tried again in pieces of this size, so that few rows are read slowly


@dataclass(frozen=True)
class Dialect:
    """What separates values, and what begins a line that is only a remark.

    `delimiter` is one ASCII character; an empty one is found out from the header line.
    """

    delimiter: str = ","
    comment: str = ""


@dataclass
class Place:
    """How far a file has been read: rows and physical lines before, bytes before."""

    row: int = 0
    line: int = 0
    byte: int = 0
