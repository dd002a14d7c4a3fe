"""The corpus of bad input: each has its expectation beside it, written by hand.

Bytes, then `good` rows, the codes of those set aside, or the code of a refusal.
"""

import io
from dataclasses import dataclass, field

import polars as pl
import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.reports import open_report

NAME = "2026-03-04-scan_ssl-example.csv"
HEAD = b"timestamp,ip,tag\n"
DAY = b"2026-03-04 10:00:00"


def rows(first, last):
    return b"".join(b"%s,192.0.2.%d,ssl\n" % (DAY, number) for number in range(first, last + 1))


@dataclass
class Case:
    """One bad input."""

    data: bytes
    good: int = 0
    codes: list[str] = field(default_factory=list)
    refused: str = ""
    lines: tuple[int, int, int, int] | None = None  # header, comment, blank, covered
    notes: list[str] = field(default_factory=list)


def utf16(order):
    return (HEAD + rows(1, 2)).decode().encode(order)


CORPUS = {
    "B1 byte-order mark": Case(b"\xef\xbb\xbf" + HEAD + rows(1, 3), 3, lines=(1, 0, 0, 3)),
    "B2 UTF-16 with its mark": Case(utf16("utf-16"), refused="bytes.encoding"),
    "B2 UTF-16 LE": Case(utf16("utf-16-le"), refused="bytes.encoding"),
    "B2 UTF-16 BE": Case(utf16("utf-16-be"), refused="bytes.encoding"),
    "B2 Latin-1 header": Case("timestamp,ip,año\n".encode("latin-1") + rows(1, 2), refused="bytes.encoding"),
    "B3 one row of another encoding": Case(HEAD + rows(1, 2) + DAY + b",192.0.2.9,a\xf1o\n" + rows(3, 4), 4, ["bytes.encoding"]),
    "B4 overlong UTF-8": Case(HEAD + DAY + b",192.0.2.9,\xc0\xaf\n" + rows(1, 1), 1, ["bytes.encoding"]),
    "B4 lone surrogate": Case(HEAD + DAY + b",192.0.2.9,\xed\xa0\x80\n" + rows(1, 1), 1, ["bytes.encoding"]),
    "B5 NUL": Case(HEAD + rows(1, 2) + DAY + b",192.0.2.9,a\0b\n" + rows(3, 3), 3, ["bytes.nul"]),
    "B6 CRLF": Case((HEAD + rows(1, 3)).replace(b"\n", b"\r\n"), 3, lines=(1, 0, 0, 3)),
    "B6 mixed line ends": Case(HEAD + rows(1, 2).replace(b"\n", b"\r\n") + rows(3, 4), 4),
    "B6 CR alone": Case((HEAD + rows(1, 2)).replace(b"\n", b"\r"), refused="lines.cr-only"),
    "B6 no line end at the end": Case(HEAD + rows(1, 2)[:-1], 2, notes=["lines.no-end"], lines=(1, 0, 0, 2)),
    "B7 odd separators inside a value": Case(HEAD + DAY + ",192.0.2.9,a\x0bb\x0cc\x1cd\x85e\u2028f\u2029\n".encode(), 1),
    "B8 a line over the cap": Case(HEAD + rows(1, 2) + b"x" * (1 << 21) + b"\n" + rows(3, 4), 4, ["lines.too-long"], lines=(1, 0, 0, 5)),
    "B8 a value over the cap": Case(HEAD + DAY + b",192.0.2.9," + b"x" * 70_000 + b"\n" + rows(1, 1), 1, ["lines.too-long"]),
    "B9 control characters": Case(HEAD + DAY + b",192.0.2.9,\x1b[31mred\n", 1),
    "B10 bidirectional override": Case(HEAD + DAY + ",192.0.2.9,\u202egpj.exe\n".encode(), 1),
    "B14 empty": Case(b"", refused="file.empty"),
    "B14 one byte": Case(b"x", refused="file.empty"),
    "B14 only a mark": Case(b"\xef\xbb\xbf", refused="file.empty"),
    "B14 only a newline": Case(b"\n", refused="file.empty"),
    "C1 open quote near the top": Case(HEAD + DAY + b',192.0.2.9,"open\n' + rows(1, 200), 200, ["csv.quote"], lines=(1, 0, 0, 201)),
    "C2 closed by accident later": Case(HEAD + DAY + b',192.0.2.9,"open\n' + rows(1, 3) + DAY + b',192.0.2.8,"x"\n', 4, ["csv.quote"]),
    "C3 open quote in the last row": Case(HEAD + rows(1, 3) + DAY + b',192.0.2.9,"open', 3, ["csv.quote"], notes=["lines.no-end"]),
    "C4 quoted newline": Case(HEAD + DAY + b',192.0.2.9,"two\nlines"\n' + rows(1, 1), 2, lines=(1, 0, 0, 3)),
    "C4 doubled quote": Case(HEAD + DAY + b',192.0.2.9,"a ""b"""\n', 1),
    "C4 quote in the middle": Case(HEAD + DAY + b',192.0.2.9,a"b\n' + rows(1, 1), 1, ["csv.quote"]),
    "C4 backslash quote": Case(HEAD + DAY + b',192.0.2.9,"a\\"b"\n' + rows(1, 1), 1, ["csv.quote"]),
    "C4 space before a quote": Case(HEAD + DAY + b',192.0.2.9, "a"\n' + rows(1, 1), 1, ["csv.quote"]),
    "C4 more newlines than a value may hold": Case(HEAD + DAY + b',192.0.2.9,"' + b"\n" * 21 + b'"\n' + rows(1, 1), 1, ["csv.quote", "csv.quote"]),
    "C5 text after a closing quote": Case(HEAD + DAY + b',192.0.2.9,"a"b\n' + rows(1, 1), 1, ["csv.quote"]),
    "C6 another delimiter": Case((HEAD + rows(1, 2)).replace(b",", b";"), refused="csv.header"),
    "C6 a sep= line": Case(b"sep=,\n" + HEAD + rows(1, 2), 2, lines=(1, 1, 0, 2)),
    "C7 too few and too many": Case(HEAD + DAY + b",192.0.2.9\n" + DAY + b",192.0.2.9,a,b\n" + rows(1, 1), 1, ["csv.columns", "csv.columns"]),
    "C8 a required column is missing": Case(b"timestamp,address\n" + DAY + b",192.0.2.1\n", refused="csv.header"),
    "C9 other order, extra columns": Case(b"new,tag,ip,timestamp\nx,ssl,192.0.2.1," + DAY + b"\n", 1),
    "C10 a header twice": Case(b"timestamp,ip,ip\n" + rows(1, 1), refused="csv.header-twice"),
    "C10 more columns than any report": Case(b"timestamp,ip," + b",".join(b"c%d" % n for n in range(5_000)) + b"\n" + rows(1, 1), refused="csv.too-many-columns"),
    "C11 header only": Case(HEAD, 0, lines=(1, 0, 0, 0)),
    "C11 header again in the middle": Case(HEAD + rows(1, 2) + HEAD + rows(3, 4), 4, lines=(2, 0, 0, 4)),
    "C12 blank lines": Case(HEAD + b"\n" + rows(1, 1) + b"\r\n\n" + rows(2, 2), 2, lines=(1, 0, 3, 2)),
    "C12 only delimiters": Case(HEAD + b",,\n" + rows(1, 1), 1, ["csv.empty-row"]),
    "C14 formula cells": Case(HEAD + DAY + b",192.0.2.9,=1+1\n", 1),
    "D1 an error page": Case(b"<!DOCTYPE html><html><title>502</title>", refused="file.not-this-format"),
}  # fmt: skip


@pytest.mark.parametrize("case", CORPUS.values(), ids=CORPUS.keys())
def test_bad_input_is_set_aside_with_its_reason_and_good_rows_go_on(case):
    if case.refused:
        with pytest.raises(Unusable) as refusal:
            open_report(NAME, io.BytesIO(case.data))
        assert refusal.value.code == case.refused
        assert all((refusal.value.what, refusal.value.why, refusal.value.fix))
        return
    (reading,) = open_report(NAME, io.BytesIO(case.data))

    slices = list(reading.slices)
    codes = [code for one in slices for code in one.rejects["code"]]

    assert sum(one.table.height for one in slices) == case.good
    assert codes == case.codes
    assert reading.lines.physical == case.data.count(b"\n") + (not case.data.endswith(b"\n"))
    assert reading.notes == case.notes
    if case.lines:
        found = reading.lines
        assert (found.header, found.comment, found.blank, found.covered) == case.lines


def test_a_reject_says_where_it_stood_and_keeps_its_own_bytes():
    broken = DAY + b',192.0.2.9,"open\n'
    data = HEAD + rows(1, 2) + broken + rows(3, 3)
    (reading,) = open_report(NAME, io.BytesIO(data))

    (part,) = reading.slices

    reject = part.rejects.row(0, named=True)
    assert (reject["row"], reject["line"], reject["column"], reject["code"]) == (3, 4, "tag", "csv.quote")
    assert data[reject["byte_from"] : reject["byte_to"]] == reject["raw"] == broken


def test_rows_behind_a_broken_quote_are_counted_as_doubtful_for_as_long_as_a_value_could_be():
    data = HEAD + DAY + b',192.0.2.9,"open\n' + rows(1, 100)
    (reading,) = open_report(NAME, io.BytesIO(data))

    (part,) = reading.slices

    assert part.after_resync == 20


def test_a_file_cut_at_any_byte_never_loses_a_whole_row():
    data = HEAD + rows(1, 6)

    for at in range(len(HEAD), len(data)):
        (reading,) = open_report(NAME, io.BytesIO(data[:at]))
        slices = list(reading.slices)
        whole = data[:at].count(b"\n") - 1
        assert sum(one.table.height for one in slices) >= whole
        assert reading.lines.covered == sum(one.table.height + one.rejects.height for one in slices)


def test_a_bad_row_in_a_large_file_costs_only_that_row():
    body = b"".join(b"%s,192.0.2.%d,ssl\n" % (DAY, number % 250) for number in range(200_000))
    middle = body.index(b"\n", len(body) // 2) + 1
    data = HEAD + body[:middle] + DAY + b',192.0.2.9,"open\n' + body[middle:]
    (reading,) = open_report(NAME, io.BytesIO(data))

    slices = list(reading.slices)

    numbers = pl.concat([one.table["#row"] for one in slices])
    assert len(numbers) == 200_000
    assert numbers.is_sorted()
    assert [code for one in slices for code in one.rejects["code"]] == ["csv.quote"]
