"""The national picture: living findings, counted two ways at once, with their sums.

For the team it is complete; for the public `suppress` decides over all of its tables together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.measures.hiding.solve import Sum
from baluarte.core.measures.hiding.suppress import Cell, suppress

ALL = "*"
# What is counted against what. They share the sums over classes, so they are judged together.
CROSSINGS = (("sector", "class"), ("territory", "class"))
LIVING = ("open", "acknowledged", "fix-claimed", "came-back", "accepted", "dispute")


@dataclass(frozen=True)
class Crossing:
    """One table: a value for each row and column; None is hidden. `*` is the sum."""

    rows: str
    columns: str
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    values: Mapping[tuple[str, str], int | None]

    def to_dict(self) -> dict[str, object]:
        """Return plain values: a list of cells, as a program reads them."""
        cells = [
            {self.rows: row, self.columns: column, "findings": self.values[row, column]}
            for row in (*self.row_names, ALL)
            for column in (*self.column_names, ALL)
        ]
        return {"rows": self.rows, "columns": self.columns, "cells": cells}


STANDING_SCHEMA = pl.Schema(
    {"organisation": pl.String(), "sector": pl.String(), "territory": pl.String(), "type": pl.String(), "findings": pl.Int64()}
)


def picture(standing: pl.DataFrame, *, public: bool) -> tuple[Crossing, ...]:
    """Return every table of the national picture; for the public, small cells and what gives them away are hidden.

    `standing` (`STANDING_SCHEMA`) has a row for each organisation and type of finding.
    """
    classes = {code: kind.group for code, kind in incident_types().items()}
    classed = standing.with_columns(pl.col("type").replace_strict(classes, default="other", return_dtype=pl.String).alias("class"))
    tables = [_count(classed, rows, columns) for rows, columns in CROSSINGS]
    cells: dict[str, Cell] = {}
    for table in tables:
        cells |= table.cells
    sums = [one for table in tables for one in table.sums]
    shown: Mapping[str, int | None] = suppress(cells, sums) if public else {name: cell.value for name, cell in cells.items()}
    return tuple(table.filled(shown) for table in tables)


@dataclass(frozen=True)
class _Counted:
    rows: str
    columns: str
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]
    cells: Mapping[str, Cell]
    sums: Sequence[Sum]

    def filled(self, shown: Mapping[str, int | None]) -> Crossing:
        values = {
            (row, column): shown[_name(self.rows, row, column)] for row in (*self.row_names, ALL) for column in (*self.column_names, ALL)
        }
        return Crossing(self.rows, self.columns, self.row_names, self.column_names, values)


def _count(standing: pl.DataFrame, rows: str, columns: str) -> _Counted:
    row_names = tuple(sorted(standing[rows].unique().to_list()))
    column_names = tuple(sorted(standing[columns].unique().to_list()))
    found = {_name(rows, row, column): Cell(0, 0, 0) for row in (*row_names, ALL) for column in (*column_names, ALL)}
    for by in ([rows, columns], [rows], [columns], []):
        for row in _cells(standing, by).to_dicts():
            name = _name(rows, row.get(rows, ALL), row.get(columns, ALL))
            found[name] = Cell(row["value"], row["contributors"], row["largest"])
    across = [Sum(_name(rows, row, ALL), tuple(_name(rows, row, column) for column in column_names)) for row in (*row_names, ALL)]
    down = [Sum(_name(rows, ALL, column), tuple(_name(rows, row, column) for row in row_names)) for column in (*column_names, ALL)]
    return _Counted(rows, columns, row_names, column_names, found, [*across, *down])


def _cells(standing: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    one = standing.group_by([*by, "organisation"]).agg(made=pl.col("findings").sum())
    counted = [pl.col("made").sum().alias("value"), pl.len().cast(pl.Int64).alias("contributors"), pl.col("made").max().alias("largest")]
    if by:
        return one.group_by(by).agg(counted)
    return one.select(counted).filter(pl.col("contributors") > 0)


def _name(rows: str, row: str, column: str) -> str:
    """Name a cell; a sum over all rows has one name in every table, because it is one number."""
    return f"{ALL}|{column}" if row == ALL else f"{rows}={row}|{column}"
