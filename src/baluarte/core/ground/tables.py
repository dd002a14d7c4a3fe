"""Tables of a list: every column of its shape, typed by its kind."""

from collections.abc import Iterable, Mapping

import polars as pl

from baluarte.core.ground.shape import ColumnKind, Shape

TYPES: dict[ColumnKind, pl.DataType] = {
    "text": pl.String(),
    "choice": pl.String(),
    "number": pl.Int64(),
    "moment": pl.Datetime("us", "UTC"),
    "day": pl.Date(),
    "flag": pl.Boolean(),
    "list": pl.List(pl.String()),
}


def table_of(shape: Shape, records: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """Return records as a table with every column of the shape, in its order.

    A record may hold more than the shape shows; a column it lacks is a mistake of the caller.
    """
    kept = list(records)
    columns = [
        pl.Series(column.name, [record[column.name] for record in kept], dtype=TYPES[column.kind], strict=True) for column in shape.columns
    ]
    return pl.DataFrame(columns)
