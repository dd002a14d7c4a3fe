"""Many rows at once, on either database: a table of ours goes in without a loop of objects.

A delivery of a million rows touches a hundred thousand findings. Row by row that is
minutes of transaction; COPY (PostgreSQL) and one prepared statement (SQLite) take seconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.db import connection

_DATED = "%Y-%m-%d %H:%M:%S"


def load(table: str, frame: pl.DataFrame) -> None:
    """Insert every row of a frame; its column names are those of the database table."""
    if frame.is_empty():
        return
    names = ", ".join(_quoted(frame.columns))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {_name(table)} ({names}) FROM STDIN") as copy:
                for row in frame.iter_rows():
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * frame.width)
        rows: Any = _plain(frame).iter_rows()  # one at a time: all at once they would be objects by the million
        cursor.executemany(f"INSERT INTO {_name(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608 - names are ours


@dataclass(frozen=True)
class Upsert:
    """Where rows go, which columns say that one is known already, and which of a known one are set again."""

    table: str
    known_by: Sequence[str]
    again: Sequence[str]

    def conflict(self) -> str:
        """Return the end of the statement."""
        each = ", ".join(f"{name} = excluded.{name}" for name in _quoted(self.again))
        return f"ON CONFLICT ({', '.join(_quoted(self.known_by))}) DO UPDATE SET {each}"


def upsert(where: Upsert, frame: pl.DataFrame) -> None:
    """Insert every row of a frame, or set a known one again: its column names are those of the table.

    PostgreSQL takes the rows by COPY into a temporary table and one statement from there;
    to SQLite a second table would only be a second copy, so one prepared statement is run
    for each row.
    """
    if frame.is_empty():
        return
    names, table = ", ".join(_quoted(frame.columns)), _name(where.table)
    if connection.vendor == "postgresql":
        aside = f"{where.table}_put"
        stage(aside, f"SELECT {names} FROM {table}", frame)  # noqa: S608 - names are ours
        run(f"INSERT INTO {table} ({names}) SELECT {names} FROM {_name(aside)} {where.conflict()}")  # noqa: S608 - ours
        unstage(aside)
        return
    marks = ", ".join(["%s"] * frame.width)
    rows: Any = _plain(frame).iter_rows()
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks}) {where.conflict()}", rows)  # noqa: S608 - ours


def stage(name: str, like: str, frame: pl.DataFrame) -> None:
    """Make a temporary table of this connection and fill it.

    `like` is a query whose columns, by name and type, are those of the frame. The table
    must be dropped with `unstage` in the same transaction.
    """
    unstage(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE {_name(name)} AS SELECT * FROM ({like}) AS alike WHERE 1 = 0")  # noqa: S608 - ours
    load(name, frame)


def unstage(name: str) -> None:
    """Drop a temporary table."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {_name(name)}")


def run(statement: str, values: Sequence[Any] = ()) -> int:
    """Run one statement and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def fetch(statement: str, values: Sequence[Any], schema: pl.Schema) -> pl.DataFrame:
    """Return the rows of a query as a frame. Moments and days must be plain columns: SQLite types nothing else."""
    return as_frame(rows_of(statement, values), schema)


def rows_of(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return the rows of a query as the database gives them: two readings that are equal saw the same."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def as_frame(rows: Sequence[tuple[Any, ...]], schema: pl.Schema) -> pl.DataFrame:
    """Return rows that were read as a frame."""
    if connection.vendor == "postgresql":
        return pl.DataFrame(rows, schema=schema, orient="row")
    naive = {name: pl.Datetime("us") if isinstance(kind, pl.Datetime) else kind for name, kind in schema.items()}
    moments = [name for name, kind in schema.items() if isinstance(kind, pl.Datetime)]
    return pl.DataFrame(rows, schema=naive, orient="row").with_columns(pl.col(name).dt.replace_time_zone("UTC") for name in moments)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Moments and days as the texts that Django keeps in SQLite, so that they compare."""
    moments = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Datetime)]
    days = [name for name, kind in frame.schema.items() if isinstance(kind, pl.Date)]
    return frame.with_columns(
        *(
            pl.when(pl.col(name).dt.microsecond() == 0)
            .then(pl.col(name).dt.strftime(_DATED))
            .otherwise(pl.col(name).dt.strftime(f"{_DATED}%.6f"))
            for name in moments
        ),
        *(pl.col(name).dt.strftime("%Y-%m-%d") for name in days),
    )


def _quoted(names: Iterable[str]) -> list[str]:
    return [_name(name) for name in names]


def _name(name: str) -> str:
    return connection.ops.quote_name(name)
