"""What is exported can be imported, changes nothing, and no spreadsheet runs a cell of it."""

import csv
import datetime as dt
import io
import json

import fastexcel
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.constituency.lists import ASSETS, ORGANISATIONS
from baluarte.core.errors import Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.warning.lists import FINDINGS
from baluarte.formats.tabular import file_name, guard, meta_of, read_table, to_csv, to_json, to_jsonl, to_xlsx, unguard

NOW = dt.datetime(2026, 3, 5, 14, 7, tzinfo=dt.UTC)
DANGEROUS = ["=1+1", "+1", "-1", "@x", "\t=1", "\rx", " =1", "\u200b=1", "＝1", "＋1", "－1", "＠x", "'=1", "''+1", "\u00a0@x"]
HARMLESS = ["", "a=1", "'tis", "ñandú", "3", "instituto.example", "«=»"]


def assets(value="192.0.2.0/24", **query):
    table = pl.DataFrame(
        {
            "organisation": ["hospital-central", "redes-del-sur"], "kind": ["cidr", "host"], "value": [value, 'a;b, "c"\nd'],
            "valid_from": [dt.date(2026, 1, 2), None], "valid_until": [None, dt.date(2026, 12, 31)], "assurance": [3, -1],
            "origin": ["register", "claim"], "criticality": ["high", ""], "except_below": [["x.example", "y.example"], []],
            "exposed": ["yes", ""], "supplier": ["", "Proveedor Ejemplo"], "cpe": ["", ""],
        },
        schema_overrides={"valid_until": pl.Date, "except_below": pl.List(pl.String)},
    )  # fmt: skip
    return Rows(read_query(tuple(query.items()), ASSETS, NOW), table, 2, "green")


def whole(rows):
    names = ",".join(ASSETS.names)
    return Rows(read_query((("cols", names),), ASSETS, NOW), rows.table, rows.total, rows.label)


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert guard(text) == f"'{text}"
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_a_harmless_cell_stays_as_it_is(text):
    assert guard(text) == unguard(text) == text


@settings(deadline=None)
@given(st.text())
def test_guarding_and_freeing_gives_every_text_back(text):
    assert unguard(guard(text)) == text


@pytest.mark.parametrize("text", [*DANGEROUS, *HARMLESS])
def test_csv_and_workbook_give_back_every_value_that_went_out(text):
    rows = whole(assets(text))

    from_csv, _ = read_table("assets.csv", to_csv(rows), ASSETS)
    from_book, _ = read_table("assets.xlsx", to_xlsx(rows, "es", meta_of(rows, NOW)), ASSETS)

    assert from_csv["value"].to_list()[0] == text
    assert from_book["value"].to_list()[0] == text
    assert from_csv.columns == from_book.columns == [*ASSETS.names, "#line"]


def test_csv_is_the_screen_with_the_label_as_its_last_column():
    rows = assets(cols="value,organisation")

    lines = list(csv.reader(io.StringIO(to_csv(rows).decode("utf-8-sig"))))

    assert lines[0] == ["value", "organisation", "tlp"]
    assert lines[1] == ["192.0.2.0/24", "hospital-central", "green"]


def test_csv_begins_with_its_mark_and_ends_its_lines_as_the_standard_says():
    data = to_csv(assets())

    assert data.startswith(b"\xef\xbb\xbforganisation")
    assert data.endswith(b"\r\n")
    assert not to_csv(assets(), bom=False).startswith(b"\xef")


def test_numbers_stay_numbers_also_below_zero():
    assert ",-1," in to_csv(assets(cols="value,assurance,origin")).decode()


def test_a_raw_csv_is_left_unguarded():
    assert b"'=1" not in to_csv(assets("=1"), raw=True)
    assert b"'=1" in to_csv(assets("=1"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_workbook_has_the_words_of_its_reader_and_can_be_read_back(language):
    rows = whole(assets())

    book = fastexcel.read_excel(to_xlsx(rows, language, meta_of(rows, NOW)))
    table, rejects = read_table("a.xlsx", to_xlsx(rows, language, meta_of(rows, NOW)), ASSETS)

    assert book.sheet_names == ["Léeme · Readme", ASSETS.title.in_(language)]
    assert table["valid_from"].to_list() == ["2026-01-02", ""]
    assert table["assurance"].to_list() == ["3", "-1"]
    assert table["except_below"].to_list() == ["x.example;y.example", ""]
    assert table["#line"].to_list() == [2, 3]
    assert not rejects.height


def test_a_workbook_says_how_many_rows_did_not_fit():
    rows = assets()

    table = fastexcel.read_excel(to_xlsx(rows, "en", {}, most=2)).load_sheet("Assets", header_row=None).to_polars()

    assert table.height == 2
    assert table.row(1)[0] == "2 rows are missing: a sheet holds no more. Download the CSV."


def test_json_is_raw_and_says_what_it_is():
    rows = assets("=1", kind="cidr")

    found = json.loads(to_json(rows, meta_of(rows, NOW)))
    lines = [json.loads(line) for line in to_jsonl(rows).splitlines()]

    assert found["rows"] == lines
    assert found["rows"][0]["value"] == "=1"
    assert found["meta"] == {
        "list": "assets", "made_at": "2026-03-05T14:07:00Z", "filter": "kind=cidr", "query_hash": rows.query.hash(), "tlp": "green", "count": 2,
        "total": 2,
    }  # fmt: skip


def test_lists_are_joined_in_csv_and_stay_lists_in_json():
    rows = whole(assets())

    assert "x.example;y.example" in to_csv(rows).decode()
    assert json.loads(to_jsonl(rows).splitlines()[0])["except_below"] == ["x.example", "y.example"]


def test_a_time_in_csv_says_that_it_is_utc():
    table = pl.DataFrame({"folio": ["AN-2026-000001"], "last_seen": [NOW]}).with_columns(pl.lit("amber").alias("tlp"))
    rows = Rows(read_query((("cols", "folio,last_seen"),), FINDINGS, NOW), table, 1)

    assert to_csv(rows, bom=False).decode().split("\r\n")[:2] == ["folio,last_seen_utc,tlp", "AN-2026-000001,2026-03-05T14:07:00Z,amber"]


def test_the_name_of_a_file_has_list_day_and_query():
    query = read_query((("kind", "cidr"),), ASSETS, NOW)

    assert file_name(ASSETS, query, NOW.date(), "csv") == f"assets_2026-03-05_{query.hash()}.csv"


def test_a_heading_may_be_in_either_language_and_the_delimiter_of_the_spreadsheet():
    table, _ = read_table("x.csv", "Organización;Kind;value\r\na;cidr;192.0.2.0/24\r\n".encode("utf-8-sig"), ASSETS)

    assert table.drop("#line").row(0, named=True) == {"organisation": "a", "kind": "cidr", "value": "192.0.2.0/24"}


def test_a_column_that_the_list_does_not_have_is_refused_with_the_nearest_name():
    with pytest.raises(Unusable, match="organisation"):
        read_table("x.csv", b"organisatoin,kind\n", ASSETS)


def test_a_bad_line_of_an_import_comes_back_and_the_good_ones_are_read():
    data = b'organisation,kind,value\na,cidr,192.0.2.0/24\nb,cidr\nc,host,"x\nd,host,h.example\n'

    table, rejects = read_table("x.csv", data, ASSETS)

    assert table["organisation"].to_list() == ["a", "d"]
    assert rejects.select("line", "code").rows() == [(3, "csv.columns"), (4, "csv.quote")]


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04nonsense", b"\xff\xfea\0"])
def test_an_import_that_is_no_table_is_refused(data):
    with pytest.raises(Unusable):
        read_table("x.csv", data, ORGANISATIONS)
