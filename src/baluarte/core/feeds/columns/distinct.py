"""A column that repeats itself, as numbers into its distinct values: think once a value, then look up."""

from dataclasses import dataclass
from typing import Self

import polars as pl

_LOOK = 2_048  # values that are looked at before all are counted
_REPEATS = 8  # of those, a value must stand so often on average


@dataclass(frozen=True)
class Coded:
    """`distinct` holds each value once, nulls too; `codes` (UInt32) say which one stands in each row."""

    distinct: pl.Series
    codes: pl.Series

    @classmethod
    def of(cls, values: pl.Series) -> Self | None:
        """Return the column as numbers, or None where it hardly repeats itself."""
        look = min(len(values), _LOOK)
        if not look or values.head(look).n_unique() * _REPEATS > look:
            return None
        return cls.always(values)

    @classmethod
    def always(cls, values: pl.Series) -> Self:
        """Return the column as numbers, however often it repeats itself."""
        distinct = values.unique()
        numbers = pl.int_range(len(distinct), dtype=pl.UInt32, eager=True)
        if len(distinct) <= 1:  # of no rows, too: a lookup without a key would have no type
            return cls(distinct, pl.repeat(0, len(values), dtype=pl.UInt32, eager=True))
        return cls(distinct, values.replace_strict(distinct, numbers, return_dtype=pl.UInt32))
