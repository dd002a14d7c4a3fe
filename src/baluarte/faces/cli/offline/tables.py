"""Findings of a run under the columns of the list that people know."""

import hashlib
from datetime import UTC, datetime

import polars as pl

from baluarte.core.constituency.asset_file import AssetFile
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.sharing.label import strictest
from baluarte.core.warning.lists import FINDINGS

NO_FINDINGS = pl.DataFrame(schema={"organisation": pl.String, "priority": pl.Int8})


def first_things(findings: pl.DataFrame) -> pl.DataFrame:
    """Sort findings: by priority, then the latest; a folio stands once, so the order is one."""
    return findings.sort("priority", "last_seen", "folio", descending=[False, True, False])


def findings_table(prioritised: pl.DataFrame, assets: AssetFile, now: datetime) -> pl.DataFrame:
    """Return findings under the columns of the FINDINGS list, first things first.

    Without a server there is no folio: a finding is known by a hash of its identity.
    """
    slugs = {number: one.slug for number, one in enumerate(assets.organisations, 1)}
    values = {number: one.value for number, one in enumerate(assets.assets, 1)}
    named = prioritised.with_columns(
        organisation=pl.col("org").replace_strict(slugs, return_dtype=pl.String),
        asset=pl.col("asset").replace_strict(values, return_dtype=pl.String),
        state=pl.lit("open"), sector=pl.lit(""), until=pl.lit(None, pl.Date), updated_at=pl.lit(now.astimezone(UTC)),
        severity=pl.col("severity").cast(pl.String), tlp=pl.col("tlp").cast(pl.String),
    )  # fmt: skip
    identity = named.select("organisation", "point", "type", "identifier")
    folios = ["".join(["F-", hashlib.sha256("\0".join(row).encode()).hexdigest()[:12]]) for row in identity.iter_rows()]
    return (
        named.with_columns(folio=pl.Series(folios, dtype=pl.String))
        .pipe(first_things)
        .select(*FINDINGS.names, "reliability", "credibility")
    )


def rows_of(findings: pl.DataFrame) -> Rows:
    """Return findings as the list they are, with every column."""
    names = tuple(name for name in FINDINGS.names if name != "tlp")
    return Rows(Query(FINDINGS, columns=names), findings, findings.height, strictest(findings["tlp"].unique().to_list()))
