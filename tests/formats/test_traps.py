"""What Python and Polars do with bad input, and what our readers do instead.

Each pair is one line of the list of traps: first the library as it is, so that a changed
library tells us; then ours.
"""

import csv
import gzip
import io
import json
import zipfile

import polars as pl
import pytest

from baluarte.core.errors import Unusable
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.formats.reports import open_report
from baluarte.formats.tabular import open_table

NAME = "2026-03-04-scan_ssl-example.csv"


def read(text):
    table = open_table(io.BytesIO(text if isinstance(text, bytes) else text.encode()))
    slices = list(table.slices())
    rows = [row[: len(table.names)] for one in slices for row in one.table.iter_rows()]
    codes = [code for one in slices for code in one.rejects["code"]]
    return rows, codes, table


def polars(data, **settings):
    return pl.read_csv(data, infer_schema=False, **settings).rows()


def test_the_csv_module_swallows_a_file_behind_an_open_quote_and_we_do_not():
    text = 'a,b\n1,"x\n' + "2,y\n" * 50

    swallowed = list(csv.reader(io.StringIO(text)))
    rows, codes, _ = read(text)

    assert len(swallowed) == 2
    assert (len(rows), codes) == (50, ["csv.quote"])


def test_the_csv_module_takes_a_quote_in_the_middle_of_a_value_and_we_refuse_the_row():
    text = 'a,b\n1,x"y\n2,z\n'

    taken = list(csv.reader(io.StringIO(text), strict=True))
    rows, codes, _ = read(text)

    assert taken[1] == ["1", 'x"y']
    assert (rows, codes) == ([("2", "z")], ["csv.quote"])


def test_the_dict_reader_hides_short_and_long_rows_and_we_count_them():
    text = "a,b\n1\n1,2,3\n1,2\n"

    hidden = list(csv.DictReader(io.StringIO(text)))
    rows, codes, _ = read(text)

    assert hidden[0]["b"] is None
    assert hidden[1][None] == ["3"]
    assert (rows, codes) == ([("1", "2")], ["csv.columns", "csv.columns"])


def test_splitlines_breaks_where_no_line_ends_and_our_lines_end_at_lf_alone():
    odd = "v\x0bf\x0cs\x1cg\x1dr\x1en\x85l\u2028p\u2029"

    rows, codes, _ = read(f"a,b\n1,{odd}\n")

    assert len(odd.splitlines()) > 1
    assert (rows, codes) == ([("1", odd)], [])


def test_a_byte_order_mark_is_taken_off_once_and_only_at_the_start():
    rows, _, table = read("\ufeffa,b\n\ufeff1,2\n")

    assert next(csv.reader(io.StringIO("\ufeffa,b\n"))) == ["\ufeffa", "b"]
    assert table.names == ("a", "b")
    assert rows == [("\ufeff1", "2")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NaN", "json.number"), ("-Infinity", "json.number"), ("1e999", "json.number"), ("9" * 5000, "json.number"),
        ('{"a": 1, "a": 2}', "json.key-twice"), ("[" * 100_000, "json.depth"), ("[1] [2]", "json.syntax"), ("{'a': 1}", "json.syntax"),
        ('"a\nb"', "json.syntax"), ("[1] // no", "json.syntax"), ('"\\ud800"', "bytes.encoding"), ('"\\u0000"', "bytes.nul"),
        ('"' + "x" * (1 << 20) + 'x"', "json.too-large"), ("", "json.syntax"),
    ],
)  # fmt: skip
def test_the_json_module_takes_too_much_and_the_strict_loader_says_why_not(text, code):
    with pytest.raises(Bad) as refusal:
        load_strict(text.encode())

    assert refusal.value.code == code


def test_json_takes_utf_16_and_we_do_not():
    data = '{"a": 1}'.encode("utf-16")

    assert json.loads(data) == {"a": 1}
    with pytest.raises(Bad) as refusal:
        load_strict(data)
    assert refusal.value.code == "bytes.encoding"


def test_whole_numbers_stay_exact_and_a_negative_zero_is_zero():
    assert load_strict(b"[9007199254740993, -0, 12345678901234567890]") == [9007199254740993, 0, 12345678901234567890]


def test_a_truncated_gzip_raises_only_at_its_end_and_we_keep_what_it_held():
    lines = b"".join(b"2026-03-04 10:00:00,192.0.2.%d\n" % (number % 200) for number in range(5_000))
    packed = gzip.compress(b"timestamp,ip\n" + lines)
    packed = packed[: len(packed) // 2]

    with pytest.raises(EOFError):
        gzip.decompress(packed)
    (reading,) = open_report(f"{NAME}.gz", io.BytesIO(packed))
    kept = sum(one.table.height for one in reading.slices)

    assert 0 < kept < 5_000
    assert reading.partial == "file.truncated"


def test_a_zip_with_one_name_twice_is_refused_since_readers_disagree():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(NAME, "timestamp,ip\n")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(NAME, "timestamp,ip\n2026-03-04 10:00:00,192.0.2.1\n")

    buffer.seek(0)
    with pytest.raises(Unusable) as refusal:
        open_report("a.zip", buffer)

    assert refusal.value.code == "file.name-twice"


def test_polars_refuses_a_whole_file_for_one_open_quote_and_we_lose_one_row():
    data = b'a,b\n1,"x\n2,y\n3,z\n'

    with pytest.raises(pl.exceptions.PolarsError):
        polars(data)
    rows, codes, _ = read(data)

    assert (rows, codes) == ([("2", "y"), ("3", "z")], ["csv.quote"])


def test_polars_fills_short_rows_and_we_set_them_aside():
    data = b"a,b,c\n1,2,3\n1,2\n"

    filled = polars(data)
    rows, codes, _ = read(data)

    assert filled[1] == ("1", "2", None)
    assert (rows, codes) == ([("1", "2", "3")], ["csv.columns"])


def test_polars_reads_a_file_with_cr_line_ends_as_one_header_and_we_refuse_it():
    data = b"a,b\r1,2\r3,4\r"

    assert polars(data) == []
    with pytest.raises(Unusable) as refusal:
        read(data)
    assert refusal.value.code == "lines.cr-only"


def test_polars_drops_a_value_that_is_a_lone_cr_and_we_keep_it():
    data = b"a,b,c\n1,\r,3\n"

    assert polars(data) != [("1", "\r", "3")]
    assert read(data)[0] == [("1", "\r", "3")]


def test_polars_leaves_quotes_out_of_a_broken_value_and_we_refuse_the_row():
    data = b'a,b\n1,""x"y"\n'

    assert polars(data) == [("1", "xy")]
    assert read(data)[1] == ["csv.quote"]


def test_polars_overlooks_an_extra_empty_value_at_the_very_end_and_we_do_not():
    data = b"a,b\n1,2\n3,4,"

    assert read(data)[1] == ["csv.columns"]


def test_numbers_are_never_inferred():
    rows, _, _ = read("a,b,c\n007,12345678901234567890,1e5\n")

    assert rows == [("007", "12345678901234567890", "1e5")]


def test_polars_renames_a_second_header_and_we_refuse_the_file():
    data = b"a,b,a\n1,2,3\n"

    assert "a_duplicated_0" in pl.read_csv(data).columns
    with pytest.raises(Unusable) as refusal:
        read(data)
    assert refusal.value.code == "csv.header-twice"


def test_blank_lines_are_counted_and_are_no_rows():
    rows, codes, table = read("a,b\n\n1,2\n\r\n3,4\n")

    assert (len(rows), codes, table.lines.blank) == (2, [], 2)


def test_words_that_look_like_nothing_stay_words():
    rows, _, _ = read("a,b,c\nnull,NaN,NA\n")

    assert rows == [("null", "NaN", "NA")]


def test_one_broken_line_does_not_stop_json_lines():
    data = b'{"time": "2026-03-04T10:00:00Z", "ip": "192.0.2.1"}\n{"time": }\n{"time": "2026-03-04T10:00:00Z", "ip": "192.0.2.2"}\n'

    with pytest.raises(pl.exceptions.PolarsError):
        pl.read_ndjson(data)
    (reading,) = open_report("events.jsonl", io.BytesIO(data))
    (part,) = reading.slices

    assert part.table["ip"].to_list() == ["192.0.2.1", "192.0.2.2"]
    assert part.rejects.select("row", "line", "code").rows() == [(2, 2, "json.syntax")]
