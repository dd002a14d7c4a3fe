"""Write a list as a workbook: words in the reader's language, typed days, times and numbers.

The first sheet says what the file is. Text cells are typed as text and guarded, so that
a formula from a feed stays a text here and in whatever program opens it next.
"""

import io
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Column
from baluarte.core.ground.text import Language, Text
from baluarte.formats.tabular.cells import JOIN, guard
from baluarte.formats.tabular.export import Meta, columns_of, table_of

README = "Léeme · Readme"  # a sheet may not be named with a slash
MOST_ROWS = 1_048_576  # of a sheet, its header included: a limit of the format
LONGEST_CELL = 32_767  # letters, likewise
_MISSING = Text(
    "Faltan {count} renglones: una hoja no admite más. Descargue el CSV.",
    "{count} rows are missing: a sheet holds no more. Download the CSV.",
)
_WORDS = {
    "list": Text("Lista", "List"),
    "made_at": Text("Generado (UTC)", "Made (UTC)"),
    "filter": Text("Filtro", "Filter"),
    "query_hash": Text("Huella de la consulta", "Query hash"),
    "tlp": Text("Etiqueta (TLP)", "Label (TLP)"),
    "licence": Text("Licencia", "Licence"),
    "folio": Text("Folio", "Reference"),
    "count": Text("Renglones en este archivo", "Rows in this file"),
    "total": Text("Renglones en total", "Rows in all"),
}


def to_xlsx(rows: Rows, language: Language, meta: Meta, *, most: int = MOST_ROWS) -> bytes:
    """Return the list as a workbook whose data sheet can be imported again."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": 'yyyy-mm-dd"T"hh:mm:ss"Z"'}),
    }
    _readme(book.add_worksheet(README), rows, language, meta)
    sheet = book.add_worksheet(rows.query.shape.title.in_(language)[:31])
    sheet.activate()
    _data(sheet, rows, language, formats, most)
    book.close()
    return buffer.getvalue()


def label(column: Column, language: Language) -> str:
    """Return the heading of a column in the reader's words; a time says that it is UTC."""
    words = column.label.in_(language)
    return f"{words} (UTC)" if column.kind == "moment" else words


def _readme(sheet: Any, rows: Rows, language: Language, meta: Meta) -> None:
    other: Language = "en" if language == "es" else "es"
    title = rows.query.shape.title
    sheet.write_string(0, 0, f"{title.in_(language)} / {title.in_(other)}")
    facts = {"tlp": rows.label, **meta}
    for line, (name, value) in enumerate(facts.items(), 2):
        words = _WORDS.get(name, Text(name, name))
        sheet.write_string(line, 0, f"{words.in_(language)} / {words.in_(other)}")
        sheet.write_string(line, 1, guard(str(value)))
    for line, note in enumerate(rows.notes, 3 + len(facts)):
        sheet.write_string(line, 0, guard(note.in_(language)))
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, 1, 60)


def _data(sheet: Any, rows: Rows, language: Language, formats: dict[str, Any], most: int) -> None:
    columns, table = columns_of(rows), table_of(rows)
    missing = max(rows.total - table.height, 0)
    room = most - 1 if table.height + bool(missing) < most else most - 2
    missing += max(table.height - room, 0)
    written = min(table.height, room)
    for number, column in enumerate(columns):
        sheet.write_string(0, number, label(column, language), formats["head"])
    for line, values in enumerate(table.head(written).iter_rows(), 1):
        for number, value in enumerate(values):
            _write(sheet, line, number, value, formats)
    if missing:
        said = _MISSING.in_(language).format(count=missing)
        sheet.write_comment(0, 0, said)
        sheet.write_string(written + 1, 0, said)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(written, 1), len(columns) - 1)
    sheet.set_column(0, len(columns) - 1, 18)


def _write(sheet: Any, line: int, number: int, value: object, formats: dict[str, Any]) -> None:
    match value:
        case None:
            pass
        case bool():
            sheet.write_string(line, number, "yes" if value else "no")
        case int() | float():
            sheet.write_number(line, number, value)
        case datetime():
            naive = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
            sheet.write_datetime(line, number, naive, formats["moment"])
        case date():
            sheet.write_datetime(line, number, value, formats["day"])
        case list():
            sheet.write_string(line, number, guard(JOIN.join(str(one) for one in value))[:LONGEST_CELL])
        case _:
            sheet.write_string(line, number, guard(str(value))[:LONGEST_CELL])
