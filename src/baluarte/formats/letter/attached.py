"""The files that go with a letter: its findings, every row and every column, as CSV and as JSON.

A country has thousands of letters a morning, each with few rows. Their cells are written
here one by one, as `formats.tabular` writes whole columns; a test holds both to the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import polars as pl

from baluarte.core.ground.moments import iso
from baluarte.core.ground.query import Filter, Query
from baluarte.core.ground.rows import Rows
from baluarte.core.warning.lists import FINDINGS
from baluarte.core.warning.notice import Notice
from baluarte.formats import tabular
from baluarte.formats.tabular.export import columns_of, heading, table_of

MOST_BYTES = 5 * 1024 * 1024  # of all files together; above it a mail may be refused on the way
FEW = 200  # rows up to which cells are written one by one
_WRITTEN = frozenset({pl.String, pl.Null, pl.List, pl.Date, pl.Datetime, pl.Boolean, pl.Int32, pl.Int64, pl.UInt32, pl.UInt64})
_QUOTED = frozenset('",\r\n')

Attachment = tuple[str, str, bytes]  # file name, media type, bytes


@dataclass(frozen=True)
class Files:
    """The files of a notice: those that travel with the mail, and those that are too large and wait to be fetched."""

    attached: tuple[Attachment, ...] = ()
    waiting: tuple[Attachment, ...] = ()


def files_of(notice: Notice) -> Files:
    """Return the findings of a notice as two files that hold the same rows."""
    if not notice.findings.height:
        return Files()
    rows = rows_of(notice)
    day = notice.made_at.date()
    meta = tabular.meta_of(rows, notice.made_at, folio=notice.folio, organisation=notice.organisation.slug)
    files = (
        (tabular.file_name(FINDINGS, rows.query, day, "csv"), "text/csv", to_csv(rows)),
        (tabular.file_name(FINDINGS, rows.query, day, "json"), "application/json", tabular.to_json(rows, meta)),
    )
    return Files(attached=files) if sum(len(content) for _, _, content in files) <= MOST_BYTES else Files(waiting=files)


def rows_of(notice: Notice) -> Rows:
    """Return the findings of a notice as the list it is on the portal, all columns, in the order of the letter."""
    slug = notice.organisation.slug
    asked = Query(FINDINGS, filters=(Filter("organisation", "is", (slug,)),), columns=FINDINGS.names, pairs=(("organisation", slug),))
    whole = replace(asked, columns=tuple(name for name in FINDINGS.names if name in notice.findings.columns))
    table = pl.DataFrame([notice.findings.get_column(name) for name in whole.columns])
    return Rows(whole, table, table.height, label=notice.label)


def to_csv(rows: Rows) -> bytes:
    """Return the list as CSV, the same bytes as `tabular.to_csv`, quickly where there are few rows."""
    table = (
        pl.DataFrame([rows.table.get_column(column.name) for column in columns_of(rows)]) if "tlp" in rows.table.columns else table_of(rows)
    )
    if table.height > FEW or not all(kind.base_type() in _WRITTEN for kind in table.dtypes):
        return tabular.to_csv(rows)
    lines = [",".join(heading(column) for column in columns_of(rows)), *_lines(table)]
    return "\ufeff".encode() + "".join(f"{line}\r\n" for line in lines).encode()


def _lines(table: pl.DataFrame) -> Iterator[str]:
    for row in table.iter_rows():
        yield ",".join(_cell(value) for value in row)


def _cell(value: object) -> str:
    if value is None:
        return '""'  # as the library writes an empty text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return iso(value)
    text = value.isoformat() if isinstance(value, date) else tabular.guard(_joined(value))
    return '"' + text.replace('"', '""') + '"' if not text or not _QUOTED.isdisjoint(text) else text


def _joined(value: object) -> str:
    return ";".join(str(one) for one in value if one is not None) if isinstance(value, list) else str(value)
