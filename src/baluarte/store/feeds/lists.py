"""The lists of feeds, from a query to a table."""

from typing import Any

import polars as pl

from baluarte.core.feeds.lists import DELIVERIES, QUARANTINE
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Shape
from baluarte.store.feeds.models import DeliveryRow, QuarantineRow
from baluarte.store.ground.narrow import narrow, window

_KINDS: dict[str, pl.DataType] = {"number": pl.Int64(), "moment": pl.Datetime("us", "UTC"), "day": pl.Date(), "list": pl.List(pl.String())}
_DELIVERY = {name: name for name in DELIVERIES.names}
_QUARANTINE = {name: name for name in QUARANTINE.names} | {"delivery": "delivery_id", "raw": "shown"}


def deliveries(query: Query) -> Rows:
    """Return the deliveries a query asks for."""
    page, total = window(narrow(DeliveryRow.objects.all(), query, _DELIVERY), query)
    return Rows(query, table(query, [{name: getattr(row, name) for name in _DELIVERY} for row in page]), total)


def quarantine(query: Query) -> Rows:
    """Return the rows set aside that a query asks for; their bytes as text, with what is no text escaped."""
    page, total = window(narrow(QuarantineRow.objects.defer("raw"), query, _QUARANTINE), query)
    return Rows(query, table(query, [{name: getattr(row, path) for name, path in _QUARANTINE.items()} for row in page]), total)


def table(query: Query, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a table that holds every column of the list."""
    return pl.DataFrame(rows, schema=schema_of(query.shape))


def schema_of(shape: Shape) -> dict[str, pl.DataType]:
    """Return the types of a list's columns."""
    return {column.name: _KINDS.get(column.kind, pl.String()) for column in shape.columns}
