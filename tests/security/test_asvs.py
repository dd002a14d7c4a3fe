"""The list of what ASVS 5.0 asks for: a line that is done names its evidence and a test that exists; what is open says why."""

import csv
import re

from tests.house.building import ROOT

with (ROOT / "docs/reference/asvs.csv").open(encoding="utf-8", newline="") as _file:
    LINES = list(csv.DictReader(_file))


def test_no_line_is_done_without_a_test_that_is_there():
    assert [line["id"] for line in LINES if line["state"] == "done" and not (line["test"] and (ROOT / line["test"]).exists())] == []


def test_every_line_says_why_it_stands_as_it_does():
    assert {line["state"] for line in LINES} <= {"done", "open", "not-applicable"}
    assert [line["id"] for line in LINES if not (line["in_short"] and line["evidence"])] == []


def test_every_line_is_there_once_in_order():
    numbers = [tuple(int(part) for part in line["id"].split(".")) for line in LINES]

    assert numbers == sorted(set(numbers))
    assert all(re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{1,2}", line["id"]) for line in LINES)


def test_what_the_design_puts_first_stands_in_the_list():
    first = {
        "1.2.1",
        "1.3.6",
        "1.3.11",
        "2.4.1",
        "3.4.3",
        "3.5.1",
        "3.7.2",
        "6.3.2",
        "8.2.2",
        "8.4.1",
        "11.1.2",
        "14.3.2",
        "15.3.3",
        "16.2.5",
    }

    assert first <= {line["id"] for line in LINES}
