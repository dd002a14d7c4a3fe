"""Known rows drop out: one event per key of a report and day, whatever came before.

The lake is the only memory of what was seen, and it is asked about the keys that came,
never for all it knows: a small delivery on a large lake costs what the delivery is.
Keys of this run are remembered as it goes, so that a file that repeats itself, or two
that overlap, count each row once.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

import polars as pl

# Of some keys (u64), those already kept for a report and a day.
Known = Callable[[str, date, pl.Series], pl.Series]


def nothing_known(_report: str, _day: date, asked: pl.Series) -> pl.Series:
    """Remember nothing from before: what an offline run knows."""
    return asked.clear()


LEAST, _SHARE = 1 << 18, 4  # fresh keys are settled when they are so many, or such a part of the settled ones


@dataclass
class Keys:
    """Keys that came, sorted: many settled ones, and the fresh ones of the last slices.

    To look up sorted keys in sorted keys costs the same in the first slice of a file and
    in its last; a join would build a table of all that came before, slice after slice.
    """

    settled: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt64))
    fresh: pl.Series = field(default_factory=lambda: pl.Series([], dtype=pl.UInt64))

    def first(self, keys: pl.Series) -> pl.Series:
        """Return, row by row, whether this key comes for the first time; remember it."""
        first = keys.is_first_distinct()
        if len(self.settled) or len(self.fresh):
            order = keys.arg_sort()
            asked = keys.gather(order)
            came = order.filter(_among(asked, self.settled) | _among(asked, self.fresh))
            first = first.scatter(came, values=False)
        self.fresh = pl.concat([self.fresh, keys.filter(first)]).sort()
        if len(self.fresh) > max(LEAST, len(self.settled) // _SHARE):
            self.settled, self.fresh = pl.concat([self.settled, self.fresh]).sort(), self.fresh.clear()
        return first


def _among(asked: pl.Series, held: pl.Series) -> pl.Series:
    if not len(held):
        return pl.repeat(value=False, n=len(asked), eager=True, dtype=pl.Boolean)
    place = held.search_sorted(asked)
    return held.gather(place.clip(upper_bound=len(held) - 1)) == asked


@dataclass
class Memory:
    """The keys that came in this run, for each report and day; each is asked about once."""

    known: Known
    seen: dict[tuple[str, date], Keys] = field(default_factory=dict)

    def mark_new(self, events: pl.DataFrame, report: str) -> pl.Series:
        """Return, row by row, whether this key is the first of its report and day; remember it.

        `events` has `key` and `seen_at`. The first row of a key, in order, is the new one.
        """
        first = pl.repeat(value=False, n=events.height, eager=True, dtype=pl.Boolean)
        for day, rows in _by_day(events):
            came = self.seen.setdefault((report, day), Keys()).first(rows["key"])
            new = rows.filter(came)
            known = self.known(report, day, new["key"])
            fresh = new.filter(~pl.col("key").is_in(known.implode())) if len(known) else new
            first = first.scatter(fresh["i"], values=True)
        return first


def _by_day(events: pl.DataFrame) -> Iterator[tuple[date, pl.DataFrame]]:
    """Yield the keys of each day with their places; nearly every slice is of one day."""
    days = events["seen_at"].dt.date()
    rows = events.select("key").with_row_index("i")
    first, last = days.min(), days.max()
    if isinstance(first, date) and first == last:
        yield first, rows
        return
    for (day,), some in rows.with_columns(day=days).partition_by("day", as_dict=True, maintain_order=True).items():
        yield day, some
