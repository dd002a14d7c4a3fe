"""The third net, on PostgreSQL: rows of other organisations are hidden by the database itself.

Each request and each job says for whom it acts. Who acts for one organisation is shown the
rows of that one alone, whatever the query above forgot; the team and the jobs say `all`. A
connection that says nothing is shown nothing. Foreign keys are checked beneath it, and bulk
rows go through a table of their own, so it costs a delivery nothing.

It binds whoever is no superuser of the database: the owner of the tables too (`FORCE`).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

SETTING = "baluarte.tenants"
EVERYBODY = "all"
_OWNERS = "constituency_organisationrow"
_POLICY = "of_tenant"
_SAID = f"(SELECT current_setting('{SETTING}', true))"
# Asked once a query and not once a row: neither part names a column of the row.
_RULE = (  # names are ours
    f"{_SAID} = '{EVERYBODY}' OR organisation_id IN "  # noqa: S608 - names are ours
    f"(SELECT o.id FROM {_OWNERS} o WHERE o.slug = ANY (string_to_array({_SAID}, ',')))"
)
_acting: ContextVar[str] = ContextVar("baluarte_tenants", default=EVERYBODY)


def guarded() -> tuple[str, ...]:
    """Return the tables whose rows belong to an organisation: found by their columns, so that a new one is never forgotten."""
    models = (model for model in apps.get_models() if model.__module__.startswith("baluarte."))
    found = (
        model._meta.db_table  # noqa: SLF001 - Django's public API, for all its underscore
        for model in models
        if any(field.column == "organisation_id" for field in model._meta.concrete_fields)  # noqa: SLF001 - the same
    )
    return tuple(sorted(found))


def act_for(organisations: Iterable[str] | None) -> None:
    """Let this connection show the rows of some organisations alone until `act_for_everybody`; None is everybody."""
    _say(EVERYBODY if organisations is None else _listed(organisations))


def act_for_everybody() -> None:
    """Let this connection show everything again: at the end of every request."""
    _say(EVERYBODY)


@contextmanager
def acting_for(organisations: Iterable[str]) -> Iterator[None]:
    """Show the rows of some organisations alone, for a while."""
    with _saying(_listed(organisations)):
        yield


@contextmanager
def everybody() -> Iterator[None]:
    """Show everything for a while: where an act of one organisation has to reach another, as when something is shared."""
    with _saying(EVERYBODY):
        yield


def on_connection(connection: BaseDatabaseWrapper, **_told: Any) -> None:
    """Tell a new connection for whom it acts; it is asked before its first query."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, _acting.get()])


def raise_policies() -> None:
    """Let every guarded table hide its rows, again and again with the same result."""
    if connection.vendor != "postgresql":
        return
    standing = set(connection.introspection.table_names())
    lacking = set(missing_policies())
    with connection.cursor() as cursor:
        for table in guarded():
            if table in standing and table in lacking:
                cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
                cursor.execute(f"DROP POLICY IF EXISTS {_POLICY} ON {table}")
                cursor.execute(f"CREATE POLICY {_POLICY} ON {table} USING ({_RULE}) WITH CHECK ({_RULE})")


def missing_policies() -> tuple[str, ...]:
    """Return the tables that hide nothing: none, or the server must not start. SQLite has no such net."""
    if connection.vendor != "postgresql":
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid "
            "WHERE c.relrowsecurity AND c.relforcerowsecurity AND p.polname = %s",
            [_POLICY],
        )
        standing = {row[0] for row in cursor.fetchall()}
    return tuple(table for table in guarded() if table not in standing)


def binds() -> bool:
    """Does this net bind who is connected? A superuser of PostgreSQL passes through every policy."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return row is not None and not row[0]


@contextmanager
def lifted(tables: Iterable[str]) -> Iterator[None]:
    """Let the owner of tables fill them from a copy, which PostgreSQL refuses where rows are hidden; in one transaction."""
    named = [table for table in tables if table in guarded()] if connection.vendor == "postgresql" else []
    with connection.cursor() as cursor:
        for table in named:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    with connection.cursor() as cursor:
        for table in named:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def hides(table: str) -> bool:
    """Are rows of this table hidden from who is connected? Then nothing is copied into it at once."""
    if connection.vendor != "postgresql" or table not in guarded():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_security_active(%s::regclass)", [table])
        row = cursor.fetchone()
    return bool(row and row[0])


def _listed(organisations: Iterable[str]) -> str:
    """Return organisations as the setting holds them; nobody is a word that no organisation has."""
    return ",".join(sorted(one for one in organisations if one)) or "-"


@contextmanager
def _saying(said: str) -> Iterator[None]:
    before = _acting.get()
    _say(said)
    try:
        yield
    finally:
        _say(before)


def _say(said: str) -> None:
    if said == _acting.get():
        return
    _acting.set(said)
    if connection.vendor == "postgresql" and connection.connection is not None and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config(%s, %s, false)", [SETTING, said])
