"""The database as of one moment: one file of SQLite, or every table of PostgreSQL in one snapshot.

Sessions are left out: whoever restores a backup must not let yesterday's visitors in again.
"""

import gzip
import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from baluarte.store.feeds.durable import Step

Ask = Callable[[str], Iterable[tuple[Any, ...]]]
SESSIONS = "django_session"
_WORD = re.compile(r"[A-Za-z0-9_]{1,63}", re.ASCII)
_NOT_OURS = ("huey", "sqlite_", "pg_")  # the queue of bells, and what a database keeps for itself
_FINDINGS = """SELECT folio, state, severity, priority, first_seen, last_seen, sightings, organisation_id
               FROM warning_findingrow ORDER BY folio"""
_NEEDED = ("SELECT DISTINCT blob FROM feeds_deliveryrow ORDER BY blob", "SELECT path FROM feeds_manifestrow ORDER BY path")


@dataclass(frozen=True)
class Copied:
    """A copy of the database that lies aside: its files by table (or one, under an empty name), and what it says."""

    files: dict[str, Path]
    rows: dict[str, int]
    findings: str
    migrations: dict[str, str]
    needed: frozenset[str]  # paths below the data folder that it names
    columns: dict[str, list[str]] = field(default_factory=dict)  # of each table that is a file of its own


def copy(aside: Path, step: Step) -> Copied:
    """Copy the database as of one moment into a folder."""
    return _copy_postgres(aside, step) if connection.vendor == "postgresql" else _copy_sqlite(aside, step)


def tables() -> list[str]:
    """Return the names of our tables, in order."""
    return sorted(name for name in connection.introspection.table_names() if not name.startswith(_NOT_OURS))


def count_rows() -> dict[str, int]:
    """Return how many rows each table has now."""
    with _asking() as ask:
        return _rows(ask, tables())


def findings_digest() -> str:
    """Return the digest of what is known now."""
    with _asking() as ask:
        return _digest(ask)


def _copy_sqlite(aside: Path, step: Step) -> Copied:
    path = aside / "database.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    step("backup.database.copied")
    with closing(sqlite3.connect(path, isolation_level=None)) as copied:
        copied.execute("PRAGMA secure_delete=ON")
        copied.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a name of ours
        names = [row[0] for row in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return _told(copied.execute, {"": path}, [name for name in names if not name.startswith(_NOT_OURS)])


def _copy_postgres(aside: Path, step: Step) -> Copied:
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        names = tables()
        files = {name: aside / f"{name}.gz" for name in names}
        columns = {name: [one.name for one in connection.introspection.get_table_description(cursor, name)] for name in names}
        for name, path in files.items():
            listed = ", ".join(quoted(column) for column in columns[name])
            chosen = f"SELECT {listed} FROM {quoted(name)} WHERE {name != SESSIONS}"  # noqa: S608 - names of our tables
            with gzip.GzipFile(path, "wb", compresslevel=1, mtime=0) as out, cursor.copy(f"COPY ({chosen}) TO STDOUT") as rows:
                for piece in rows:
                    out.write(piece)
            step("backup.database.table-copied")

        def ask(statement: str) -> Iterable[tuple[Any, ...]]:
            cursor.execute(statement)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found

        return replace(_told(ask, files, names), columns=columns)


def _told(ask: Ask, files: dict[str, Path], names: list[str]) -> Copied:
    rows = {**_rows(ask, names), SESSIONS: 0}
    blobs, parts = ([row[0] for row in ask(statement)] for statement in _NEEDED)
    needed = {f"raw/{blob[:2]}/{blob[2:4]}/{blob}" for blob in blobs} | {f"lake/{path}" for path in parts}
    applied = ask("SELECT app, name FROM django_migrations ORDER BY id")
    return Copied(files, rows, _digest(ask), dict(applied), frozenset(needed))


def _rows(ask: Ask, names: list[str]) -> dict[str, int]:
    return {name: next(iter(ask(f"SELECT count(*) FROM {quoted(name)}")))[0] for name in names}  # noqa: S608 - names of our tables


def _digest(ask: Ask) -> str:
    digest = hashlib.sha256()
    for row in ask(_FINDINGS):
        digest.update(json.dumps(list(row), default=str).encode() + b"\n")
    return digest.hexdigest()


@contextmanager
def _asking() -> Iterator[Ask]:
    """Ask the living database as a copy is asked: without the conversions that models make."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:

            def ask(statement: str) -> Iterable[tuple[Any, ...]]:
                cursor.execute(statement)
                found: list[tuple[Any, ...]] = cursor.fetchall()
                return found

            yield ask
        return
    connection.ensure_connection()
    yield lambda statement: sqlite3.Connection.execute(connection.connection, statement)


def quoted(name: str) -> str:
    """Return a name as it stands in a statement: a word between two quotes, or nothing at all."""
    if not _WORD.fullmatch(name):
        raise ValueError(name)
    return f'"{name}"'
