"""Findings by the hundred thousand: looked up, merged and written as tables.

The rules are `core.warning.remember`; here stands how a table of findings meets the
database: identities are staged, their rows fetched by one join, and what changed goes
back in one `INSERT … ON CONFLICT`, with the steps of its history.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

import polars as pl
from django.db import connection

from baluarte.core.warning.remember import STORED_SCHEMA
from baluarte.store.ground.bulk import Upsert, as_frame, rows_of, run, stage, unstage, upsert
from baluarte.store.ground.folios import next_folios

_TABLE = "warning_findingrow"
_LISTS = tuple(name for name, kind in STORED_SCHEMA.items() if isinstance(kind, pl.List))
_ENUMS = tuple(name for name, kind in STORED_SCHEMA.items() if isinstance(kind, pl.Enum))
# Names that the table spells otherwise.
_COLUMN = {"org": "organisation_id", "asset": "asset_id"}
_WRITTEN = (
    *(_COLUMN.get(name, name) for name in STORED_SCHEMA.names()),
    "updated_at",
    "told_severity",
    "told_priority",
    "told_state",
    "told_stage",
)
_SET_AGAIN = tuple(
    name
    for name in _WRITTEN
    if name not in {"organisation_id", "point", "type", "identifier", "folio", "made_at"} and not name.startswith("told_")
)
_PUT = Upsert(_TABLE, ("organisation_id", "point", "type", "identifier"), _SET_AGAIN)
Row = tuple[Any, ...]  # as the database gives it
_STEP = pl.Schema(
    {
        "folio": pl.String(),
        "at": pl.Datetime("us", "UTC"),
        "what": pl.String(),
        "state": pl.String(),
        "who": pl.String(),
        "why": pl.String(),
        "count": pl.Int64(),
    }
)


def known(found: pl.DataFrame) -> pl.DataFrame:
    """Return what is stored of these identities, as `STORED_SCHEMA`."""
    with asking(found) as read:
        return as_stored(read())


@contextmanager
def asking(found: pl.DataFrame) -> Iterator[Callable[[], list[Row]]]:
    """Name identities to the database once, and give a function that reads what is stored of them, as often as it is called."""
    asked = found.select(organisation_id=pl.col("org").cast(pl.Int64), point="point", type="type", identifier="identifier")
    stage("warning_asked", f"SELECT organisation_id, point, type, identifier FROM {_TABLE}", asked)  # noqa: S608 - ours
    _count_rows("warning_asked")
    join = " AND ".join(f"f.{name} = a.{name}" for name in asked.columns)
    yield lambda: _read(f"FROM {_TABLE} f JOIN warning_asked a ON {join} ORDER BY f.id", ())
    unstage("warning_asked")


def with_flaws(cves: Sequence[str]) -> pl.DataFrame:
    """Return the stored findings that live and name any of these flaws."""
    frame = _fetch(f"FROM {_TABLE} f WHERE f.state <> 'closed' AND CAST(f.cves AS text) <> '[]'", ())
    return frame.filter(pl.col("cves").list.set_intersection(pl.lit(list(cves), pl.List(pl.String))).list.len() > 0)


def about_flaws(kind: str) -> pl.DataFrame:
    """Return every stored finding of this type that is about one flaw and rests on what is run, or may do so."""
    such = "f.type = %s AND f.identifier LIKE %s AND (f.matched_by = %s OR CAST(f.tags AS text) LIKE %s)"
    return _fetch(f"FROM {_TABLE} f WHERE {such} ORDER BY f.id", (kind, "cve-%", "product", '%"version%'))


def of_organisation(number: int) -> pl.DataFrame:
    """Return every stored finding of one organisation."""
    return _fetch(f"FROM {_TABLE} f WHERE f.organisation_id = %s ORDER BY f.id", (number,))


def put(findings: pl.DataFrame, country: str, now: datetime, who: str) -> int:
    """Write findings (`STORED_SCHEMA` and `step`), new or known, with their steps; return how many."""
    if findings.is_empty():
        return 0
    whole = _named(findings, country, now)
    upsert(_PUT, _as_rows(whole, now))
    steps = whole.filter(pl.col("step") != "")
    add_steps(
        steps.select(
            "folio", at=pl.lit(now), what="step", state="state", who=pl.lit(who), why=pl.lit(""), count=pl.col("sightings").cast(pl.Int64)
        )
    )
    return whole.height


def add_steps(steps: pl.DataFrame) -> None:
    """Write steps of many findings, by folio."""
    if steps.is_empty():
        return
    like = "SELECT f.folio, s.at, s.what, s.state, s.who, s.why, s.count FROM warning_findingrow f, warning_findingstep s"
    stage("warning_steps", like, steps.select(pl.col(name).cast(kind) for name, kind in _STEP.items()))
    run(
        "INSERT INTO warning_findingstep (finding_id, at, what, state, who, why, count) "
        "SELECT f.id, s.at, s.what, s.state, s.who, s.why, s.count FROM warning_steps s "
        "JOIN warning_findingrow f ON f.folio = s.folio ORDER BY f.id"
    )
    unstage("warning_steps")


def set_columns(values: pl.DataFrame) -> int:
    """Set some columns of findings named by `folio`; return how many there were."""
    if values.is_empty():
        return 0
    names = [name for name in values.columns if name != "folio"]
    stage("warning_set", f"SELECT folio, {', '.join(names)} FROM {_TABLE}", values)  # noqa: S608 - names are ours
    each = ", ".join(f"{name} = s.{name}" for name in names)
    count = run(f"UPDATE {_TABLE} SET {each} FROM warning_set s WHERE {_TABLE}.folio = s.folio")  # noqa: S608 - ours
    unstage("warning_set")
    return count


def _named(findings: pl.DataFrame, country: str, now: datetime) -> pl.DataFrame:
    """Give new findings their folios, in the order of their identity, and their first moment."""
    new = findings["folio"].is_null()
    folios = next_folios(country, now.year, int(new.sum())) if new.any() else []
    return findings.with_columns(
        folio=findings["folio"].scatter(new.arg_true(), pl.Series(folios, dtype=pl.String)),
        made_at=pl.col("made_at").fill_null(now),
    )


def _as_rows(findings: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """The columns of the table, as both databases take them."""
    return findings.select(
        *(_cell(name) for name in STORED_SCHEMA.names()),
        updated_at=pl.lit(now),
        told_severity=pl.lit(""),
        told_priority=pl.lit(0, pl.Int64),
        told_state=pl.lit(""),
        told_stage=pl.lit(""),
    ).with_columns(pl.Series(name, [_json(tuple(value or ())) for value in findings[name].to_list()]) for name in _LISTS)


def _cell(name: str) -> pl.Expr:
    column = pl.col(name)
    match name:
        case "org":
            return column.cast(pl.Int64).alias("organisation_id")
        case "asset":
            number = column.cast(pl.Int64)
            return pl.when(number > 0).then(number).alias("asset_id")
        case "matched_by" | "vendor" | "product" | "version":
            return column.cast(pl.String).fill_null("")
        case "sightings":
            return column.cast(pl.Int64)
    if name in _LISTS:
        return pl.lit("").alias(name)
    return column.cast(pl.String) if name in _ENUMS else column


def _fetch(source: str, values: Sequence[object]) -> pl.DataFrame:
    return as_stored(_read(source, values))


def _read(source: str, values: Sequence[object]) -> list[Row]:
    """Read stored findings, a value for each column of `STORED_SCHEMA`."""
    columns = [
        f"CAST(f.{name} AS text)"
        if name in _LISTS
        else f"COALESCE(f.{_COLUMN.get(name, name)}, 0)"
        if name == "asset"
        else f"f.{_COLUMN.get(name, name)}"
        for name in STORED_SCHEMA.names()
    ]
    return rows_of(f"SELECT {', '.join(columns)} {source}", values)


def as_stored(rows: Sequence[Row]) -> pl.DataFrame:
    """Return findings that were read as `STORED_SCHEMA`."""
    plain = pl.Schema({name: _plain(kind) for name, kind in STORED_SCHEMA.items()})
    frame = as_frame(rows, plain)
    lists = [pl.Series(name, [_items(text) for text in frame[name].to_list()], dtype=pl.List(pl.String)) for name in _LISTS]
    whole = frame.with_columns(lists)
    empty = [pl.when(pl.col(name) != "").then(name) for name in ("matched_by", "vendor", "product", "version")]
    return whole.with_columns(empty).select(pl.col(name).cast(kind) for name, kind in STORED_SCHEMA.items())


def _plain(kind: pl.DataType) -> pl.DataType:
    if isinstance(kind, pl.List | pl.Enum):
        return pl.String()
    return pl.Int64() if kind.is_integer() else kind


@lru_cache(maxsize=1 << 14)
def _json(items: tuple[str, ...]) -> str:
    return json.dumps(list(items), ensure_ascii=False, separators=(", ", ": "))


@lru_cache(maxsize=1 << 14)
def _items(text: str) -> list[str]:
    return list(json.loads(text))


def _count_rows(table: str) -> None:
    """Let PostgreSQL look at a temporary table before it plans a join with it."""
    if connection.vendor == "postgresql":
        run(f"ANALYZE {table}")
