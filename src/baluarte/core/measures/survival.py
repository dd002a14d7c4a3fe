"""How long does it last when some of it lasts still? The Kaplan-Meier estimate, and its median.

What is still open is not dropped and not taken for finished: it counts among those at
risk for as long as it was seen, and then leaves (it is censored).
"""

from dataclasses import dataclass

import polars as pl

SPANS_SCHEMA = pl.Schema({"span": pl.Float64(), "ended": pl.Boolean()})


@dataclass(frozen=True)
class Survival:
    """The median of spans of which some have not ended, in the unit of the spans.

    `median` is None where half never ended; then the truth is "more than `longest`".
    Both are None where there was nothing to look at.
    """

    median: float | None
    longest: float | None
    population: int
    ended: int


def survive(spans: pl.DataFrame) -> Survival:
    """Return the Kaplan-Meier median of spans (`SPANS_SCHEMA`); a span that ends at a moment counts before one that is lost then.

    >>> survive(pl.DataFrame({"span": [3.0, 5.0, 8.0, 4.0, 10.0], "ended": [True, True, True, False, False]})).median
    8.0
    """
    if spans.is_empty():
        return Survival(None, None, 0, 0)
    steps = (
        spans.group_by("span")
        .agg(left=pl.len(), ended=pl.col("ended").sum())
        .sort("span")
        .with_columns(risk=spans.height - pl.col("left").cast(pl.Int64).cum_sum() + pl.col("left").cast(pl.Int64))
        .with_columns(alive=(1 - pl.col("ended") / pl.col("risk")).cum_prod())
    )
    # Half is half: what rounding leaves above it by a trillionth is not more than half.
    half = steps.filter((pl.col("alive") <= 0.5 + 1e-12) & (pl.col("ended") > 0))
    return Survival(
        median=half["span"][0] if half.height else None,
        longest=steps["span"][-1],
        population=spans.height,
        ended=int(steps["ended"].sum()),
    )
