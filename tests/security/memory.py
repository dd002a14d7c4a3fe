"""All that the database holds, as plain values: two of these say what a request changed."""

from collections.abc import Iterable
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.models import Model

# Written by every request that is looked at: who asked what, and how often somebody guessed.
TRACES = frozenset({"ledger", "sessions"})
TRACE_MODELS = frozenset({"ground.WrongTries", "ground.IdempotencyKey", "rights.Attempts"})
# That somebody read, which reading must leave; and who is alone with a list while it is read.
ACCESS = frozenset({"rights.AccessEntry", "rights.AccessCounter", "rights.Quota", "ground.Lease"})
Row = tuple[object, ...]
Memory = dict[str, dict[object, Row]]


@cache
def models() -> tuple[type[Model], ...]:
    """Return every table of ours that is no trace of the asking itself."""
    ours = (model for model in apps.get_models() if model.__module__.startswith("baluarte."))
    return tuple(model for model in ours if model._meta.app_label not in TRACES and label(model) not in TRACE_MODELS)


def label(model: type[Model]) -> str:
    """Return the name of a table as it is written in the lists of this folder."""
    return f"{model._meta.app_label}.{model._meta.object_name}"


def dump(chosen: Iterable[type[Model]] | None = None) -> Memory:
    """Return every row of every table under its key."""
    told: Memory = {}
    with connection.cursor() as cursor:
        for model in models() if chosen is None else chosen:
            meta = model._meta
            columns = [field.column for field in meta.concrete_fields]
            key = columns.index(meta.pk.column)
            listed = ", ".join(f'"{column}"' for column in columns)
            cursor.execute(f'SELECT {listed} FROM "{meta.db_table}"')  # noqa: S608 - names of our own models
            told[label(model)] = {row[key]: tuple(_plain(value) for value in row) for row in cursor.fetchall()}
    return told


def changed(before: Memory, after: Memory) -> dict[str, list[object]]:
    """Return the keys of rows that came, went or were changed, by table; what says that somebody read is no change."""
    told = {}
    for name, rows in after.items():
        old = before.get(name, {}) if name not in ACCESS else rows
        keys = [key for key in {*rows, *old} if rows.get(key) != old.get(key)]
        if keys:
            told[name] = sorted(keys, key=str)
    return told


def begin_numbers_at(first: int) -> None:
    """Let every table count its rows from a number on."""
    with connection.cursor() as cursor:
        for model in apps.get_models():
            meta = model._meta
            if meta.pk.get_internal_type() not in {"BigAutoField", "AutoField"}:
                continue
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{meta.db_table}"', meta.pk.column])
                cursor.execute(f"ALTER SEQUENCE {cursor.fetchone()[0]} RESTART WITH {first}")
                continue
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [meta.db_table, first - 1])


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview | bytearray) else value if not isinstance(value, dict | list) else repr(value)
