"""Try to work out the hidden cells of a published file, as an outsider would; the file is all there is.

Two forms are read: the published object (JSON) and a table of cells (CSV with `by`, `part`,
`class`, `findings`, where an empty count is a hidden one and `*` is a sum).
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from baluarte.core.errors import Unusable
from baluarte.core.measures.hiding.solve import Sum, bounds, exactly
from baluarte.core.measures.hiding.suppress import CONTRIBUTORS

ALL = "*"
_COLUMNS = {"by", "part", "class", "findings"}


@dataclass(frozen=True)
class Attack:
    """How many cells a file has, how many are hidden, and one sentence for each that is given away."""

    cells: int
    hidden: int
    found: tuple[str, ...]


def attack(data: bytes) -> Attack:
    """Solve everything that is published together, or raise `Unusable` where the file is of neither form."""
    cells: dict[str, int | None] = {}
    lines: dict[str, list[tuple[str, str]]] = {}
    for by, part, column, value in _read(data):
        cells[_name(by, part, column)] = value
        lines.setdefault(by, []).append((part, column))
    sums = [one for by, pairs in lines.items() for one in _sums(by, pairs)]
    known, found = exactly(cells, sums), bounds(cells, sums)
    told = [f"{name} is {value}." for name, value in known.items()]
    told += [
        f"{name} lies from {bound.low} to {bound.high}."
        for name, bound in found.items()
        if name not in known and bound.high is not None and bound.high - bound.low < CONTRIBUTORS
    ]
    return Attack(len(cells), len(found), tuple(told))


def _sums(by: str, pairs: list[tuple[str, str]]) -> Iterator[Sum]:
    parts = sorted({part for part, _ in pairs} - {ALL})
    columns = sorted({column for _, column in pairs} - {ALL})
    for part in (*parts, ALL):
        yield Sum(_name(by, part, ALL), tuple(_name(by, part, column) for column in columns))
    for column in (*columns, ALL):
        yield Sum(_name(by, ALL, column), tuple(_name(by, part, column) for part in parts))


def _name(by: str, part: str, column: str) -> str:
    return f"{ALL}|{column}" if part == ALL else f"{by}={part}|{column}"


def _read(data: bytes) -> Iterable[tuple[str, str, str, int | None]]:
    try:
        text = data.decode("utf-8-sig")
        return list(_of_object(json.loads(text)) if text.lstrip().startswith("{") else _of_table(text))
    except (ValueError, KeyError, TypeError):
        raise Unusable(
            "statistics.form",
            "The file is no published table.",
            "It is neither the published object nor a table with by, part, class and findings.",
            "Download it again from the page of figures.",
        ) from None


def _of_object(told: Any) -> Iterator[tuple[str, str, str, int | None]]:
    for table in told["picture"]:
        for cell in table["cells"]:
            yield table["rows"], cell[table["rows"]], cell[table["columns"]], cell["findings"]


def _of_table(text: str) -> Iterator[tuple[str, str, str, int | None]]:
    rows = csv.DictReader(io.StringIO(text))
    if not set(rows.fieldnames or ()) >= _COLUMNS:
        raise ValueError
    for row in rows:
        yield row["by"], row["part"], row["class"], int(row["findings"]) if row["findings"] else None
