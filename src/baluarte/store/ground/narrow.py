"""Apply a query to a table of the database: the one way from a query string to SQL.

Only columns that a shelf lists can be asked for; names from outside never reach the ORM.
Search is folded and bounded, order is total, and both databases give the same rows in the same order.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Case, F, IntegerField, JSONField, Model, OrderBy, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Concat

from baluarte.core.ground.fold import fold
from baluarte.core.ground.query import Filter, Query
from baluarte.core.ground.shape import Column
from baluarte.store.ground.folding import Fold

M = TypeVar("M", bound=Model)
Paths = Mapping[str, str]  # column of the shape -> path of the ORM
MOST_SEARCH_WORDS = 8


def narrow(rows: QuerySet[M], query: Query, paths: Paths) -> QuerySet[M]:
    """Return the rows a query asks for, in its order, before paging.

    `paths` is the allow-list. A list column is stored as JSON or as `;a;b;`, and is
    filtered by "any of its items". Choices sort in the order of the shape, the rest by value;
    what is unknown stands last.
    """
    narrowed: Any = rows
    for bound in query.filters:
        narrowed = _bounded(narrowed, bound, query.shape.column(bound.column), paths[bound.column])
    if query.search:
        narrowed = _searched(narrowed, query, paths)
    kept: QuerySet[M] = narrowed.order_by(*_order(rows.model, query, paths))
    return kept


def window(rows: QuerySet[M], query: Query) -> tuple[list[M], int]:
    """Return the rows of one page, and how many there are in all."""
    return list(rows[query.offset : query.offset + query.per]), rows.count()


def _bounded(rows: Any, bound: Filter, column: Column, path: str) -> Any:
    if bound.how in {"from", "to"}:
        lookup = "gte" if bound.how == "from" else "lte"
        return rows.filter(**{f"{path}__{lookup}": _value(column, bound.values[0])})
    if column.kind == "list":
        rows = rows.alias(**{f"_{column.name}": Cast(path, TextField())})
    wanted = _any_item(rows.model, column, path, bound) if column.kind == "list" else _any_value(column, path, bound)
    return rows.exclude(wanted) if bound.how == "not" else rows.filter(wanted)


def _any_value(column: Column, path: str, bound: Filter) -> Q:
    values = [_value(column, value) for value in bound.values if value]
    wanted = Q(**{f"{path}__in": values}) if values else Q()
    if "" in bound.values:
        wanted |= Q(**{f"{path}__isnull": True})
        if column.kind in {"text", "choice"}:
            wanted |= Q(**{path: ""})
    return wanted


def _any_item(model: type[Model], column: Column, path: str, bound: Filter) -> Q:
    edge = '"' if isinstance(_field(model, path), JSONField) else ";"
    wanted = Q()
    for value in bound.values:
        wanted |= Q(**{f"_{column.name}__contains": f"{edge}{value}{edge}"})
    return wanted


def _value(column: Column, text: str) -> Any:
    match column.kind:
        case "number":
            return float(text) if "." in text else int(text)
        case "flag":
            return text == "yes"
        case "day":
            return date.fromisoformat(text[:10])  # `since` bounds the main time of a list to the second, also where that is a day
        case "moment":
            return datetime.fromisoformat(text)
    return text


def _searched(rows: Any, query: Query, paths: Paths) -> Any:
    columns = [column.name for column in query.shape.columns if column.searched]
    texts: list[Any] = [Cast(paths[name], TextField()) for name in columns]
    # One text a row, so that SQLite folds once a row and not once a column.
    rows = rows.alias(_folded=Fold(_joined(texts)))
    for word in fold(query.search).split()[:MOST_SEARCH_WORDS]:
        rows = rows.filter(_folded__contains=word)
    return rows


def _joined(texts: list[Any]) -> Any:
    """Join texts by halves: a chain of a dozen columns is deeper than SQLite's parser can stack."""
    if len(texts) == 1:
        return texts[0]
    half = len(texts) // 2
    return Concat(_joined(texts[:half]), Value("\n"), _joined(texts[half:]), output_field=TextField())


def _order(model: type[Model], query: Query, paths: Paths) -> list[OrderBy]:
    keys = [_key(model, query.shape.column(name), paths[name], descending=down) for name, down in query.sort]
    tie = F(paths[query.shape.identity]).asc()
    return [*keys, tie, F("pk").asc()]


def _key(model: type[Model], column: Column, path: str, *, descending: bool) -> OrderBy:
    """Return one key of the order. What is never unknown says nothing of unknown ones: with them, PostgreSQL passes its index by."""
    expression: Any = F(path)
    if column.kind == "choice" and column.choices:
        ranks = [When(**{path: value}, then=rank) for rank, (value, _) in enumerate(column.choices)]
        expression = Case(*ranks, default=len(ranks), output_field=IntegerField())
    elif column.kind in {"text", "choice", "list"}:
        expression = Fold(Cast(path, TextField()))
    certain = isinstance(expression, F) and _is_never_unknown(model, path)
    return OrderBy(expression, descending=descending, nulls_last=None if certain else True)


def _is_never_unknown(model: type[Model], path: str) -> bool:
    """Is a column of the table itself, and may it not be empty? Of one that a query reckons nobody can say."""
    try:
        return "__" not in path and not _field(model, path).null
    except FieldDoesNotExist:
        return False


def _field(model: Any, path: str) -> Any:
    *relations, last = path.split("__")
    for name in relations:
        model = model._meta.get_field(name).related_model  # noqa: SLF001 - Django's public API, for all its underscore
    return model._meta.get_field(last)  # noqa: SLF001 - the same
