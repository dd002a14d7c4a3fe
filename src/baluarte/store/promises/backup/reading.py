"""A backup is read again: every byte, or in a scratch copy that is asked whether it is whole."""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.db import connection, transaction

from baluarte.core.promises.listing import Listing
from baluarte.store.promises.backup import database
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.promises.backup.loading import load_table, refuse_strange

_SCRATCH = "baluarte_scratch"
# Tables that a restore itself writes to, or that migrations fill.
_MOVES = frozenset({"ledger_mark", "ledger_accessrecord", "django_migrations", "django_session", "ground_lease", "constituency_assetstamp"})


def faults(shelf: Shelf, listing: Listing, *, deep: bool) -> Iterator[str]:
    """Yield a sentence for everything that is wrong with a backup."""
    yield from (f"When it was made, {path} was not on the disk." for path in listing.missing)
    for kept in (*listing.database, *listing.files):
        wrong = shelf.objects.damage(kept, deep=deep)
        if wrong:
            yield f"The copy of {kept.path or 'the database'} {wrong}."


def scratch_faults(shelf: Shelf, listing: Listing) -> Iterator[str]:
    """Bring the database back into a scratch copy, and yield what is not as it was."""
    if listing.vendor != connection.vendor:
        yield f"The backup is of {listing.vendor}, and this installation uses {connection.vendor}."
    elif listing.vendor == "sqlite":
        yield from _sqlite(shelf, listing)
    else:
        yield from _postgres(shelf, listing)


def proving(listing: Listing) -> Iterator[str]:
    """Yield a sentence for everything in the living database that is not as the list of a backup says."""
    now = database.count_rows()
    for name, count in sorted(listing.rows.items()):
        if name not in _MOVES and now.get(name, 0) != count:
            yield f"The table {name} had {count} rows, it has {now.get(name, 0)}."
    if database.findings_digest() != listing.findings:
        yield "What is known of findings is not what it was."


def _sqlite(shelf: Shelf, listing: Listing) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix=".scratch-", dir=shelf.root) as aside:
        path = Path(aside) / "database.sqlite3"
        shelf.objects.bring_back(listing.database[0], path, Path(aside), _go_on)
        with closing(sqlite3.connect(path)) as scratch:
            sound = scratch.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if sound != "ok":
                yield f"The database of the backup is damaged: {sound}."
            if scratch.execute("PRAGMA foreign_key_check").fetchone():
                yield "The database of the backup names rows that are not there."
            standing = {name for (name,) in scratch.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            for name, count in sorted(listing.rows.items()):
                # A name of the list becomes part of a statement where the copy itself has a table of that name.
                found = scratch.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] if name in standing else 0  # noqa: S608
                if found != count:
                    yield f"The table {name} had {count} rows, its copy has {found}."


def _postgres(shelf: Shelf, listing: Listing) -> Iterator[str]:
    """Load every table into a schema of its own, inside a transaction that is rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {_SCRATCH}")
        for kept in listing.database:
            refuse_strange(cursor, listing, kept.path)
            columns = ", ".join(f"{database.quoted(column)} text" for column in listing.columns[kept.path])
            table = f"{_SCRATCH}.{database.quoted(kept.path)}"
            cursor.execute(f"CREATE TABLE {table} ({columns})")
            load_table(cursor, shelf.objects, kept, table)
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a table of ours, by the lines above
            found = cursor.fetchone()[0]
            if found != listing.rows[kept.path]:
                yield f"The table {kept.path} had {listing.rows[kept.path]} rows, its copy has {found}."
        transaction.set_rollback(True)


def _go_on(_name: str) -> None:
    """A scratch copy needs no crash points."""
