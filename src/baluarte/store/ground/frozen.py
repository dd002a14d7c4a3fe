"""Rows that are written once: the database itself refuses to change them.

Code that only adds is checked by tests; a row that cannot be changed needs none. SQLite
drops the triggers of a table without a word when a migration rebuilds it, so they are
raised again after every migration.
"""

from collections.abc import Iterable

from django.db import connection

_SAYS = "this row is written once and never changed"


def freeze(tables: Iterable[str]) -> None:
    """Refuse every later change of a row of these tables; one that does not stand yet is passed over."""
    standing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables:
            if table in standing:
                for statement in _postgres(table) if connection.vendor == "postgresql" else _sqlite(table):
                    cursor.execute(statement)


def thawed(tables: Iterable[str]) -> tuple[str, ...]:
    """Return the tables whose rows could be changed: none, or the server must not start."""
    postgres = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    ask = postgres if connection.vendor == "postgresql" else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        raised = {row[0] for row in cursor.fetchall()}
    return tuple(table for table in tables if f"{table}_frozen" not in raised)


def _sqlite(table: str) -> tuple[str, ...]:
    return (
        f"DROP TRIGGER IF EXISTS {table}_frozen",
        f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
    )


def _postgres(table: str) -> tuple[str, ...]:
    body = f"BEGIN RAISE EXCEPTION '{_SAYS}' USING ERRCODE = 'integrity_constraint_violation'; END"
    return (
        f"CREATE OR REPLACE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $frozen$ {body} $frozen$",
        f"CREATE OR REPLACE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
    )
