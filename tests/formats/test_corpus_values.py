"""The corpus of bad values (guarantees.md 6.7): one row each, through reader and schema, with its expectation beside it.

A value is refused under a code, or accepted, and then its column says what is written here.
"""

import io
from datetime import UTC, datetime

import polars as pl
import pytest

from baluarte.core.constituency.claims import CLAIMS
from baluarte.core.feeds.reading import LINE, ROW
from baluarte.core.ground.names import read_mail
from baluarte.core.warning.deduplicate import Memory, nothing_known
from baluarte.core.warning.job import Terms, run
from baluarte.core.warning.match import build_index
from baluarte.formats.reports import open_report

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
NAME = "2026-03-04-scan_ssl-anahuac.csv"
GOOD = {
    "timestamp": "2026-03-04 10:00:00", "ip": "192.0.2.1", "port": "443", "protocol": "tcp", "asn": "64500", "geo": "AN", "hostname": "",
    "tag": "ssl", "severity": "high",
}  # fmt: skip
# Number 1 owns every address there is; number 2 a name; number 3 the numbers that nobody may own.
OWNED = pl.DataFrame(
    [(1, 1, "cidr", "0.0.0.0/0", None, None, "declared", []), (2, 1, "cidr", "::/0", None, None, "declared", []),
     (3, 2, "domain", "clinic.example", None, None, "declared", []), (4, 2, "domain", "xn--fa-hia.de", None, None, "declared", [])],
    schema=CLAIMS, orient="row",
)  # fmt: skip
INDEX = build_index(OWNED)
TEN = datetime(2026, 3, 4, 10, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 5, tzinfo=UTC)
PRIVATE = {"org": 0, "tags": ["ssl", "non-routable"]}


def read(data: bytes, name: str = NAME) -> tuple[pl.DataFrame, list[str]]:
    """Return the events of a file and the codes of what was set aside."""
    terms = Terms(INDEX, bytes(32), NOW, 0, nothing_known)
    events, codes = [], []
    for reading in open_report(name, io.BytesIO(data)):
        for batch in run(reading, terms, Memory(nothing_known)):
            events += [part.events for part in batch.parts]
            codes += batch.rejects["code"].to_list()
    return pl.concat(events, how="diagonal_relaxed") if events else pl.DataFrame(), codes


def row(**values: str) -> bytes:
    told = {**GOOD, **values}
    quoted = ",".join('"' + value.replace('"', '""') + '"' for value in told.values())
    return f"{','.join(told)}\n{quoted}\n".encode()


REFUSED = {
    "V1": ("ip", "value.address", ["010.0.0.1", "127.1", "0x7f000001", "2130706433", " 192.0.2.1 ", "192.0.2.1\n", "192.0.2.0/24", "1.2.3", "256.1.1.1", "localhost"]),
    "V4": ("ip", "value.address", ["fe80::1%eth0", "fe80::1%1"]),
    "V6": ("ip", "value.address", ["10.0.0.0/33", "0.0.0.0/0", "::/0", "10.0.0.0 0.0.0.255"]),
    "B12": ("ip", "value.address", ["１２７.0.0.1", "127。0。0。1"]),
    "B13": ("port", "value.port", ["８０", "²", "1_000", "+80", " 80 ", "-1", "80.0", "1e2", "٨٠"]),
    "C15": ("port", "value.port", ["1e5", "99999999999999999999"]),
    "V7": ("asn", "value.asn", ["AS", "AS64500", "-1", "4294967296", "64 500"]),
    "V8": ("port", "value.port", ["70000", "80/tcp", "65536", "http"]),
    "V16": ("timestamp", "time.form", ["2026-03-04_10:00:00", "2026-03-04 at 10:00:00"]),
    "V16 far offset": ("timestamp", "time.range", ["2026-03-04T10:00:00+23:59", "2026-03-04T10:00:00-14:01"]),
    "V19": ("timestamp", "time.form", ["2026-W01-1", "20260304", "2026-03-04", "1772618400", "1772618400000", "1772618400.5", "04/03/2026 10:00"]),
    "V20": ("timestamp", "time.range", ["0000-01-01 00:00:00", "0001-01-01 00:00:00", "9999-12-31 23:59:59", "1989-12-31 23:59:59", "2026-03-07 15:00:01", "2026-02-30 10:00:00"]),
    "V20 no digits": ("timestamp", "time.form", ["٢٠٢٦-03-04 10:00:00", "never", "0"]),
}  # fmt: skip
ACCEPTED = {
    "V3 an IPv4 address in six": ({"ip": "::ffff:198.51.100.7"}, {"ip_hi": 0, "ip_lo": 0xFFFF_C633_6407, "org": 1}),
    "V3 a private one in six": ({"ip": "::ffff:10.0.0.1"}, {"ip_lo": 0xFFFF_0A00_0001, **PRIVATE}),
    "V5 nothing": ({"ip": "0.0.0.0"}, PRIVATE),  # noqa: S104 - an address of a report
    "V5 broadcast": ({"ip": "255.255.255.255"}, PRIVATE),
    "V5 private": ({"ip": "172.16.0.1"}, PRIVATE),
    "V5 multicast": ({"ip": "224.0.0.1"}, PRIVATE),
    "V5 carrier-grade": ({"ip": "100.64.0.1"}, PRIVATE),
    "V5 loopback": ({"ip": "127.0.0.1"}, PRIVATE),
    "V5 NAT64 of a private one": ({"ip": "64:ff9b::a00:1"}, PRIVATE),
    "V5 6to4 of a private one": ({"ip": "2002:a00:1::"}, PRIVATE),
    "V5 site-local": ({"ip": "fec0::1"}, PRIVATE),
    "V5 documentation that an asset covers": ({"ip": "192.0.2.9"}, {"org": 1, "tags": ["ssl"]}),
    "V7 nought": ({"asn": "0"}, {"asn": None}),
    "V7 the last": ({"asn": "4294967295"}, {"asn": 4_294_967_295}),
    "V8 port nought": ({"port": "0"}, {"port": 0}),
    "V11 a dot at the end": ({"ip": "", "hostname": "www.clinic.example."}, {"domain": "www.clinic.example", "org": 2}),
    "V11 capitals": ({"ip": "", "hostname": "WWW.Clinic.EXAMPLE"}, {"domain": "www.clinic.example", "org": 2}),
    "V11 an underscore": ({"ip": "", "hostname": "_dmarc.clinic.example"}, {"domain": "_dmarc.clinic.example"}),
    "V11 an empty label": ({"ip": "", "hostname": "a..clinic.example"}, {"domain": None, "org": 0}),
    "V11 a label of 64": ({"ip": "", "hostname": f"{'x' * 64}.clinic.example"}, {"domain": None, "org": 0}),
    "V11 a name of 254": ({"ip": "", "hostname": ("a" * 59 + ".") * 4 + "clinic.example"}, {"domain": None, "org": 0}),
    "V12 the letters of a language": ({"ip": "", "hostname": "faß.de"}, {"domain": "xn--fa-hia.de", "org": 2}),
    "V12 its form for machines": ({"ip": "", "hostname": "xn--fa-hia.de"}, {"domain": "xn--fa-hia.de", "org": 2}),
    "V13 a top-level domain": ({"ip": "", "hostname": "example"}, {"org": 0}),
    "V13 a public suffix": ({"ip": "", "hostname": "gob.mx"}, {"org": 0}),
    "V13 a wildcard": ({"ip": "", "hostname": "*.clinic.example"}, {"domain": None, "org": 0}),
    "V13 an address in a field of names": ({"ip": "", "hostname": "192.0.2.1"}, {"domain": None, "org": 0}),
    "V16 Z": ({"timestamp": "2026-03-04T10:00:00Z"}, {"seen_at": TEN}),
    "V16 z": ({"timestamp": "2026-03-04T10:00:00z"}, {"seen_at": TEN}),
    "V16 an offset": ({"timestamp": "2026-03-04T04:00:00-06:00"}, {"seen_at": TEN}),
    "V16 the last offset there is": ({"timestamp": "2026-03-05T00:00:00+14:00"}, {"seen_at": TEN}),
    "V17 a leap second": ({"timestamp": "2026-03-04 23:59:60"}, {"seen_at": MIDNIGHT}),
    "V17 twenty-four": ({"timestamp": "2026-03-04 24:00:00"}, {"seen_at": MIDNIGHT}),
    "V18 nanoseconds": ({"timestamp": "2026-03-04 10:00:00.123456789"}, {"seen_at": TEN.replace(microsecond=123456)}),
    "V20 forty-eight hours ahead": ({"timestamp": "2026-03-07 15:00:00"}, {"seen_at": datetime(2026, 3, 7, 15, tzinfo=UTC)}),
    "V23 markup": ({"tag": "<script>alert(1)</script>"}, {"org": 1}),
    "V25 small letters": ({"tag": "cve-2021-44228"}, {"cves": ["CVE-2021-44228"]}),
    "V25 blanks": ({"tag": "CVE 2021 44228"}, {"cves": []}),
    "V25 six digits": ({"tag": "CVE-2021-123456"}, {"cves": ["CVE-2021-123456"]}),
    "V25 a year of five digits": ({"tag": "CVE-99999-1234"}, {"cves": []}),
    "V25 three digits": ({"tag": "CVE-2021-123"}, {"cves": []}),
    "B9 an escape of a terminal": ({"tag": "\x1b[31mred"}, {"org": 1}),
    "B10 another direction": ({"tag": "\u202egpj.exe"}, {"org": 1}),
    "B11 a flood of marks": ({"tag": "a" + "\u0301" * 500}, {"org": 1}),
    "C14 a formula": ({"tag": "=cmd|' /C calc'!A0"}, {"org": 1}),
    "C15 noughts in front": ({"port": "00443"}, {"port": 443}),
}  # fmt: skip


@pytest.mark.parametrize(
    ("column", "code", "value"), [(column, code, value) for column, code, values in REFUSED.values() for value in values]
)
def test_a_value_that_is_not_exactly_what_its_column_holds_is_set_aside_under_its_code(column, code, value):
    events, codes = read(row(**{column: value}))

    assert (events.height, codes) == (0, [code])


@pytest.mark.parametrize("case", ACCEPTED)
def test_a_value_that_is_odd_and_no_lie_is_kept_in_its_one_form(case):
    given, wanted = ACCEPTED[case]

    events, codes = read(row(**given))

    assert codes == []
    event = events.row(0, named=True)
    assert {name: event[name] for name in wanted} == wanted


def test_v15_a_time_without_a_zone_is_never_read_as_local():
    data = b"timestamp,ip,port\n2026-03-04 10:00:00,192.0.2.1,443\n2026-03-04T10:00:00Z,192.0.2.1,444\n"

    events, codes = read(data, "anything.csv")

    assert (events["port"].to_list(), codes) == ([444], ["time.no-zone"])


@pytest.mark.parametrize(
    "text",
    ["a@b.example, c@d.example", "a@b.example\r\nBcc: x@y.example", "x@y)z@w.example", "a@[192.0.2.1]", "a" * 320 + "@b.example", "<a@b.example",
     '"a b"@c.example', "@b.example", "a@", "a@b@c.example", "a@b.example\0", ""],
)  # fmt: skip
def test_v22_what_is_not_one_plain_mail_address_is_none(text):
    assert read_mail(text) is None


def test_v22_a_plus_sign_is_part_of_the_address():
    assert read_mail("a+b@c.example") == ("a+b@c.example", "c.example")


@pytest.mark.parametrize(
    "link",
    ["http://a@b@c.example/", "http:\\\\c.example", "javascript:alert(1)", "data:text/html,x", "http://c.example:99999/", "http://[::1/", "http://c\x00.example/",
     "http://c.example\t/x", "hxxp://c[.]example/"],
)  # fmt: skip
def test_v14_an_odd_link_names_no_owner_and_stops_no_row(link):
    data = f'timestamp,url,ip,severity\n2026-03-04 10:00:00,"{link}",192.0.2.1,high\n'.encode()

    events, codes = read(data, "2026-03-04-malware_url-anahuac.csv")

    assert (events.height + len(codes), [code for code in codes if not code.startswith(("value.", "bytes."))]) == (1, [])
    assert events.height == 0 or events["domain"].to_list() in ([None], ["c.example"])


def test_c13_rows_behind_a_broken_quote_that_look_like_rows_are_counted_as_doubtful():
    head = ",".join(GOOD).encode() + b"\n"
    banner = b'2026-03-04 10:00:00,192.0.2.1,443,tcp,64500,AN,,"an open quote\n'
    forged = b"2026-03-04 10:00:00,198.51.100.9,22,tcp,64500,AN,,ssl,high\n"
    (reading,) = open_report(NAME, io.BytesIO(head + banner + forged))

    (part,) = reading.slices

    assert (part.after_resync, part.rejects["code"].to_list()) == (1, ["csv.quote"])
    assert {ROW, LINE} <= set(part.table.columns)
