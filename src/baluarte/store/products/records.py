"""CVE records, and the keys of the products they speak of. The newest word on a flaw replaces the older one."""

from collections.abc import Iterable

import polars as pl

from baluarte.core.products.match import keys_of
from baluarte.core.products.record import read_concerned
from baluarte.core.products.tables import LIKELY, RECORD_SCHEMA
from baluarte.store.ground.bulk import fetch, run, stage, unstage

REPORT = "cve"
_TABLE, _KEYS = "products_recordrow", "products_recordkey"
_NAMES = ", ".join(RECORD_SCHEMA)
_KEY_SCHEMA = pl.Schema({"cve": pl.String(), "key": pl.String()})


def entries(table: pl.DataFrame) -> pl.DataFrame:
    """Return the records of a file as its reader gives them (`RECORD_SCHEMA`)."""
    return table.select(
        cve="cveId",
        state="state",
        published=pl.col("datePublished").str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
        updated=pl.col("seen_at").str.slice(0, 40),
        title="title",
        description="description",
        score=pl.col("cvssScore").cast(pl.Float64, strict=False),
        severity="cvssSeverity",
        affected="affected",
    ).select(pl.col(name).cast(kind) for name, kind in RECORD_SCHEMA.items())


def put(records: pl.DataFrame) -> list[str]:
    """Write records with their keys, and return the flaws that are new or were said differently before.

    A record that was changed earlier than the one we hold came late, and changes nothing.
    """
    last = records.sort("updated", maintain_order=True).unique("cve", keep="last", maintain_order=True)
    if last.is_empty():
        return []
    before = of(last["cve"].to_list())
    known = before.select("cve", held="updated")
    fresh = last.join(before, on=RECORD_SCHEMA.names(), how="anti", nulls_equal=True).join(known, on="cve", how="left")
    fresh = fresh.filter(pl.col("held").is_null() | (pl.col("updated") >= pl.col("held"))).select(RECORD_SCHEMA.names())
    if fresh.is_empty():
        return []
    again = ", ".join(f"{name} = excluded.{name}" for name in RECORD_SCHEMA if name != "cve")
    stage("products_told", f"SELECT {_NAMES} FROM {_TABLE}", fresh)  # noqa: S608 - names are ours
    run(f"INSERT INTO {_TABLE} ({_NAMES}) SELECT {_NAMES} FROM products_told WHERE true ON CONFLICT (cve) DO UPDATE SET {again}")  # noqa: S608
    run(f"DELETE FROM {_KEYS} WHERE cve IN (SELECT cve FROM products_told)")  # noqa: S608 - names are ours
    unstage("products_told")
    _put_keys(fresh)
    return fresh["cve"].to_list()


def of(cves: Iterable[str]) -> pl.DataFrame:
    """Return the records of some flaws."""
    return _asked("cve", cves, "r.cve = a.cve")


def worth_carrying() -> pl.DataFrame:
    """Return the records that a bundle may hold: listed as exploited, bad by score, or likely to be used."""
    listed = "cve IN (SELECT cve FROM products_exploitedrow)"
    likely = "cve IN (SELECT cve FROM products_scorerow WHERE percentile >= %s)"
    such = f"{listed} OR severity IN ('critical', 'high') OR {likely}"
    return fetch(f"SELECT {_NAMES} FROM {_TABLE} WHERE {such} ORDER BY cve", (LIKELY,), RECORD_SCHEMA)  # noqa: S608 - names are ours


def concerning(keys: Iterable[str]) -> pl.DataFrame:
    """Return the records that speak of products with these keys."""
    return _asked("key", keys, f"r.cve IN (SELECT k.cve FROM {_KEYS} k WHERE k.key = a.key)")  # noqa: S608 - names are ours


def _asked(name: str, values: Iterable[str], such: str) -> pl.DataFrame:
    asked = pl.DataFrame({name: sorted(set(values))}, schema={name: pl.String})
    stage("products_wanted", f"SELECT {name} FROM {_KEYS}", asked)  # noqa: S608 - names are ours
    names = ", ".join(f"r.{column}" for column in RECORD_SCHEMA)
    found = fetch(f"SELECT DISTINCT {names} FROM {_TABLE} r JOIN products_wanted a ON {such} ORDER BY r.cve", (), RECORD_SCHEMA)  # noqa: S608
    unstage("products_wanted")
    return found


def _put_keys(records: pl.DataFrame) -> None:
    rows = [
        (cve, key)
        for cve, affected in records.select("cve", "affected").iter_rows()
        for key in sorted({key for one in read_concerned(affected) for key in keys_of(one)})
    ]
    stage("products_keyed", f"SELECT cve, key FROM {_KEYS}", pl.DataFrame(rows, schema=_KEY_SCHEMA, orient="row"))  # noqa: S608 - ours
    run(f"INSERT INTO {_KEYS} (cve, key) SELECT cve, key FROM products_keyed")  # noqa: S608 - names are ours
    unstage("products_keyed")
