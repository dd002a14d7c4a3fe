"""A decision record fits on a page, has one form, and names something that exists and keeps it alive."""

import re

import pytest
from tests.house.building import ROOT
from tools.docs.decisions import RECORDS, read_record, records

PARTS = ["Context", "Decision", "Forbids", "Costs", "Not chosen"]
MOST_LINES = 60


def test_every_record_has_a_number_of_its_own_and_the_form_of_one():
    paths = sorted(RECORDS.glob("[0-9]*.md"))

    assert [path.name for path in paths if read_record(path) is None] == []
    assert len({record.number for record in records()}) == len(paths)


@pytest.mark.parametrize("record", records(), ids=lambda record: record.number)
def test_a_record_says_what_forced_it_what_it_forbids_costs_and_left_out(record):
    assert re.findall(r"^## (.+)$", record.text, re.MULTILINE) == PARTS
    assert record.text.count("\n") <= MOST_LINES
    assert record.path.name.startswith(record.number)


@pytest.mark.parametrize("record", records(), ids=lambda record: record.number)
def test_what_a_record_is_checked_by_exists(record):
    contracts = re.findall(r'^id = "(.+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    rules = (ROOT / "tools/rules/book.py").read_text("utf-8")
    named = re.findall(r"`([^`]+)`", record.checked_by)

    lost = [name for name in named if name not in contracts and f'"{name}"' not in rules and not _is_there(name)]

    assert lost == []
    assert named or "by eye" in record.checked_by


def _is_there(name: str) -> bool:
    path = name.partition("::")[0].removeprefix("./baluarte dev ")
    if name.startswith("./baluarte dev "):
        return (ROOT / "tools/dev" / f"{path.split()[0]}.sh").exists()
    # A class or function of ours, written as one says it.
    return (ROOT / path).exists() or path.split(".")[0] in {"Accounting", "formats"}
