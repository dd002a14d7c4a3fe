"""Read the data sheet of a workbook as text, within limits that a hostile file cannot cross."""

import io
import re
import zipfile
import zlib

import fastexcel
import polars as pl

from baluarte.core.errors import Unusable
from baluarte.formats.tabular.workbook import README

MOST_COLUMNS, MOST_ROWS, MOST_CELLS = 16_384, 1_048_576, 1 << 24
# Where a row or a cell says that it stands; anything but plain letters and digits is refused.
_PLACE = re.compile(rb"""<(?:[A-Za-z0-9]+:)?(?:c|row)\s(?:[^<>]*?\s)?r\s*=\s*["']([^"'<>]*)["']""")
_CELL = re.compile(rb"([A-Z]{0,3})([0-9]{1,7})")
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
            if unpacked > MOST_UNPACKED or unpacked > WIDEST_RATIO * max(len(data), 1):
                raise _too_large("At most 256 MiB, and 200 times its size.")
            for entry in book.infolist():
                if entry.filename.lower().endswith(".xml") and "worksheets/" in entry.filename.lower():
                    _refuse_far_cells(book.read(entry))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, RuntimeError, zlib.error, EOFError) as wrong:
        raise _not_a_workbook() from wrong


def _refuse_far_cells(sheet: bytes) -> None:
    """Refuse a sheet whose cells lie so far apart that its reader would allocate without end.

    The reader makes room for every cell between the first and the farthest, and the
    process dies where there is not enough: one cell at XFD1048576 asks for half a terabyte.
    """
    widest, deepest = 1, 1
    for place in _PLACE.findall(sheet):
        found = _CELL.fullmatch(place)
        if found is None:
            raise _not_a_workbook()
        column = 0
        for letter in found[1]:
            column = column * 26 + letter - 64
        widest, deepest = max(widest, column), max(deepest, int(found[2]))
    if widest > MOST_COLUMNS or deepest > MOST_ROWS or widest * deepest > MOST_CELLS:
        raise _too_large(f"At most {MOST_CELLS:,} cells between the first and the farthest.")


def _too_large(why: str) -> Unusable:
    return Unusable("file.too-large", "The workbook unpacks to too much.", why, "Send a CSV instead.")


def _not_a_workbook() -> Unusable:
    return Unusable("file.not-this-format", "This is not a workbook that can be read.", "XLSX is read.", "Save it as XLSX or CSV again.")
