"""What the database itself refuses: every constraint that the models state, looked for in the database as it is.

A migration that was cut short, or a hand that "only" dropped an index, leaves a program that
believes in a rule which nothing keeps any more.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CheckConstraint, ForeignKey, Model, UniqueConstraint

_OURS = "baluarte.store."


def fallen() -> Iterator[str]:
    """Yield a sentence for every constraint of our tables that does not stand."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in _models():
            table = _told(model).db_table
            if table not in tables:
                yield f"The table {table} does not exist."
                continue
            yield from _missing(model, connection.introspection.get_constraints(cursor, table))


def count() -> int:
    """Return how many constraints there are to be looked for."""
    return sum(len(_told(model).constraints) + len(_ties(model)) + len(_alone(model)) for model in _models())


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith(_OURS) and _told(model).managed]


def _missing(model: type[Model], standing: Mapping[str, Any]) -> Iterator[str]:
    table = _told(model).db_table
    for constraint in _told(model).constraints:
        if isinstance(constraint, CheckConstraint | UniqueConstraint) and constraint.name not in standing:
            yield f"The constraint {constraint.name} of {table} does not stand."
    tied = {tuple(one["columns"]) for one in standing.values() if one["foreign_key"]}
    for column in _ties(model):
        if (column,) not in tied:
            yield f"The column {column} of {table} is not tied to what it names."
    unique = {tuple(one["columns"]) for one in standing.values() if one["unique"] or one["primary_key"]}
    for column in _alone(model):
        if (column,) not in unique:
            yield f"The column {column} of {table} may hold one value twice."


def _ties(model: type[Model]) -> list[str]:
    return [field.column for field in _told(model).local_fields if isinstance(field, ForeignKey)]


def _alone(model: type[Model]) -> list[str]:
    return [field.column for field in _told(model).local_fields if field.unique and not isinstance(field, ForeignKey)]


def _told(model: type[Model]) -> Any:
    """What a model says of itself."""
    return model._meta  # noqa: SLF001 - Django names it with an underscore and documents it for everybody
