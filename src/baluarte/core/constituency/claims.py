"""Claims: assets as the table from which the index of owners is built."""

from collections.abc import Iterable

import polars as pl

from baluarte.core.constituency.asset import Asset

CLAIMS = pl.Schema(
    {
        "asset": pl.UInt32(),
        "org": pl.UInt32(),
        "kind": pl.String(),
        "value": pl.String(),
        "first": pl.Date(),
        "last": pl.Date(),
        "origin": pl.String(),
        "except_below": pl.List(pl.String()),
    }
)


def claims_of(assets: Iterable[tuple[int, int, Asset]]) -> pl.DataFrame:
    """Return the claims of numbered assets: (asset, organisation, the asset itself).

    What is only claimed (assurance 0) matches nothing: it might be anybody's. Number 0 is
    nobody of ours, so it is never a number of an asset or of an organisation.
    """
    rows = [
        (number, owner, one.kind, one.value, one.valid_from, one.valid_until, one.origin, list(one.except_below))
        for number, owner, one in assets
        if one.assurance > 0
    ]
    return pl.DataFrame(rows, schema=CLAIMS, orient="row")
