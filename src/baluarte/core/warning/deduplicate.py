"""Known rows drop out: one event per key of a report and day, whatever came before.

The lake is the only memory of what was seen, and it is asked about the keys that came,
never for all it knows: a small delivery on a large lake costs what the delivery is.
Keys of this run are remembered as it goes, so that a file that repeats itself, or two
that overlap, count each row once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import polars as pl

# Of some keys (u64), those already kept for a report and a day.
Known = Callable[[str, date, pl.Series], pl.Series]


def nothing_known(_report: str, _day: date, asked: pl.Series) -> pl.Series:
    """Remember nothing from before: what an offline run knows."""
    return asked.clear()


@dataclass
class Memory:
    """The keys that came in this run, a table for each report and day; each is asked about once."""

    known: Known
    seen: dict[tuple[str, date], pl.DataFrame] = field(default_factory=dict)

    def mark_new(self, events: pl.DataFrame, report: str) -> pl.Series:
        """Return, row by row, whether this key is the first of its report and day; remember it.

        `events` has `key` and `seen_at`. The first row of a key, in order, is the new one.
        """
        days = events.select("key", day=pl.col("seen_at").dt.date()).with_row_index("i")
        fresh = []
        for (day,), rows in days.partition_by("day", as_dict=True, maintain_order=True).items():
            came = self._first_here(report, day, rows)
            known = self.known(report, day, came["key"])
            new = came.filter(~pl.col("key").is_in(known.implode())) if len(known) else came
            fresh.append(new["i"])
        first = pl.repeat(value=False, n=events.height, eager=True, dtype=pl.Boolean)
        return first.scatter(pl.concat(fresh), values=True) if fresh else first

    def _first_here(self, report: str, day: date, rows: pl.DataFrame) -> pl.DataFrame:
        """Return the rows whose key did not come in this run before, and remember them."""
        before = self.seen.get((report, day))
        came = rows if before is None else rows.join(before, on="key", how="anti", maintain_order="left")
        came = came.unique("key", keep="first", maintain_order=True)
        keys = came.select("key")
        self.seen[report, day] = keys if before is None else pl.concat([before, keys])
        return came
