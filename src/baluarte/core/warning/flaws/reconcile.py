"""What the match says now meets the findings that an earlier match made.

A flaw that concerns somebody for the first time is a sighting of this moment: the due date
runs from when it could be known. The same match again changes nothing. A version that
was mended, or a product that is no longer run, closes the finding with the reason in words.
"""

from dataclasses import dataclass
from datetime import datetime

import polars as pl

from baluarte.core.products.tables import CERTAINTY, SURE
from baluarte.core.warning.collapse import FOUND_SCHEMA, IDENTITY
from baluarte.core.warning.remember import STORED_SCHEMA

TYPE = "vulnerable-system"
EXPOSED = "stated-exposed"
LISTED, RECORDED = "kev", "cve"  # the reports that a finding of this kind rests on
_MARKS = frozenset({*CERTAINTY, EXPOSED})
_RANK = {code: place for place, code in enumerate(CERTAINTY)}
# A version that is surely affected is probably true; a doubt is doubtful. The source is the same.
_SURE, _DOUBT = "2", "4"
MENDED = "El inventario dice una versión que no está afectada, o ya no tiene el producto. / The inventory states a version that is not affected, or the product is gone."  # fmt: skip


@dataclass(frozen=True)
class Reconciled:
    """Findings to write (`STORED_SCHEMA` and `step`), those of them that stood, and the folios of what no longer concerns anybody."""

    findings: pl.DataFrame
    stored: pl.DataFrame
    gone: list[str]


def wanted(matched: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Return what a match found as findings of this moment (`FOUND_SCHEMA`), one an identity, the surest first."""
    sure = pl.col("certainty") == SURE
    first = matched.sort(pl.col("certainty").replace_strict(_RANK, return_dtype=pl.Int32), "asset", maintain_order=True)
    rows = first.with_columns(
        type=pl.lit(TYPE),
        identifier=pl.col("cve").str.to_lowercase(),
        severity=pl.when(pl.col("severity").is_in(["critical", "high", "medium", "low", "info"]))
        .then("severity")
        .otherwise(pl.lit("high")),
        first_seen=pl.lit(now),
        last_seen=pl.lit(now),
        sightings=pl.lit(1),
        matched_by="by",
        reports=pl.concat_list(pl.when("listed").then(pl.lit(LISTED)).otherwise(pl.lit(RECORDED))),
        cves=pl.concat_list("cve"),
        tags=pl.when("exposed").then(pl.concat_list("certainty", pl.lit(EXPOSED))).otherwise(pl.concat_list("certainty")),
        version=pl.when(pl.col("bounds") != "").then("bounds"),
        tlp=pl.lit("amber"),
        reliability=pl.lit("B"),
        credibility=pl.when(sure).then(pl.lit(_SURE)).otherwise(pl.lit(_DOUBT)),
    ).select(pl.col(name).cast(kind) for name, kind in FOUND_SCHEMA.items())
    return rows.unique(IDENTITY, keep="first", maintain_order=True)


def reconcile(found: pl.DataFrame, stored: pl.DataFrame) -> Reconciled:
    """Return what changes between the findings of a match and those that stand (`stored`, all that a match ever made)."""
    before = stored.select(*IDENTITY, *(pl.col(name).alias(f"{name}_before") for name in STORED_SCHEMA.names() if name not in IDENTITY))
    joined = found.join(before, on=IDENTITY, how="left", maintain_order="left")
    new = pl.col("folio_before").is_null()
    again = pl.col("state_before") == "closed"
    kept = {name: pl.col(f"{name}_before") for name in ("folio", "until", "priority", "reasons", "due", "made_at")}
    whole = joined.with_columns(
        **kept,
        first_seen=pl.coalesce("first_seen_before", "first_seen"),
        last_seen=pl.when(new | again).then("last_seen").otherwise("last_seen_before"),
        sightings=pl.col("sightings_before").fill_null(0) + (new | again).fill_null(value=True).cast(pl.UInt32),
        reports=_united("reports"),
        tags=_marked(),
        state=pl.when(new).then(pl.lit("open")).when(again).then(pl.lit("came-back")).otherwise("state_before"),
        closed_at=pl.when(~again).then("closed_at_before"),
        step=pl.when(new).then(pl.lit("sighted")).when(again).then(pl.lit("came-back")).otherwise(pl.lit("")),
    )
    findings = whole.select(*(pl.col(name).cast(kind) for name, kind in STORED_SCHEMA.items()), "step")
    left = stored.filter(pl.col("state") != "closed").join(found, on=IDENTITY, how="anti")
    return Reconciled(findings, stored.join(found, on=IDENTITY, how="semi"), left["folio"].to_list())


def _united(name: str) -> pl.Expr:
    return pl.col(name).list.set_union(pl.col(f"{name}_before").fill_null([])).list.sort()


def _marked() -> pl.Expr:
    """The marks of this match in place of those of the one before; other tags stay."""
    others = pl.col("tags_before").fill_null([]).list.set_difference(pl.lit(sorted(_MARKS), pl.List(pl.String)))
    return pl.col("tags").list.set_union(others).list.sort()
