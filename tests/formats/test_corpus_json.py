"""The corpus of bad JSON (guarantees.md 6.3): rows that are good, codes of what is set aside, or the code of a refusal."""

import io
from dataclasses import dataclass, field

import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.reports import open_report

ROW = '{"timestamp": "2026-03-04T10:00:00Z", "ip": "192.0.2.%d"%s}'


def one(number: int, more: str = "") -> str:
    return ROW % (number, f", {more}" if more else "")


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def array(*rows: str) -> bytes:
    return f"[{', '.join(rows)}]".encode()


@dataclass
class Case:
    """One bad input."""

    data: bytes
    good: int = 0
    codes: list[str] = field(default_factory=list)
    refused: str = ""
    partial: str = ""
    name: str = "events.jsonl"


CORPUS = {
    "J1 NaN": Case(lines(one(1), one(2, '"n": NaN'), one(3)), 2, ["json.number"]),
    "J1 Infinity": Case(lines(one(1, '"n": Infinity'), one(3)), 1, ["json.number"]),
    "J1 minus Infinity": Case(lines(one(1, '"n": -Infinity'), one(3)), 1, ["json.number"]),
    "J1 a number without end": Case(lines(one(1, '"n": 1e999'), one(3)), 1, ["json.number"]),
    "J2 minus nought": Case(lines(one(1, '"port": -0')), 1),
    "J2 above 2^53": Case(lines(one(1, '"n": 9007199254740993')), 1),
    "J3 a key twice": Case(lines(one(1, '"ip": "198.51.100.1"'), one(3)), 1, ["json.key-twice"]),
    "J4 five thousand digits": Case(lines(one(1, f'"n": {"9" * 5000}'), one(3)), 1, ["json.number"]),
    "J5 a hundred thousand arrays": Case(lines(one(1, f'"n": {"[" * 100_000}{"]" * 100_000}'), one(3)), 1, ["json.depth"]),
    "J6 a string over the cap": Case(lines(one(1, f'"s": "{"x" * (1 << 21)}"'), one(3)), 1, ["lines.too-long"]),
    "J7 behind the end": Case(lines(one(1) + " x", one(3)), 1, ["json.syntax"]),
    "J7 a remark": Case(lines(one(1) + " // why", one(3)), 1, ["json.syntax"]),
    "J7 single quotes": Case(lines(one(1), one(2).replace('"', "'")), 1, ["json.syntax"]),
    "J7 a bare value": Case(lines(one(1), "42"), 1, ["json.not-an-object"]),
    "J8 a broken line": Case(lines(one(1), "{broken", one(3)), 2, ["json.syntax"]),
    "J9 cut in an array": Case(array(one(1), one(2))[:-30], 1, ["file.truncated"], partial="file.truncated", name="events.json"),
    "J10 a raw newline in a string": Case(lines(one(1, '"s": "a\nb"'), one(3)), 1, ["json.syntax", "json.syntax"]),
    "J11 UTF-16": Case(array(one(1)).decode().encode("utf-16"), refused="bytes.encoding", name="events.json"),
    "J4 in an array": Case(array(one(1, f'"n": {"9" * 5000}'), one(3)), 1, ["json.number"], name="events.json"),
    "J3 in an array": Case(array(one(1, '"ip": "198.51.100.1"'), one(3)), 1, ["json.key-twice"], name="events.json"),
    "B4 half a letter": Case(lines(one(1, r'"s": "\ud800"'), one(3)), 1, ["bytes.encoding"]),
    "B3 one row of another encoding": Case(lines(one(1)) + one(2, '"s": "a\xf1o"').encode("latin-1") + b"\n" + lines(one(3)), 2, ["bytes.encoding"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CORPUS.values(), ids=CORPUS.keys())
def test_bad_json_is_set_aside_with_its_reason_and_good_rows_go_on(case):
    if case.refused:
        with pytest.raises(Unusable) as refusal:
            open_report(case.name, io.BytesIO(case.data))
        assert refusal.value.code == case.refused
        return
    (reading,) = open_report(case.name, io.BytesIO(case.data))

    slices = list(reading.slices)

    assert sum(part.table.height for part in slices) == case.good
    assert [code for part in slices for code in part.rejects["code"]] == case.codes
    assert reading.partial == case.partial


def test_j2_an_exact_number_stays_exact():
    (reading,) = open_report("events.jsonl", io.BytesIO(lines(one(1, '"n": 9007199254740993'))))

    (part,) = reading.slices

    assert part.table["n"].to_list() == ["9007199254740993"]


def test_every_reject_keeps_its_own_bytes():
    data = CORPUS["J8 a broken line"].data
    (reading,) = open_report("events.jsonl", io.BytesIO(data))

    (part,) = reading.slices

    reject = part.rejects.row(0, named=True)
    assert data[reject["byte_from"] : reject["byte_to"]].rstrip() == reject["raw"] == b"{broken"
