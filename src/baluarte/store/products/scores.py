"""How likely each flaw is to be exploited (EPSS): the last day's scores, and no others."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from baluarte.core.products.tables import SCORE_SCHEMA
from baluarte.store.ground.bulk import fetch, run, stage, unstage

REPORT = "epss"
_TABLE = "products_scorerow"
_NAMES = ", ".join(SCORE_SCHEMA)


def entries(table: pl.DataFrame, day: date | None) -> pl.DataFrame:
    """Return the scores of a file as its reader gives it: `cve`, `epss`, `percentile` as text."""
    number = {name: pl.col(theirs).cast(pl.Float64, strict=False) for name, theirs in (("score", "epss"), ("percentile", "percentile"))}
    read = table.select(cve=pl.col("cve").str.strip_chars().str.to_uppercase(), **number, day=pl.lit(day, pl.Date))
    sound = pl.all_horizontal(pl.col("score", "percentile").is_between(0, 1)) & pl.col("cve").str.contains(r"^CVE-[0-9]{4}-[0-9]{4,19}$")
    return read.filter(sound).select(SCORE_SCHEMA.names())


def put(scores: pl.DataFrame) -> list[str]:
    """Write scores (`SCORE_SCHEMA`), and return the flaws whose percentile is new or has moved.

    The day moves each morning for all; a finding's order moves with its percentile alone.
    """
    last = scores.unique("cve", keep="last", maintain_order=True)
    if last.is_empty():
        return []
    before = of().select("cve", before="percentile")
    moved = last.join(before, on="cve", how="left").filter(pl.col("percentile").ne_missing(pl.col("before")))["cve"].to_list()
    again = ", ".join(f"{name} = excluded.{name}" for name in SCORE_SCHEMA if name != "cve")
    stage("products_scored", f"SELECT {_NAMES} FROM {_TABLE}", last)  # noqa: S608 - names are ours
    run(f"INSERT INTO {_TABLE} ({_NAMES}) SELECT {_NAMES} FROM products_scored WHERE true ON CONFLICT (cve) DO UPDATE SET {again}")  # noqa: S608
    unstage("products_scored")
    return moved


def of(cves: Sequence[str] | None = None) -> pl.DataFrame:
    """Return the scores of some flaws, or of all."""
    if cves is None:
        return fetch(f"SELECT {_NAMES} FROM {_TABLE}", (), SCORE_SCHEMA)  # noqa: S608 - names are ours
    stage("products_asked", f"SELECT cve FROM {_TABLE}", pl.DataFrame({"cve": sorted(set(cves))}, schema={"cve": pl.String}))  # noqa: S608
    names = ", ".join(f"s.{name}" for name in SCORE_SCHEMA)
    found = fetch(f"SELECT {names} FROM {_TABLE} s JOIN products_asked a ON a.cve = s.cve", (), SCORE_SCHEMA)  # noqa: S608 - ours
    unstage("products_asked")
    return found
