"""Write a list to a file: exactly the rows, columns and order that the reader sees.

CSV has machine names and is the same in both languages; XLSX has the reader's words.
Both can be imported again. JSON is raw, and says in `meta` what it is.
"""

import io
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl

from baluarte.core.ground.moments import iso
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Language, Text
from baluarte.formats.tabular.cells import as_text, guarded, plain

if TYPE_CHECKING:
    from baluarte.core.ground.query import Query

Meta = Mapping[str, str | int]
_LABEL = Column("tlp", Text("Etiqueta", "Label"))


def file_name(shape: Shape, query: "Query", day: date, ext: str) -> str:
    """Return the name of an export: list, day, query hash. Made of our words alone, never of a user's.

    The same list on the same day with the same filter has the same name.
    """
    return f"{shape.name}_{day.isoformat()}_{query.hash()}.{ext}"


def meta_of(rows: Rows, made_at: datetime, **more: str | int) -> dict[str, str | int]:
    """Return what every export says about itself: list, filter, time, label, counts."""
    return {
        "list": rows.query.shape.name,
        "made_at": iso(made_at),
        "filter": "&".join(f"{key}={value}" for key, value in rows.query.pairs),
        "query_hash": rows.query.hash(),
        "tlp": rows.label,
        "count": rows.table.height,
        "total": rows.total,
        **more,
    }


def columns_of(rows: Rows) -> tuple[Column, ...]:
    """Return the columns of an export: those on screen, and the label as the last."""
    shape = rows.query.shape
    shown = [shape.column(name) for name in rows.query.columns if name != _LABEL.name]
    return (*shown, shape.column(_LABEL.name) if _LABEL.name in shape.names else _LABEL)


def table_of(rows: Rows) -> pl.DataFrame:
    """Return the rows with the columns of the export, the label filled in."""
    table = rows.table if _LABEL.name in rows.table.columns else rows.table.with_columns(pl.lit(rows.label).alias(_LABEL.name))
    return table.select(column.name for column in columns_of(rows))


def heading(column: Column) -> str:
    """Return the machine name of a column as CSV writes it: a time says that it is UTC."""
    return f"{column.name}_utc" if column.kind == "moment" else column.name


def to_csv(rows: Rows, language: Language = "es", *, bom: bool = True, raw: bool = False) -> bytes:
    """Return the list as CSV (RFC 4180, UTF-8 with its mark). `raw` leaves formula cells unguarded.

    The language is taken for symmetry with XLSX and changes nothing: header and values
    are machine words in both.
    """
    del language
    columns, table = columns_of(rows), table_of(rows)
    texts = table.select(as_text(column, table.schema[column.name]) for column in columns)
    if not raw:
        texts = texts.with_columns(guarded(column.name) for column in columns if not table.schema[column.name].is_numeric())
    return write_csv(texts.rename({column.name: heading(column) for column in columns}), bom=bom)


def write_csv(texts: pl.DataFrame, *, bom: bool = True) -> bytes:
    """Return a table of texts as CSV with CRLF line ends."""
    buffer = io.BytesIO()
    texts.write_csv(buffer, include_bom=bom, line_terminator="\r\n", quote_style="necessary")
    return buffer.getvalue()


def to_json(rows: Rows, meta: Meta) -> bytes:
    """Return the list as one JSON object: `meta`, then `rows` under machine names."""
    records = list(_records(rows))
    return json.dumps({"meta": dict(meta), "rows": records}, ensure_ascii=False, allow_nan=False, indent=1).encode() + b"\n"


def to_jsonl(rows: Rows) -> bytes:
    """Return the list as JSON Lines, one row a line."""
    return b"".join(json.dumps(record, ensure_ascii=False, allow_nan=False).encode() + b"\n" for record in _records(rows))


def _records(rows: Rows) -> Iterator[dict[str, object]]:
    for record in table_of(rows).iter_rows(named=True):
        yield {name: [plain(one) for one in value] if isinstance(value, list) else plain(value) for name, value in record.items()}
