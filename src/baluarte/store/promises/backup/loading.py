"""The tables of PostgreSQL come back: every row in one transaction, with the walls down until the last one stands."""

from typing import Any

from django.db import connection, transaction

from baluarte.core.promises.listing import Kept, Listing
from baluarte.store.feeds.durable import Step
from baluarte.store.promises.backup.database import quoted, tables
from baluarte.store.promises.backup.listing import strange
from baluarte.store.promises.backup.objects import Objects, damaged

_MADE_BY_MIGRATIONS = "django_migrations"


def load_tables(objects: Objects, listing: Listing, step: Step) -> None:
    """Empty every table and load what was copied; nothing of it is real before the last row."""
    for one in listing.database:
        if objects.damage(one, deep=True):
            raise damaged(one.path)
    kept = {one.path: one for one in listing.database if one.path != _MADE_BY_MIGRATIONS}
    with transaction.atomic(), connection.cursor() as cursor:
        standing = [name for name in tables() if name != _MADE_BY_MIGRATIONS]
        cursor.execute(f"TRUNCATE {', '.join(quoted(name) for name in standing)} CASCADE")
        for name in standing:
            cursor.execute(f"ALTER TABLE {quoted(name)} DISABLE TRIGGER USER")
        for name in _in_order(cursor, [name for name in standing if name in kept]):
            refuse_strange(cursor, listing, name)
            load_table(cursor, objects, kept[name], f"{quoted(name)} ({columns_of(listing, name)})")
            step("backup.restore.table-loaded")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in standing:
            cursor.execute(f"ALTER TABLE {quoted(name)} ENABLE TRIGGER USER")
        _set_sequences(cursor, standing)
        step("backup.restore.before-commit")


def load_table(cursor: Any, objects: Objects, kept: Kept, target: str) -> None:
    """Load one table."""
    with objects.unpack(kept) as packed, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        while piece := packed.read(1 << 20):
            copy.write(piece)


def refuse_strange(cursor: Any, listing: Listing, table: str) -> None:
    """Raise `Broken` unless a table and the columns that a list names stand in the database as it is now.

    A scratch copy may be of a release whose tables were others: then its names are the words
    that the reading of the list let through, and they name nothing outside of the scratch.
    """
    if not _same_release(cursor, listing):
        return
    ours = {one.name for one in connection.introspection.get_table_description(cursor, table)} if table in tables() else set()
    astray = [column for column in listing.columns[table] if column not in ours]
    if astray or not ours:
        raise strange(listing.name, f"{table}.{astray[0]}" if astray else table)


def _same_release(cursor: Any, listing: Listing) -> bool:
    cursor.execute("SELECT app, name FROM django_migrations ORDER BY id")
    return dict(cursor.fetchall()) == listing.migrations


def columns_of(listing: Listing, table: str) -> str:
    """Return the columns of a table in the order in which they were copied."""
    return ", ".join(quoted(column) for column in listing.columns[table])


def _in_order(cursor: Any, names: list[str]) -> list[str]:
    """Return tables so that what is named comes before what names it."""
    wanted = {
        name: {
            one["foreign_key"][0] for one in connection.introspection.get_constraints(cursor, name).values() if one["foreign_key"]
        } - {name}
        for name in names
    }  # fmt: skip
    done: list[str] = []
    while len(done) < len(names):
        free = [name for name in names if name not in done and not wanted[name] & (set(names) - set(done))]
        done += free or [name for name in names if name not in done]
    return done


def _set_sequences(cursor: Any, names: list[str]) -> None:
    for name in names:
        for sequence in connection.introspection.get_sequences(cursor, name):
            column = quoted(sequence["column"])
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), COALESCE((SELECT max({column}) FROM {quoted(name)}), 0) + 1, false)",  # noqa: S608
                [quoted(name), sequence["column"]],
            )
