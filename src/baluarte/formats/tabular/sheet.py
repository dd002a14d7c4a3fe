"""Read the data sheet of a workbook as text, within limits that a hostile file cannot cross."""

import io
import zipfile

import fastexcel
import polars as pl

from baluarte.core.errors import Unusable
from baluarte.formats.tabular.workbook import README

MOST_UNPACKED = 1 << 28
WIDEST_RATIO = 200


def read_sheet(data: bytes) -> tuple[tuple[str, ...], pl.DataFrame]:
    """Return the header and the rows below it as text, blank rows included as nulls.

    The data sheet is the first one that is not our own cover sheet. Raises `Unusable`.
    """
    _refuse_bomb(data)
    try:
        book = fastexcel.read_excel(data)
        name = next((name for name in book.sheet_names if name != README), book.sheet_names[0])
        table = book.load_sheet(name, header_row=None, dtypes="string").to_polars()
    except Exception as wrong:
        raise _not_a_workbook() from wrong
    if not table.height or not table.width:
        raise Unusable("file.empty", "The sheet holds nothing.", "A list has at least its header.", "Export it again.")
    table = table.select(pl.all().cast(pl.String))
    return tuple((value or "").strip() for value in table.row(0)), table.slice(1)


def _refuse_bomb(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            unpacked = sum(entry.file_size for entry in book.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError) as wrong:
        raise _not_a_workbook() from wrong
    if unpacked > MOST_UNPACKED or unpacked > WIDEST_RATIO * max(len(data), 1):
        raise Unusable(
            "file.too-large", "The workbook unpacks to too much.", "At most 256 MiB, and 200 times its size.", "Send a CSV instead."
        )


def _not_a_workbook() -> Unusable:
    return Unusable("file.not-this-format", "This is not a workbook that can be read.", "XLSX is read.", "Save it as XLSX or CSV again.")
