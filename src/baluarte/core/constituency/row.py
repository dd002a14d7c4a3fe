"""One row of a list that somebody sent: its cells, and what is wrong with it in words.

A bad row among good ones is no error: it goes back to its sender in a sheet with
`line, column, value, code, what, fix`, and the good rows are kept.
"""

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import NoReturn

import polars as pl

from baluarte.core.ground.fold import fold
from baluarte.core.ground.text import Language, Text

SHEET_SCHEMA = pl.Schema(
    {"line": pl.UInt32(), "column": pl.String(), "value": pl.String(), "code": pl.String(), "what": pl.String(), "fix": pl.String()},
)
LINE = "#line"
LONGEST = 200  # letters of a text, and of a value that is shown back
Choices = Sequence[tuple[str, Text]]
# A spreadsheet adds midnight to a day; nothing else may stand behind it.
_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ]00:00:00(?:\.0+)?)?", re.ASCII)
_PLAIN = rf"^(?:[!-~](?:[ -~]{{0,{LONGEST - 2}}}[!-~])?)?$"  # nothing to compose, to trim or to refuse
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


@dataclass(frozen=True)
class RowProblem:
    """One row that was refused, or taken with a note. `near` is the known value that it may have meant."""

    line: int
    column: str
    value: str
    code: str
    near: str = ""


class RowRefused(Exception):
    """Ends the reading of one row; it never leaves the reader of the list."""

    def __init__(self, problem: RowProblem) -> None:
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True)
class Cells:
    """The cells of one row. A column that the file lacks gives what was `kept`: the value that stands, or the default."""

    record: Mapping[str, str]
    line: int
    plain: frozenset[str] = frozenset()  # columns whose every cell is short, trimmed and printable ASCII

    def refuse(self, column: str, code: str, near: str = "") -> NoReturn:
        """Refuse the row for this cell."""
        raise RowRefused(RowProblem(self.line, column, self.record.get(column) or "", code, near))

    def has(self, column: str) -> bool:
        """Does the file have this column at all?"""
        return column in self.record

    def needed(self, column: str) -> str:
        """Return a cell that no row may lack."""
        return self.text(column) or self.refuse(column, "row.missing")

    def text(self, column: str, kept: str = "", *, most: int = LONGEST) -> str:
        """Return a cell of one line, composed and trimmed."""
        if not self.has(column):
            return kept
        if column in self.plain:
            return self.record[column] or ""
        value = unicodedata.normalize("NFC", self.record[column] or "").strip()
        if len(value) > most:
            self.refuse(column, "row.too-long")
        if _CONTROL.search(value):
            self.refuse(column, "row.odd-characters")
        return value

    def choice(self, column: str, choices: Choices, kept: str, code: str = "row.not-a-choice") -> str:
        """Return one of the values of a closed list, written as its code or as its words in either language."""
        value = self.text(column)
        if not value:
            return kept
        if any(value == code for code, _ in choices):
            return value
        known = [code for code, _ in choices if code]
        meant = {code for code, words in choices if fold(value) in {code, fold(words.es), fold(words.en)}}
        if len(meant) == 1:
            return meant.pop()
        self.refuse(column, code, near=(difflib.get_close_matches(fold(value), known, 1) or [""])[0])

    def day(self, column: str, kept: date | None) -> date | None:
        """Return a day; an empty cell is no day."""
        if not self.has(column):
            return kept
        value = self.text(column)
        if not value:
            return None
        form = _DAY.fullmatch(value)
        try:
            return date.fromisoformat(form[1]) if form else self.refuse(column, "row.day")
        except ValueError:
            self.refuse(column, "row.day")


def cells_of(table: pl.DataFrame) -> Iterable[Cells]:
    """Return the rows of a table of text whose column `#line` says where each stood."""
    names = [name for name in table.columns if not name.startswith("#")]
    plain = frozenset(name for name in names if table[name].fill_null("").str.contains(_PLAIN).all())
    for line, *values in table.select(LINE, *names).iter_rows():
        yield Cells(dict(zip(names, values, strict=True)), line, plain)


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("baluarte.core.constituency").joinpath("row_problems.toml").read_text("utf-8"))


def what_and_fix(code: str) -> tuple[Text, Text]:
    """Return the words of a code; an unknown one stands for itself, since a sheet must never fail.

    >>> what_and_fix("row.day")[1].en
    'Write it as 2026-03-01.'
    """
    words = _words().get(code)
    if words is None:
        return Text(code, code), Text("Corrija el valor.", "Correct the value.")
    return Text(words["what_es"], words["what_en"]), Text(words["fix_es"], words["fix_en"])


def sheet(problems: Iterable[RowProblem], language: Language = "en") -> pl.DataFrame:
    """Return problems as the table that their sender gets back, in the order of the lines."""
    rows = []
    for one in sorted(problems, key=lambda one: one.line):
        what, fix = what_and_fix(one.code)
        meant = Text(f" ¿Quiso decir «{one.near}»?", f" Did you mean “{one.near}”?").in_(language) if one.near else ""
        rows.append((one.line, one.column, one.value[:LONGEST], one.code, what.in_(language), fix.in_(language) + meant))
    return pl.DataFrame(rows, schema=SHEET_SCHEMA, orient="row")
