"""What a delivery says about flaws themselves: gathered while it is read, written when it is settled.

Catalogue, scores and records are lists of flaws and not of sightings. A row that repeats
one of an earlier day may still say something new of it (a due date, a ransomware group),
so every row is looked at here, whatever deduplication says of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.products.tables import EXPLOITED_SCHEMA, RECORD_SCHEMA, SCORE_SCHEMA
from baluarte.store.products import exploited, records, scores

# Reports that list flaws: their silence about one never shows that it is gone.
LISTS = frozenset({exploited.REPORT, records.REPORT, scores.REPORT})


@dataclass
class Listed:
    """The flaws that one delivery lists."""

    _exploited: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=EXPLOITED_SCHEMA)])
    _records: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=RECORD_SCHEMA)])
    _scores: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=SCORE_SCHEMA)])

    def watch(self, reading: Reading) -> Iterator[Slice]:
        """Yield the slices of a file, and keep what they say of flaws."""
        for part in reading.slices:
            match reading.report.name:
                case exploited.REPORT:
                    self._exploited.append(exploited.entries(part.table))
                case records.REPORT:
                    self._records.append(records.entries(part.table))
                case scores.REPORT:
                    self._scores.append(scores.entries(part.table, reading.report.roles["seen"][0]))
            yield part

    def put(self) -> list[str]:
        """Write what was said, and return the flaws of which something new is known."""
        moved = [*exploited.put(pl.concat(self._exploited)), *records.put(pl.concat(self._records)), *scores.put(pl.concat(self._scores))]
        return list(dict.fromkeys(moved))
