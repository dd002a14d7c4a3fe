"""What a list answers: one page of a table, and how many rows there are in all."""

from dataclasses import dataclass

import polars as pl

from baluarte.core.ground.query import Query
from baluarte.core.ground.text import Text


@dataclass(frozen=True)
class Rows:
    """One page of a list. `table` holds every column of the shape, `total` counts all pages.

    `label` is the TLP label of the whole; `notes` are sentences that belong under the
    table, such as a feed that is late.
    """

    query: Query
    table: pl.DataFrame
    total: int
    label: str = "amber"
    notes: tuple[Text, ...] = ()

    @property
    def screen(self) -> pl.DataFrame:
        """The table with the columns that were asked for, in that order."""
        return self.table.select(self.query.columns)
