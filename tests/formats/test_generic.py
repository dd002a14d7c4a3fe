"""Any table with a mapping, and any table without one whose columns have the usual names."""

import io

import polars as pl
import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.generic import preview, read_mapping
from baluarte.formats.reports import open_report

MAPPING = """
name: partner_scan
columns:
  seen: when
  address: [src, ip]
  port: p
time: iso
zone: UTC
type: scanner
severity: medium
tlp: green
required: [when, src]
"""
CSV = b"when,src,p,note\n2026-03-04T10:00:00Z,192.0.2.1,80,one\n2026-03-04T11:00:00Z,192.0.2.2,81,two\n"


def workbook(rows):
    buffer = io.BytesIO()
    pl.DataFrame(rows[1:], schema=rows[0], orient="row").write_excel(buffer)
    buffer.seek(0)
    return buffer.getvalue()


SAME = {
    "csv": CSV,
    "tsv": CSV.replace(b",", b"\t"),
    "semicolons": CSV.replace(b",", b";"),
    "jsonl": b'{"when":"2026-03-04T10:00:00Z","src":"192.0.2.1","p":80,"note":"one"}\n'
    b'{"when":"2026-03-04T11:00:00Z","src":"192.0.2.2","p":81,"note":"two"}\n',
    "json": b'[{"when":"2026-03-04T10:00:00Z","src":"192.0.2.1","p":80,"note":"one"},\n'
    b'{"when":"2026-03-04T11:00:00Z","src":"192.0.2.2","p":81,"note":"two"}]',
    "xlsx": workbook(
        [
            ["when", "src", "p", "note"],
            ["2026-03-04T10:00:00Z", "192.0.2.1", "80", "one"],
            ["2026-03-04T11:00:00Z", "192.0.2.2", "81", "two"],
        ]
    ),
}


@pytest.mark.parametrize("form", SAME)
def test_the_same_table_in_every_form_gives_the_same_rows(form):
    (reading,) = open_report(f"table.{form}", io.BytesIO(SAME[form]), mapping=read_mapping(MAPPING))
    table = pl.concat([one.table for one in reading.slices])

    assert table.select("when", "src", "p", "note").rows() == [
        ("2026-03-04T10:00:00Z", "192.0.2.1", "80", "one"),
        ("2026-03-04T11:00:00Z", "192.0.2.2", "81", "two"),
    ]
    assert (reading.report.type, reading.report.severity, reading.report.tlp) == ("scanner", "medium", "green")


def test_a_required_column_of_a_mapping_that_is_missing_refuses_the_file():
    with pytest.raises(Unusable, match="src") as refusal:
        open_report("table.csv", io.BytesIO(b"when,ip\n"), mapping=read_mapping(MAPPING))

    assert refusal.value.code == "csv.header"


@pytest.mark.parametrize(
    ("form", "zone", "written", "wanted"),
    [
        ("epoch-seconds", "", "1772618400", "2026-03-04T10:00:00Z"),
        ("epoch-milliseconds", "", "1772618400250", "2026-03-04T10:00:00.250Z"),
        ("%d/%m/%Y %H:%M", "UTC", "04/03/2026 10:00", "2026-03-04T10:00:00Z"),
        ("iso", "America/Mexico_City", "2026-07-04 10:00:00", "2026-07-04T16:00:00Z"),
        ("iso", "America/Mexico_City", "2021-07-04 10:00:00", "2021-07-04T15:00:00Z"),
        ("%d/%m/%Y %H:%M", "America/Mexico_City", "04/04/2021 02:30", "04/04/2021 02:30"),
        ("epoch-seconds", "", "1e9", "1e9"),
        ("%d/%m/%Y %H:%M", "UTC", "2026-03-04", "2026-03-04"),
    ],
)
def test_a_time_is_read_in_its_declared_form_and_zone_and_otherwise_left_as_it_stands(form, zone, written, wanted):
    mapping = read_mapping(f"columns: {{seen: when, address: ip}}\ntime: '{form}'\nzone: '{zone}'")

    (reading,) = open_report("t.csv", io.BytesIO(f"when,ip\n{written},192.0.2.1\n".encode()), mapping=mapping)
    (part,) = reading.slices

    assert part.table[reading.report.roles["seen"][0]].to_list() == [wanted]
    assert part.table["when"].to_list() == [written]


def test_without_a_zone_a_time_without_an_offset_is_not_said_to_be_utc():
    mapping = read_mapping("columns: {seen: when, address: ip}")

    assert mapping.report.naive_is_utc is False


def test_a_table_that_nobody_described_is_read_by_its_usual_names():
    (reading,) = open_report("from_partner.csv", io.BytesIO(b"time;ip;hostname;x\n2026-03-04T10:00:00Z;192.0.2.1;a.example;y\n"))
    (part,) = reading.slices

    assert (reading.report.recognised, reading.report.type, reading.report.name) == (False, "undetermined", "from_partner")
    assert reading.report.roles["address"] == ("ip",)
    assert part.table["x"].to_list() == ["y"]


@pytest.mark.parametrize(
    "text",
    [
        "columns: {seen: a}\ncolumns: {seen: b}", "columns: {seen: a, seen: b}", "a: &x 1\nb: *x", "columns: &x {seen: a}", "columns: {when: a}",
        "columns: {seen: a}\nseverity: dreadful", "columns: {seen: a}\ntype: harmful-speech", "columns: {seen: a}\nzone: Mars/Base",
        "columns: {address: a}", "columns: {seen: a}\ndelimiter: '--'", "columns: {seen: a}\ntime: soon", "columns: {seen: a}\nunknown: 1",
        "columns: {seen: ''}", "[1", "- a", "", "x" * 70_000, "columns: {seen: a}\ntlp: white", "!!python/object:os.system {}",
    ],
)  # fmt: skip
def test_a_mapping_that_could_be_read_in_two_ways_is_refused(text):
    with pytest.raises(Unusable) as refusal:
        read_mapping(text)

    assert refusal.value.code == "mapping.unusable"


def test_everything_in_a_mapping_is_text():
    mapping = read_mapping("columns: {seen: no, address: 12:30}\nname: 007")

    assert mapping.columns == {"seen": ("no",), "address": ("12:30",)}
    assert mapping.name == "007"


def test_a_preview_shows_the_first_rows_and_what_each_role_yields():
    shown = preview(io.BytesIO(CSV), read_mapping(MAPPING), rows=1)

    assert shown.rows.height == 1
    assert shown.yields["address"] == ("192.0.2.1",)
    assert shown.yields["seen"] == ("2026-03-04T10:00:00Z",)
    assert shown.unused == ("note",)


def test_broken_json_lines_are_set_aside_one_by_one():
    good = b'{"time":"2026-03-04T10:00:00Z","ip":"192.0.2.1"}\n'
    bad = [
        b'{"a":NaN}',
        b'{"a":1,"a":2}',
        b"[1]",
        b'{"a":"' + b"x" * (1 << 20) + b'"}',
        b'{"a":' + b"[" * 70 + b"]" * 70 + b"}",
        b"\xff",
        b"nope",
    ]
    data = good + b"\n".join(bad) + b"\n\n" + good

    (reading,) = open_report("e.jsonl", io.BytesIO(data))
    slices = list(reading.slices)

    assert sum(one.table.height for one in slices) == 2
    codes = [code for one in slices for code in one.rejects["code"]]
    assert codes == ["json.number", "json.key-twice", "json.not-an-object", "lines.too-long", "json.depth", "bytes.encoding", "json.syntax"]
    assert (reading.lines.covered, reading.lines.blank) == (9, 1)


def test_a_bad_element_of_an_array_is_set_aside_and_the_next_is_read():
    data = b'[{"time":"2026-03-04T10:00:00Z","ip":"192.0.2.1"},{"a":1e999},{\'b\':1},{"a":1,"a":2},7,{"time":"x","ip":"y"}]'

    (reading,) = open_report("e.json", io.BytesIO(data))
    (part,) = reading.slices

    assert part.table["#row"].to_list() == [1, 6]
    assert part.rejects["code"].to_list() == ["json.number", "json.syntax", "json.key-twice", "json.not-an-object"]
    assert all(data[start:end] == raw for start, end, raw in part.rejects.select("byte_from", "byte_to", "raw").iter_rows())


@pytest.mark.parametrize("cut", [30, 60, 80, 100])
def test_a_truncated_array_keeps_the_rows_before_the_cut(cut):
    data = b"[" + b",".join(b'{"time":"2026-03-04T10:00:00Z","ip":"192.0.2.%d"}' % number for number in range(9)) + b"]"

    (reading,) = open_report("e.json", io.BytesIO(data[: len(data) - cut]), mapping=read_mapping("columns: {seen: time, address: ip}"))
    rows = sum(one.table.height for one in reading.slices)

    assert 6 <= rows <= 8
    assert reading.partial == "file.truncated"


def test_an_array_is_read_in_pieces_and_none_is_lost():
    data = b"[" + b", \n".join(b'{"time":"2026-03-04T10:00:00Z","ip":"192.0.2.1","n":%d}' % number for number in range(45_000)) + b"]"

    (reading,) = open_report("e.json", io.BytesIO(data))
    slices = list(reading.slices)

    assert len(slices) > 1
    assert pl.concat([one.table["n"] for one in slices]).to_list() == [str(number) for number in range(45_000)]
