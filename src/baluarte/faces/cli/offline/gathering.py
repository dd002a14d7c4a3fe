"""Sightings of many slices are collapsed together: most of what repeats in a file repeats in another slice."""

from collections import defaultdict
from dataclasses import dataclass, field

import polars as pl

from baluarte.core.feeds.normalise import ACCOUNT_SCHEMA
from baluarte.core.feeds.report import Point, Report
from baluarte.core.warning.collapse import collapse
from baluarte.core.warning.job import Batch, Stage
from baluarte.faces.cli.offline.shelf import Shelf

WAITING = 100_000  # sightings of a lane that wait; more of them gain nothing and cost memory


@dataclass
class Gathering:
    """Sightings and account names of one lane; findings go to the shelf that all lanes share."""

    shelf: Shelf
    stage: Stage
    _waiting: dict[tuple[str, Point], list[pl.DataFrame]] = field(default_factory=lambda: defaultdict(list))
    _count: int = 0
    _accounts: list[pl.DataFrame] = field(default_factory=list)

    def add(self, report: Report, batch: Batch) -> None:
        """Take what a slice of a report showed."""
        if batch.seen.height:
            self._waiting[report.name, report.point].append(batch.seen)
            self._count += batch.seen.height
        if batch.accounts.height:
            self._accounts.append(batch.accounts)
        if self._count > WAITING:
            self.gather()

    def gather(self) -> None:
        """Collapse all that waits, a report type at a time, and put the findings away."""
        with self.stage("collapse"):
            for (_, point), seen in self._waiting.items():
                self.shelf.put(collapse(pl.concat(seen), point))
        self._waiting.clear()
        self._count = 0

    def names(self) -> pl.DataFrame:
        """Return the account names that came, with their pseudonyms."""
        return pl.concat([pl.DataFrame(schema=ACCOUNT_SCHEMA), *self._accounts])
