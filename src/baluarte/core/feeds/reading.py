"""What a format hands over: slices of rows as text, and every row it could not read."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.report import Report

# A row that is not accepted: where it stood, what was wrong, and its own bytes.
REJECT_SCHEMA = pl.Schema(
    {
        "row": pl.UInt32,  # record number from 1, header not counted
        "line": pl.UInt32,  # physical line from 1, header counted; 0 where lines mean nothing
        "byte_from": pl.UInt64,  # within the unpacked bytes of the file
        "byte_to": pl.UInt64,
        "column": pl.String,
        "value": pl.String,
        "code": pl.String,
        "raw": pl.Binary,
    }
)
ROW, LINE = "#row", "#line"  # names no feed uses; part of every slice


@dataclass
class Lines:
    """Physical lines of a file that are not rows, and those that rows cover."""

    header: int = 0
    comment: int = 0
    blank: int = 0
    covered: int = 0

    @property
    def physical(self) -> int:
        """All lines. The second equation: nothing was swallowed."""
        return self.header + self.comment + self.blank + self.covered


@dataclass(frozen=True)
class Slice:
    """Some rows of a file, in order.

    `table` holds every column of the file as text (an empty text is an unknown value,
    never null), with `#row` and `#line` (UInt32). `rejects` follows `REJECT_SCHEMA`.
    `after_resync` rows were found behind a broken quote.
    """

    table: pl.DataFrame
    rejects: pl.DataFrame
    after_resync: int = 0
    # Where records stood and their bytes: (from, to, raw) for each record number asked for.
    stood_at: Callable[[Sequence[int]], list[tuple[int, int, bytes]]] | None = None

    def stood(self, rows: Sequence[int]) -> list[tuple[int, int, bytes]]:
        """Return where these records stood in the file, and their own bytes.

        A format without lines has no place to name: its record is written out as CSV.
        """
        if self.stood_at is not None:
            return self.stood_at(rows)
        columns = [name for name in self.table.columns if name not in {ROW, LINE}]
        found = self.table.filter(pl.col(ROW).is_in(list(rows))).sort(ROW).select(columns)
        return [(0, 0, _as_csv(record)) for record in found.iter_rows()]


@dataclass
class Reading:
    """One file being read: what it is, its header, its slices, and how it ended.

    `slices` may be walked once. `lines`, `partial` and `notes` are complete when it is.
    A file that is refused as a whole raises `Unusable` before the first slice.
    """

    report: Report
    header: tuple[str, ...]
    slices: Iterator[Slice]
    lines: Lines = field(default_factory=Lines)
    unknown_columns: tuple[str, ...] = ()
    missing_columns: tuple[str, ...] = ()
    partial: str = ""  # code, such as file.truncated, where the file broke off
    notes: list[str] = field(default_factory=list)  # codes of harmless oddities


def _as_csv(record: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(record)
    return out.getvalue().encode()


def no_rejects() -> pl.DataFrame:
    """Return an empty table of rejects."""
    return pl.DataFrame(schema=REJECT_SCHEMA)
