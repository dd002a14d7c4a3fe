"""Marks and access records, as lists."""

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.tables import table_of
from baluarte.store.ground.narrow import narrow
from baluarte.store.ledger.models import AccessRecord, Mark


def marks(query: Query) -> Rows:
    """Return the marks of changes that a query asks for."""
    return _rows(Mark.objects.all(), query)


def access(query: Query) -> Rows:
    """Return the access records that a query asks for."""
    return _rows(AccessRecord.objects.all(), query)


def _rows(rows: QuerySet[Any], query: Query) -> Rows:
    paths: Mapping[str, str] = {name: name for name in query.shape.names}
    found = narrow(rows, query, paths)
    page = found.values(*query.shape.names)[query.offset : query.offset + query.per]
    return Rows(query, table_of(query.shape, page), found.count())
