"""Delimited tables: read strictly in two speeds, and written so that a spreadsheet cannot be tricked."""

from baluarte.formats.tabular.blocks import Source
from baluarte.formats.tabular.cells import guard, unguard
from baluarte.formats.tabular.dialect import Dialect
from baluarte.formats.tabular.export import file_name, meta_of, to_csv, to_json, to_jsonl, write_csv
from baluarte.formats.tabular.imports import read_table
from baluarte.formats.tabular.jsonrows import JsonTable, open_json_rows
from baluarte.formats.tabular.names import Names, check_required, unknown_report
from baluarte.formats.tabular.reader import Table, open_table, reading_of
from baluarte.formats.tabular.sheet import read_sheet
from baluarte.formats.tabular.workbook import to_xlsx

__all__ = [
    "Dialect",
    "JsonTable",
    "Names",
    "Source",
    "Table",
    "check_required",
    "file_name",
    "guard",
    "meta_of",
    "open_json_rows",
    "open_table",
    "read_sheet",
    "read_table",
    "reading_of",
    "to_csv",
    "to_json",
    "to_jsonl",
    "to_xlsx",
    "unguard",
    "unknown_report",
    "write_csv",
]
