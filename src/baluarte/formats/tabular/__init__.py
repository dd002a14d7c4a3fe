"""Delimited tables: read strictly in two speeds, and written so that a spreadsheet cannot be tricked."""

from baluarte.formats.tabular.dialect import Dialect
from baluarte.formats.tabular.reader import Table, open_table

__all__ = ["Dialect", "Table", "open_table"]
