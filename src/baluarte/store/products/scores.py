"""How likely each flaw is to be exploited (EPSS): the last day's scores, and no others."""

from collections.abc import Sequence

import polars as pl

from baluarte.core.products.tables import LIKELY, SCORE_SCHEMA
from baluarte.store.ground.bulk import fetch, run, stage, unstage

REPORT = "epss"
_TABLE = "products_scorerow"
_NAMES = ", ".join(SCORE_SCHEMA)


def entries(table: pl.DataFrame, seen: str) -> pl.DataFrame:
    """Return the scores of a file as its reader gives it: `cve`, `epss`, `percentile` as text, and in `seen` their day."""
    day = pl.col(seen).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    number = {name: pl.col(theirs).cast(pl.Float64, strict=False) for name, theirs in (("score", "epss"), ("percentile", "percentile"))}
    read = table.select(cve=pl.col("cve").str.strip_chars().str.to_uppercase(), **number, day=day)
    sound = pl.all_horizontal(pl.col("score", "percentile").is_between(0, 1)) & pl.col("cve").str.contains(r"^CVE-[0-9]{4}-[0-9]{4,19}$")
    return read.filter(sound).select(SCORE_SCHEMA.names())


def put(scores: pl.DataFrame) -> list[str]:
    """Write scores (`SCORE_SCHEMA`), and return the flaws that have become likely to be exploited, or no longer are.

    Nearly every score moves a little each morning; the order of findings moves with these alone.
    """
    last = scores.unique("cve", keep="last", maintain_order=True)
    if last.is_empty():
        return []
    before = of().select("cve", before="percentile")
    both = last.join(before, on="cve", how="left").with_columns(pl.col("before").fill_null(0.0))
    moved = both.filter((pl.col("percentile") >= LIKELY) != (pl.col("before") >= LIKELY))["cve"].to_list()
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
