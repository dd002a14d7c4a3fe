"""A row becomes an event, or is set aside with its reason; nothing is guessed."""

import ipaddress
from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.feeds.columns.addresses import key_text, nobody_behind, read_addresses, show_six
from baluarte.core.feeds.normalise import Circumstances, normalise
from baluarte.core.feeds.reading import Slice, no_rejects
from baluarte.core.feeds.report import Report, TagRule
from baluarte.core.feeds.rowkey import row_keys
from baluarte.core.feeds.values import read_hosts, read_numbers, read_times
from baluarte.core.ground.addresses import halves, reaches_nobody, read_address
from baluarte.core.ground.names import read_host
from baluarte.core.ground.text import Text

NOW = datetime(2026, 3, 5, tzinfo=UTC)
KNOWN = Circumstances(7, NOW, b"k" * 32)
ROLES = {
    "seen": ("timestamp",), "address": ("ip",), "port": ("port",), "host": ("hostname",), "transport": ("protocol",),
    "asn": ("asn",), "tag": ("tag",), "severity": ("severity",), "url": ("url",), "account": ("email",),
}  # fmt: skip


def a_report(**changes):
    return Report(**{
        "feed": "shadowserver", "name": "scan_rdp", "type": "vulnerable-system", "identifier": "open-rdp", "severity": "high",
        "point": "service", "roles": ROLES, "title": Text("a", "b"), **changes,
    })  # fmt: skip


def a_slice(*rows):
    names = list(dict.fromkeys(name for one in rows for name in one))
    table = pl.DataFrame([{name: one.get(name, "") for name in names} for one in rows], schema=dict.fromkeys(names, pl.String))
    numbers = pl.int_range(1, table.height + 1, dtype=pl.UInt32, eager=True)
    return Slice(table.with_columns(numbers.alias("#row"), (numbers + 1).alias("#line")), no_rejects())


def a_row(**changes):
    return {"timestamp": "2026-03-04 01:02:03", "ip": "192.0.2.1", "port": "443", **changes}


def events(*rows, **report):
    return normalise(a_slice(*rows), a_report(**report), KNOWN).events


def test_an_unknown_severity_takes_the_default_of_the_report_and_a_stated_one_wins():
    assert events(a_row(severity="CRITICAL"), a_row(severity=""), a_row(severity="dire"))["severity"].to_list() == [
        "critical",
        "high",
        "high",
    ]


def test_flaws_are_read_from_the_tag_each_once_and_in_order():
    found = events(a_row(tag="iis;cve-2022-41082;CVE-2021-26855;cve-2022-41082"), a_row(tag="iis"), a_row(tag=""))

    assert found["cves"].to_list() == [["CVE-2021-26855", "CVE-2022-41082"], [], []]
    assert found["tags"].to_list() == [["iis", "cve-2022-41082", "cve-2021-26855", "cve-2022-41082"], ["iis"], None]


def test_the_first_rule_whose_word_is_in_the_tag_decides_the_class():
    rules = (TagRule("webshell", "system-compromise", "exchange-server-webshell"), TagRule("shell", "other", "never"))

    found = events(a_row(tag="exchange;webshell"), a_row(tag="exchange"), by_tag=rules)

    assert found["type"].cast(pl.String).to_list() == ["system-compromise", "vulnerable-system"]
    assert found["identifier"].cast(pl.String).to_list() == ["exchange-server-webshell", "open-rdp"]


def test_a_mapped_address_is_the_ipv4_address_and_its_original_is_kept():
    found = events(a_row(ip="::ffff:192.0.2.1"))

    assert (found["ip_hi"][0], found["ip_lo"][0]) == halves(read_address("192.0.2.1"))
    assert found["ip"][0] == "::ffff:192.0.2.1"


def test_columns_of_the_report_stay_and_one_that_has_our_name_is_kept_beside_it():
    found = events(a_row(city="Ejemplo", org="theirs"))

    assert (found["city"][0], found["org_raw"][0]) == ("Ejemplo", "theirs")


def test_an_account_is_known_by_its_pseudonym_alone():
    normal = normalise(a_slice(a_row(email="A.Person@Example.EXAMPLE")), a_report(), KNOWN)

    assert "email" not in normal.events.columns
    assert normal.accounts["clear"].to_list() == ["A.Person@example.example"]
    assert normal.events["account"].to_list() == normal.accounts["pseudonym"].to_list()


def test_every_column_that_names_an_account_is_hidden():
    roles = {**ROLES, "account": ("email", "username")}

    normal = normalise(a_slice(a_row(email="a@b.example", username="a.person")), a_report(roles=roles), KNOWN)

    assert "a.person" not in str(normal.events.to_dicts())
    assert normal.accounts["clear"].to_list() == ["a@b.example", "a.person"]
    assert normal.events["username"][0] == normal.accounts["pseudonym"][1]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("ip", "127.1", "value.address"), ("ip", "0x7f000001", "value.address"), ("ip", "192.0.2.0/24", "value.address"),
        ("ip", " 192.0.2.1", "value.address"), ("ip", "fe80::1%eth0", "value.address"), ("ip", "１９２.0.2.1", "value.address"),
        ("port", "80.0", "value.port"), ("port", "+80", "value.port"), ("port", "65536", "value.port"), ("port", "²", "value.port"),
        ("asn", "4294967296", "value.asn"), ("timestamp", "2026-03-04", "time.form"), ("timestamp", "", "time.missing"),
        ("timestamp", "2026-02-30 00:00:00", "time.range"), ("timestamp", "2026-W10-3", "time.form"),
        ("timestamp", "1989-12-31 23:59:59", "time.range"), ("timestamp", "2026-03-07 00:00:01", "time.range"),
        ("timestamp", "2026-03-04T10:00:00+15:00", "time.range"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_exactly_of_its_kind_sets_its_row_aside(column, value, code):
    normal = normalise(a_slice(a_row(), a_row(**{column: value})), a_report(), KNOWN)

    assert normal.events["row"].to_list() == [1]
    assert normal.rejects.select("row", "line", "column", "value", "code").rows() == [(2, 3, column, value, code)]
    assert normal.rejects["raw"][0]


def test_a_leap_second_is_read_as_the_next_second():
    assert events(a_row(timestamp="2026-03-03 23:59:60"))["seen_at"].to_list() == [datetime(2026, 3, 4, tzinfo=UTC)]


def test_a_pattern_in_a_host_column_is_kept_and_names_nobody():
    found = events(a_row(hostname="*.example.example"), a_row(hostname="WWW.Example.Example."))

    assert found["domain"].to_list() == [None, "www.example.example"]
    assert found["hostname"].to_list() == ["*.example.example", "WWW.Example.Example."]


def test_an_address_that_reaches_nobody_is_kept_and_marked():
    assert events(a_row(ip="10.0.0.1"), a_row(ip="192.0.2.1"))["tags"].to_list() == [["non-routable"], None]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({"timestamp": "2026-03-04 23:00:00"}, True), ({"severity": "low"}, True), ({"timestamp": "2026-03-03 01:02:03"}, False),
        ({"port": "444"}, False), ({"ip": "192.0.2.2"}, False), ({"tag": "x"}, False), ({"hostname": "a.example"}, False),
    ],
)  # fmt: skip
def test_what_makes_two_rows_the_same_is_what_was_seen_and_on_which_day(change, same):
    columns = {"tag": "", "hostname": "", "severity": "high"}
    keys = events(a_row(**columns), a_row(**{**columns, **change}))["key"]

    assert (keys[0] == keys[1]) is same


def test_the_key_of_a_row_never_changes_between_releases():
    table = pl.DataFrame({"seen_at": [datetime(2026, 3, 4, 23, tzinfo=UTC)], "ip": ["192.0.2.1"], "port": [443], "host": [None]})

    key = row_keys(table, "scan_rdp", ["ip", "port", None, "host"])[0]

    published = "8:scan_rdp10:2026-03-049:192.0.2.13:443--"  # host and the column it lacks are unknown
    assert key == 15277101670550514426
    assert key == pl.select(pl.lit(published).nchash.xxh3_64()).item()


def test_lengths_keep_neighbouring_columns_apart():
    table = pl.DataFrame({"seen_at": [NOW, NOW], "a": ["ab", "a"], "b": ["c", "bc"]})

    assert row_keys(table, "r", ["a", "b"]).n_unique() == 2


def test_a_value_that_is_unknown_in_some_rows_is_a_hyphen_in_those_alone():
    mixed = pl.DataFrame({"seen_at": [NOW, NOW], "a": ["x", None]})
    alone = mixed.tail(1)

    assert row_keys(mixed, "r", ["a"])[1] == row_keys(alone, "r", ["a"])[0] == row_keys(alone, "r", [None])[0]


addresses = st.one_of(st.ip_addresses().map(str), st.text("0123456789abcdefABCDEF:.x/% ", max_size=20))


@settings(max_examples=300, deadline=None)
@given(st.lists(addresses, min_size=1, max_size=20))
def test_addresses_in_columns_are_read_as_the_careful_reader_reads_them(texts):
    table = read_addresses(pl.Series(texts))

    expected = [read_address(text) for text in texts]
    assert [None if hi is None else (hi << 64) | lo for hi, lo in table.select("hi", "lo").iter_rows()] == expected
    assert table["text"].to_list() == [None if number is None else key_text(number) for number in expected]
    assert nobody_behind(table["hi"], table["lo"]).to_list() == [number is not None and reaches_nobody(number) for number in expected]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("aAbé.-_*0\u00df", max_size=12), min_size=1, max_size=20))
def test_hosts_in_columns_are_read_as_the_careful_reader_reads_them(texts):
    assert read_hosts(pl.Series(texts)).to_list() == [read_host(text) if text else None for text in texts]


@given(st.lists(st.text("0123456789+_ ٣", max_size=6), min_size=1, max_size=20))
def test_numbers_are_ascii_digits_within_bounds(texts):
    read = read_numbers(pl.Series(texts), 65_535, pl.UInt16()).to_list()

    assert read == [int(text) if text.isascii() and text.isdecimal() and int(text) <= 65_535 else None for text in texts]


def test_times_with_a_zone_are_brought_to_utc_and_without_one_are_refused_where_the_feed_does_not_say():
    moments, codes = read_times(pl.Series(["2026-03-04T10:00:00-06:00", "2026-03-04 10:00:00"]), naive_is_utc=False)

    assert moments.to_list() == [datetime(2026, 3, 4, 16, tzinfo=UTC), None]
    assert codes.to_list() == [None, "time.no-zone"]


@settings(max_examples=500, deadline=None)
@given(addresses)
def test_an_address_is_what_the_standard_library_takes_for_one_and_nothing_else(text):
    try:
        known = ipaddress.ip_address(text)
    except ValueError:
        known = None
    if known is not None and "%" in text:
        known = None

    expected = None if known is None else int(known) | (0xFFFF << 32 if known.version == 4 else 0)
    assert read_address(text) == expected


@settings(max_examples=300, deadline=None)
@given(st.lists(st.integers(0, 2**128 - 1) | st.integers(0, 2**128 - 1).map(lambda n: n & 0xFFFF0000FFFF0000000000000000FFFF), min_size=1))
def test_ipv6_in_columns_is_written_as_the_standard_library_writes_it(numbers):
    pairs = pl.DataFrame([halves(number) for number in numbers], schema={"hi": pl.UInt64, "lo": pl.UInt64}, orient="row")

    assert show_six(pairs["hi"], pairs["lo"]).to_list() == [str(ipaddress.IPv6Address(number)) for number in numbers]
