"""A file of every report type whose columns are last year's and this year's, mixed: nothing is lost.

The columns are those of our own table, both names where a thing was renamed, and those of the
official file where it is at hand; one that nobody knows yet stands among them.
"""

import io
import json
import random

import polars as pl
import pytest
from tests.formats.official import official
from tests.formats.test_corpus_values import NOW, OWNED

from baluarte.core.warning.deduplicate import Memory, nothing_known
from baluarte.core.warning.job import Terms, run
from baluarte.core.warning.match import build_index
from baluarte.formats.reports import open_report
from baluarte.formats.shadowserver import catalogue
from baluarte.formats.shadowserver.layouts import LAYOUTS

INDEX = build_index(OWNED)
NEXT_YEAR = "column_of_next_year"
ROWS = 5
REPORTS = sorted(catalogue().reports)
RENAMED = sorted({name for layout in LAYOUTS.values() for names in layout.roles.values() for name in names})


def value(column: str, number: int) -> str:
    """Return what a column of that name holds in a sound row."""
    if column == "timestamp":
        return f"2026-03-0{1 + number % 3} 1{number % 10}:00:00"
    if column.endswith("ip"):
        return f"192.0.2.{number + 1}"
    if column.endswith(("port", "asn")):
        return str(1000 + number)
    known = {
        "email": f"person{number}@clinic.example", "username": f"person{number}", "account": f"person{number}", "request": f"host{number}.clinic.example",
        "url": f"http://host{number}.clinic.example/a", "website": f"host{number}.clinic.example", "severity": "high", "protocol": "tcp",
    }  # fmt: skip
    return known.get(column, f"host{number}.clinic.example" if column.endswith("hostname") else f"{column} {number}")


def file(columns: list[str], numbers: range) -> bytes:
    lines = [",".join(columns)] + [",".join(f'"{value(column, number)}"' for column in columns) for number in numbers]
    return ("\n".join(lines) + "\n").encode()


def read(report: str, data: bytes) -> tuple[pl.DataFrame, list[str], tuple[str, ...]]:
    terms = Terms(INDEX, bytes(32), NOW, 0, nothing_known)
    (reading,) = open_report(f"2026-03-05-{report}-anahuac.csv", io.BytesIO(data))
    events, codes = [], []
    for batch in run(reading, terms, Memory(nothing_known)):
        events += [part.events for part in batch.parts]
        codes += batch.rejects["code"].to_list()
    return pl.concat(events, how="diagonal_relaxed") if events else pl.DataFrame(), codes, reading.unknown_columns


def columns_of(report: str) -> list[str]:
    known = catalogue().report(report)
    roles = [name for names in known.roles.values() for name in names]
    return list(dict.fromkeys([*known.required, *roles, *RENAMED, "infection", "family"]))


def mixed(columns: list[str], seed: int) -> list[str]:
    """Old and new names in an order that nobody announced, and one that nobody knows."""
    order = [*columns, NEXT_YEAR]
    random.Random(seed).shuffle(order)
    return order


def test_there_are_as_many_types_as_the_official_list_names():
    assert len(REPORTS) >= 170


@pytest.mark.parametrize("report", REPORTS)
def test_every_row_of_a_file_with_the_columns_of_two_years_is_kept_with_all_its_columns(report):
    columns = mixed(columns_of(report), seed=len(report))

    events, codes, unknown = read(report, file(columns, range(ROWS)))

    assert (codes, events.height) == ([], ROWS)
    assert sorted(events[NEXT_YEAR].to_list()) == [f"{NEXT_YEAR} {number}" for number in range(ROWS)]
    assert NEXT_YEAR in unknown or not catalogue().report(report).known


@pytest.mark.parametrize("report", REPORTS)
def test_last_year_s_file_and_this_year_s_lie_side_by_side_and_lose_nothing(report):
    known = catalogue().report(report)
    old = list(dict.fromkeys([*known.required, *(names[-1] for names in known.roles.values())]))
    new = [*reversed(list(dict.fromkeys([*known.required, *(names[0] for names in known.roles.values())]))), NEXT_YEAR]

    before, no_codes, _ = read(report, file(old, range(ROWS)))
    after, none_either, _ = read(report, file(new, range(ROWS, 2 * ROWS)))
    both = pl.concat([before, after], how="diagonal_relaxed")

    assert (no_codes, none_either, both.height) == ([], [], 2 * ROWS)
    assert both["key"].n_unique() == 2 * ROWS
    assert both[NEXT_YEAR].drop_nulls().len() == ROWS


def test_every_official_column_of_every_official_type_is_kept():
    said = json.loads(official("shadowserver/reports.json"))
    kept: list[str] = []
    for report, told in said.items():
        events, codes, _ = read(report, file(mixed(told["fields"], seed=1), range(ROWS)))
        if not codes and events.height == ROWS and NEXT_YEAR in events.columns:
            kept.append(report)

    assert len(said) >= 170
    assert kept == list(said)
