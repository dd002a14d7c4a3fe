"""Read a list back: what an export wrote, or what a person made like it.

Headers may be machine names or the words of either language. Values stay text; the
room that owns the list judges them, row by row, with the line each came from.
"""

import difflib
import io
from collections.abc import Iterable

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, ROW, no_rejects
from baluarte.core.ground.shape import Column, Shape
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.formats.tabular.cells import JOIN, unguard
from baluarte.formats.tabular.dialect import Dialect
from baluarte.formats.tabular.export import heading
from baluarte.formats.tabular.reader import open_table
from baluarte.formats.tabular.sheet import read_sheet
from baluarte.formats.tabular.workbook import label

_ZIP = b"PK\x03\x04"


def read_table(file_name: str, data: bytes, shape: Shape) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return (rows as text under machine names with `#line`, rows that could not be read).

    Columns the file lacks are absent from the table; a column the list does not have
    is refused, since ignoring it would lose what somebody typed. Raises `Unusable`.
    """
    raw = data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{")
    if data.startswith(_ZIP) or file_name.lower().endswith((".xlsx", ".xlsm")):
        header, table, rejects = _from_workbook(data)
    elif raw:
        header, table, rejects = _from_json(data)
    else:
        header, table, rejects = _from_csv(data)
    names = _machine_names(header, shape)
    kept = {old: new for old, new in zip(header, names, strict=True) if new}
    table = table.select(*kept, LINE).rename(kept)
    # A cell may have been guarded from spreadsheets; JSON is raw, and an apostrophe there is an apostrophe.
    texts = [] if raw else [pl.col(name).map_elements(unguard, pl.String, skip_nulls=True) for name in kept.values()]
    return table.with_columns(texts).with_columns(_days(shape, kept.values())), rejects


def _from_csv(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame, pl.DataFrame]:
    reading = open_table(io.BytesIO(data), Dialect(delimiter=""))
    slices = list(reading.slices())
    empty = pl.DataFrame(schema=dict.fromkeys(reading.names, pl.String) | {ROW: pl.UInt32, LINE: pl.UInt32})
    table = pl.concat([empty, *(one.table for one in slices)])
    rejects = pl.concat([no_rejects(), *(one.rejects for one in slices)])
    return reading.names, table, rejects


def _from_workbook(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame, pl.DataFrame]:
    header, table = read_sheet(data)
    width = max((number for number, name in enumerate(header, 1) if name), default=0)
    header = header[:width]
    if not width or len(set(header)) < width:
        raise Unusable("csv.header-twice", "A heading is empty or stands twice.", "Columns are read by name.", "Name each column once.")
    table = table.select(table.columns[:width]).rename(dict(zip(table.columns[:width], header, strict=True)))
    table = table.with_columns(pl.int_range(2, table.height + 2, dtype=pl.UInt32).alias(LINE))
    return header, table.filter(~pl.all_horizontal(pl.col(header).is_null())).with_columns(pl.col(header).fill_null("")), no_rejects()


def _from_json(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame, pl.DataFrame]:
    """Read what the export as JSON wrote: its `rows`, each value as the text that CSV holds."""
    try:
        rows = load_strict(data)["rows"]
        told = [{name: _cell(value) for name, value in row.items()} for row in rows]
    except (Bad, KeyError, TypeError, AttributeError):
        raise Unusable(
            "list.json", "The file is no list as JSON.", "An export is one object with 'rows'.", "Send the file as it was exported."
        ) from None
    header = tuple(dict.fromkeys(name for row in told for name in row))
    columns = {name: pl.Series([row.get(name, "") for row in told], dtype=pl.String) for name in header}
    table = pl.DataFrame(columns).with_columns(pl.Series(LINE, range(1, len(told) + 1), pl.UInt32))
    return header, table, no_rejects()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return JOIN.join(map(str, value)) if isinstance(value, list) else str(value)


def _machine_names(header: Iterable[str], shape: Shape) -> list[str]:
    """Return the column of the list for each heading, empty for the label of a list that has none."""
    known = {word.casefold(): column.name for column in shape.columns for word in _words(column)}
    names: list[str] = []
    for head in header:
        name = known.get(head.strip().casefold(), "")
        if not name and head.strip().casefold() not in {"tlp", "etiqueta", "label"}:
            near = difflib.get_close_matches(head, shape.names, 1)
            raise Unusable(
                "csv.header",
                f"{head!r} is not a column of {shape.name}.",
                f"Columns are read by name: {', '.join(shape.names)}.",
                f"Did you mean {near[0]!r}?" if near else "Rename or remove the column.",
            )
        if name and name in names:
            raise Unusable("csv.header-twice", f"{name} stands twice.", "Columns are read by name.", "Remove one of them.")
        names.append(name)
    return names


def _words(column: Column) -> tuple[str, ...]:
    return column.name, heading(column), column.label.es, column.label.en, label(column, "es"), label(column, "en")


def _days(shape: Shape, names: Iterable[str]) -> list[pl.Expr]:
    """Return typed days of a workbook as days again: its reader hands them out with a midnight."""
    days = [name for name in names if shape.column(name).kind == "day"]
    return [pl.col(name).str.replace(r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]00:00:00(?:\.0+)?$", "$1") for name in days]
