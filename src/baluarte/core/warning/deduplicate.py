"""Known rows drop out: one event per key of a report and day, whatever came before.

The lake is the only memory of what was seen. Keys of this run are added as it goes, so
that a file that repeats itself, or two that overlap, count each row once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

Known = Callable[[str, date], pl.Series]  # keys (u64) already kept for a report and a day


def nothing_known(_report: str, _day: date) -> pl.Series:
    """Remember nothing from before: what an offline run knows."""
    return pl.Series([], dtype=pl.UInt64)


@dataclass
class Memory:
    """The keys seen so far, a table for each report and day; asked for once."""

    known: Known
    seen: dict[tuple[str, date], pl.DataFrame] = field(default_factory=dict)

    def mark_new(self, events: pl.DataFrame, report: str) -> pl.Series:
        """Return, row by row, whether this key is the first of its report and day; remember it.

        `events` has `key` and `seen_at`. The first row of a key, in order, is the new one.
        """
        days = events.select("key", day=pl.col("seen_at").dt.date()).with_row_index("i")
        fresh = []
        for (day,), rows in days.partition_by("day", as_dict=True, maintain_order=True).items():
            before = self._before(report, day)
            new = rows.join(before, on="key", how="anti").unique("key", keep="first", maintain_order=True)
            self.seen[report, day] = pl.concat([before, new.select("key")])
            fresh.append(new["i"])
        first = pl.repeat(value=False, n=events.height, eager=True, dtype=pl.Boolean)
        return first.scatter(pl.concat(fresh), values=True) if fresh else first

    def _before(self, report: str, day: date) -> pl.DataFrame:
        if (report, day) not in self.seen:
            self.seen[report, day] = pl.DataFrame({"key": self.known(report, day)}, schema={"key": pl.UInt64})
        return self.seen[report, day]
