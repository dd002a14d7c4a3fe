"""Of some keys, those that the lake holds: read from its parts, the second time from memory.

A part is named by its content and never changes, so its keys, once read, stay true for as
long as the manifest names it. What is remembered here is derived from the parts and from
nothing else: a process that starts anew reads them again and knows the same.

The first question about a report and a day is answered by one pass over the key column.
Who asks again (the worker does all day) gets the keys sorted, in runs that are merged as
they grow, so that a small delivery searches and a large lake is not read.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

import polars as pl

MOST_KEYS = 1 << 24  # remembered by one process, of all reports and days: 128 MiB
_GROWTH = 4  # a run is merged with the next smaller one before it is so many times as long
Read = Callable[[Iterable[str]], pl.Series]  # all keys of some parts
Scan = Callable[[Sequence[str], pl.Series], pl.Series]  # those of some keys that some parts hold


@dataclass
class Runs:
    """The keys of some parts, as sorted runs, the longest first."""

    parts: frozenset[str] = frozenset()
    runs: list[pl.Series] = field(default_factory=list)

    @property
    def height(self) -> int:
        """How many keys are held."""
        return sum(map(len, self.runs))

    def among(self, asked: pl.Series) -> pl.Series:
        """Return those of the keys asked about that are held."""
        found = pl.repeat(value=False, n=len(asked), dtype=pl.Boolean, eager=True)
        for run in self.runs:
            found |= run.gather(run.search_sorted(asked, side="left").clip(0, len(run) - 1)) == asked
        return asked.filter(found)

    def add(self, keys: pl.Series, parts: Iterable[str]) -> "Runs":
        """Return the same with the keys of more parts."""
        runs = [*self.runs, keys.sort()] if len(keys) else [*self.runs]
        while len(runs) > 1 and len(runs[-2]) < _GROWTH * len(runs[-1]):
            runs[-2:] = [pl.concat(runs[-2:]).sort()]
        return Runs(self.parts | frozenset(parts), runs)


class KeyMemory:
    """What this process remembers of the keys of each report and day, within a bound. Threads may share it."""

    def __init__(self, most: int = MOST_KEYS) -> None:
        self.most = most
        self._held: OrderedDict[tuple[str, str, date], Runs] = OrderedDict()
        self._large: set[tuple[str, str, date]] = set()  # days that the bound does not hold
        self._lock = Lock()

    def among(self, place: tuple[str, str, date], parts: Sequence[str], asked: pl.Series, lake: tuple[Read, Scan]) -> pl.Series:
        """Return those of `asked` that the parts hold. `place` is the folder of the lake, the report and the day."""
        read, scan = lake
        with self._lock:
            runs = self._held.get(place)
        if not parts:
            return asked.clear()
        if runs is None or place in self._large:
            self._keep(place, Runs())
            return scan(parts, asked)
        if not runs.parts <= frozenset(parts):
            runs = Runs()  # a part was replaced or expired: nothing of it may be remembered
        new = [part for part in parts if part not in runs.parts]
        if new:
            runs = runs.add(read(new), new)
        self._keep(place, runs)
        return runs.among(asked)

    @property
    def height(self) -> int:
        """How many keys are remembered in all."""
        return sum(runs.height for runs in self._held.values())

    def _keep(self, place: tuple[str, str, date], runs: Runs) -> None:
        """Remember, and forget what was longest not asked about until the bound holds."""
        with self._lock:
            self._held[place] = runs
            self._held.move_to_end(place)
            while len(self._held) > 1 and self.height > self.most:
                self._held.popitem(last=False)
            if self.height > self.most:
                self._large.add(place)
                self._held[place] = Runs()


OURS = KeyMemory()
