"""Match flaws with inventories and with what scans read off, and keep the findings of that in step."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from baluarte.core.products.match import index_flaws, match_flaws
from baluarte.core.products.names import name_key, name_keys
from baluarte.core.products.tables import CERTAINTY, HELD_SCHEMA
from baluarte.core.warning.flaws.reconcile import TYPE, Reconciled, reconcile, wanted
from baluarte.store.constituency.claims import merged
from baluarte.store.ground.bulk import fetch
from baluarte.store.products import exploited, records
from baluarte.store.products.inventory import inventory
from baluarte.store.products.listing import LISTS
from baluarte.store.warning import findings

_BANNER = pl.Schema({name: kind for name, kind in HELD_SCHEMA.items() if name not in {"cpe", "exposed"}})


@dataclass(frozen=True)
class Matched:
    """What a match changes, and how much it looked at."""

    change: Reconciled
    held: int


def match_all(now: datetime, today: date) -> Matched:
    """Match everything that is run today with every flaw that is known; nothing is written."""
    held = pl.concat([inventory(today), banners()])
    keys = {name_key(vendor or "", product or "") for vendor, product in held.select("vendor", "product").unique().iter_rows()}
    listed = exploited.catalogue()
    mine = [bool(name_keys(vendor, product) & keys) for vendor, product in listed.select("vendor", "product").iter_rows()]
    named = listed.filter(pl.Series(mine, dtype=pl.Boolean))
    told = pl.concat([records.concerning(keys), records.of(named["cve"].to_list())]).unique("cve", maintain_order=True)
    concerned = listed.filter(pl.col("cve").is_in([*named["cve"], *told["cve"]]))
    found = wanted(match_flaws(held, index_flaws(concerned, told)), now)
    return Matched(reconcile(found, stored()), held.height)


def banners() -> pl.DataFrame:
    """Return the products that scans read off, where a finding about them lives (`HELD_SCHEMA`)."""
    rows = fetch(
        "SELECT organisation_id, COALESCE(asset_id, 0), point, vendor, product, version, matched_by FROM warning_findingrow "
        "WHERE product <> '' AND state <> 'closed' AND matched_by <> 'product' AND identifier NOT LIKE %s ORDER BY id",
        ("cve-%",),
        _BANNER,
    )
    gone = pl.col("org").is_in(sorted(merged()))
    whole = rows.filter(~gone).with_columns(cpe=pl.lit(""), exposed=pl.lit(value=False))
    return whole.select(HELD_SCHEMA.names()).unique(["org", "point", "vendor", "product", "bounds"], maintain_order=True)


def stored() -> pl.DataFrame:
    """Return every finding that a match ever made (`STORED_SCHEMA`): each bears the mark of its certainty."""
    rows = findings.about_flaws(TYPE)
    marked = pl.col("tags").list.set_intersection(pl.lit(list(CERTAINTY), pl.List(pl.String))).list.len() > 0
    # Before there were marks, a catalogue alone made findings about products.
    by_list = (pl.col("matched_by") == "product") & (
        pl.col("reports").list.set_difference(pl.lit(sorted(LISTS), pl.List(pl.String))).list.len() == 0
    )
    return rows.filter(marked | by_list)
