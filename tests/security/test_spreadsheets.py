"""No cell of any export is a formula: every list, every column, every kind of value, joined lists, headings and names."""

import csv
import importlib
import io
import pkgutil
import re
import zipfile
from datetime import UTC, date, datetime

import polars as pl
import pytest

import baluarte.core
from baluarte.core.ground.query import read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Shape
from baluarte.formats.tabular import file_name, meta_of, to_csv, to_xlsx

NOW = datetime(2026, 3, 5, tzinfo=UTC)
FORMULAS = (
    "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1", " =1", "\u200b=1", "\ufeff=1", "\u00a0=1", "＝1", "＋1", "－1", "＠x", "'=1",
    "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example","x")', "%0A=1", "\u2028=1", '=DDE("a")',
)  # fmt: skip
RUNS = re.compile("[ \u00a0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]*[=+\\-@\t\r\n＝＋－＠]")


def shapes() -> dict[str, Shape]:
    """Return every list that the program has."""
    found = {}
    for module in pkgutil.walk_packages(baluarte.core.__path__, "baluarte.core."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, Shape):
                found[value.name] = value
    return found


SHAPES = shapes()


def rows_of(shape: Shape, text: str) -> Rows:
    """Return a row whose every text is the same, and whose numbers are below zero."""
    values = {
        "number": [-7],
        "moment": [NOW],
        "day": [date(2026, 3, 5)],
        "flag": [True],
        "list": [[text, text]],
    }
    columns = {column.name: values.get(column.kind, [text]) for column in shape.columns}
    query = read_query((("cols", ",".join(shape.names)),), shape, NOW)
    return Rows(query, pl.DataFrame(columns), 1)


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_no_cell_of_a_csv_runs(name):
    for text in FORMULAS:
        written = to_csv(rows_of(SHAPES[name], text)).decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(written, newline="")))

        assert len(lines) == 2
        assert [cell for line in lines for cell in line if RUNS.match(cell) and cell != "-7"] == []


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_no_cell_of_a_workbook_is_a_formula_or_a_link(name):
    for text in FORMULAS[::4]:
        rows = rows_of(SHAPES[name], text)
        with zipfile.ZipFile(io.BytesIO(to_xlsx(rows, "es", meta_of(rows, NOW)))) as book:
            sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
            names = book.namelist()
            texts = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in names else ""

        assert not any("<f>" in sheet or "<f " in sheet or "<hyperlink" in sheet for sheet in sheets)
        assert not any("externalLink" in one or "vbaProject" in one for one in names)
        assert [cell for cell in re.findall(r"<t[^>]*>([^<]*)</t>", texts) if RUNS.match(cell)] == []


def test_the_name_of_a_file_holds_words_of_ours_alone():
    for shape in SHAPES.values():
        query = read_query((), shape, NOW)

        assert re.fullmatch(r"[a-z][a-z_-]*_2026-03-05_[0-9a-f]+\.csv", file_name(shape, query, NOW.date(), "csv"))


def test_there_are_lists():
    assert len(SHAPES) > 10
