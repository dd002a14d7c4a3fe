"""How many events a nation or an organisation had, without reading a row.

The manifest says which parts are real and of which report and day they are; the foot of
each says what it holds. Fourteen million events are then some hundred feet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from baluarte.core.feeds.tally.part import lay_out
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.models import ManifestRow

NATION_SCHEMA = pl.Schema(
    {"report": pl.String(), "type": pl.String(), "day": pl.Date(), "sector": pl.String(), "events": pl.Int64(), "matched": pl.Int64()}
)
OWN_SCHEMA = pl.Schema({"report": pl.String(), "type": pl.String(), "day": pl.Date(), "events": pl.Int64()})
NO_SECTOR = ""  # of an event that is nobody's of ours


@dataclass(frozen=True)
class Span:
    """Which events are asked for: both days count; no report means all of them."""

    first: date
    last: date
    reports: tuple[str, ...] = ()


def of_nation(lake: Lake, span: Span) -> pl.DataFrame:
    """Return the events of a span (`NATION_SCHEMA`): each once, in the sector that its first owner has now."""
    parts = _parts(span)
    counted = lay_out(enumerate(lake.tallies([path for path, _, _ in parts])))
    told, sectors = _told(parts), _sectors()
    whole = counted.with_columns(sectors.gather(counted["org"]).alias("sector"), told["of"].gather(counted["part"]).alias("of"))
    sums = whole.group_by("of", "type", "sector").agg(pl.col("once").cast(pl.Int64).sum().alias("events"))
    named = sums.join(told.unique("of"), on="of").with_columns(pl.col("type", "sector").cast(pl.String))
    matched = pl.when(pl.col("sector") != NO_SECTOR).then("events").otherwise(0)
    return (
        named.with_columns(matched=matched)
        .select(pl.col(name).cast(kind) for name, kind in NATION_SCHEMA.items())
        .sort(list(NATION_SCHEMA)[:4])
    )


def of_organisation(lake: Lake, span: Span, number: int) -> pl.DataFrame:
    """Return the events of one organisation in a span (`OWN_SCHEMA`)."""
    parts = _parts(span)
    found = [
        (report, kind.type, day, kind.of(number))
        for (_, report, day), kinds in zip(parts, lake.tallies([path for path, _, _ in parts]), strict=True)
        for kind in kinds
    ]
    rows = pl.DataFrame(found, schema=OWN_SCHEMA, orient="row").filter(pl.col("events") > 0)
    return rows.group_by("report", "type", "day").agg(pl.col("events").sum()).sort("report", "type", "day").select(OWN_SCHEMA.names())


def _parts(span: Span) -> Sequence[tuple[str, str, date]]:
    """Return (path, report, day) of every part of a span."""
    rows = ManifestRow.objects.filter(day__gte=span.first, day__lte=span.last)
    asked = rows.filter(report__in=span.reports) if span.reports else rows
    return list(asked.order_by("id").values_list("path", "report", "day"))


def _told(parts: Sequence[tuple[str, str, date]]) -> pl.DataFrame:
    """Return report and day of each part, with a number (`of`) that stands for the two."""
    told = pl.DataFrame([part[1:] for part in parts], schema={"report": pl.String, "day": pl.Date}, orient="row")
    return told.with_columns(of=pl.struct("report", "day").rank("dense").cast(pl.UInt32))


def _sectors() -> pl.Series:
    """Return the sector of each organisation by its number; of one that was merged, the sector it was merged into."""
    rows = list(OrganisationRow.objects.values_list("id", "sector", "merged_into_id"))
    own, into = {number: sector for number, sector, _ in rows}, {number: target for number, _, target in rows if target}
    table = [NO_SECTOR] * (max(own, default=0) + 1)
    for number in own:
        table[number] = own[_end(number, into)]
    return pl.Series("sector", table, dtype=pl.Categorical)


def _end(number: int, into: dict[int, int]) -> int:
    """Follow mergers to the organisation that still stands."""
    while number in into:
        number = into[number]
    return number
