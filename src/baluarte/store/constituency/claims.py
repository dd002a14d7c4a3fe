"""What belongs to whom, as the tables that matching and priority are made from."""

import polars as pl

from baluarte.core.constituency.claims import CLAIMS
from baluarte.store.constituency.models import AssetRow, OrganisationRow
from baluarte.store.ground.bulk import fetch

_CRITICAL = pl.Schema({"asset": pl.UInt32(), "criticality": pl.String()})
LEAST_ASSURANCE = 1  # what somebody merely claims (0) matches nothing, or a claim would be a way to read


def claims() -> pl.DataFrame:
    """Return every claim that may match, with the days on which it held, in the order of its number."""
    told = pl.Schema({**dict(CLAIMS), "except_below": pl.String()})
    rows = fetch(
        "SELECT id, organisation_id, kind, value, valid_from, valid_until, origin, except_below FROM constituency_assetrow "
        "WHERE assurance >= %s ORDER BY id",
        (LEAST_ASSURANCE,),
        told,
    )
    names = pl.col("except_below").str.split(";").list.eval(pl.element().filter(pl.element() != ""))
    return rows.with_columns(names).cast(CLAIMS)


def critical() -> pl.DataFrame:
    """Return the assets that their owner gave a criticality."""
    rows = AssetRow.objects.exclude(criticality="").order_by("id").values_list("id", "criticality")
    return pl.DataFrame(list(rows), schema=_CRITICAL, orient="row")


def merged() -> frozenset[int]:
    """Return the numbers of organisations that were merged into another."""
    return frozenset(OrganisationRow.objects.filter(status="merged").values_list("id", flat=True))
