"""CVE records, JSON 5.x: every shape of the schema, rejected ones too, and hostile bytes."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.errors import Unusable
from baluarte.core.products.ranges import Change, Span, status_of
from baluarte.core.products.record import read_concerned
from baluarte.formats.cve import open_cve
from baluarte.formats.reports import open_report

VERSIONS = [
    {"version": "7.0", "status": "affected"},
    {"version": "7.1", "status": "affected", "versionType": "semver"},
    {"version": "7.2.0", "status": "affected", "versionType": "semver", "lessThan": "7.2.11"},
    {"version": "7.4.0", "status": "affected", "versionType": "semver", "lessThanOrEqual": "7.4.3", "changes": [{"at": "7.4.2", "status": "unaffected"}]},
]  # fmt: skip


def cvss(score, scheme="cvssV3_1"):
    return {
        scheme: {
            "version": "3.1",
            "baseScore": score,
            "baseSeverity": "HIGH",
            "vectorString": "CVSS:3.1/AV:N/AC:L/PR:H/UI:N/S:U/C:H/I:H/A:H",
        }
    }


def record(cve="CVE-2026-11111", adp=(), state="PUBLISHED", meta=None, **cna):
    container = {
        "providerMetadata": {"orgId": "0"}, "descriptions": [{"lang": "es", "value": "Una falla"}, {"lang": "en", "value": "A flaw"}],
        "affected": [{"vendor": "Acme", "product": "Mail Server", "defaultStatus": "unaffected", "versions": VERSIONS}],
        "references": [{"url": "https://acme.example/advisory"}], "title": "Acme Mail Server lets strangers in",
        "problemTypes": [{"descriptions": [{"lang": "en", "description": "CWE-22", "cweId": "CWE-22"}]}], "metrics": [cvss(7.2)], **cna,
    }  # fmt: skip
    dates = {"datePublished": "2026-03-01T10:00:00", "dateUpdated": "2026-03-02T11:30:00.123Z"} if meta is None else meta
    return {
        "dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": {"cveId": cve, "state": state, "assignerShortName": "acme", **dates},
        "containers": {"cna": container, **({"adp": list(adp)} if adp else {})},
    }  # fmt: skip


def rows(*records, data=None):
    reading = open_cve(data or json.dumps(records[0] if len(records) == 1 else list(records)).encode())
    (part,) = reading.slices
    return part.table, part.rejects


def test_every_shape_of_a_version_is_kept_as_it_was_written():
    table, rejects = rows(record())
    (concerned,) = read_concerned(table["affected"][0])

    assert rejects.is_empty()
    assert concerned.affected.default == "unaffected"
    assert concerned.affected.spans == (
        Span("7.0", "affected"),
        Span("7.1", "affected", "semver"),
        Span("7.2.0", "affected", "semver", less_than="7.2.11"),
        Span("7.4.0", "affected", "semver", less_than_or_equal="7.4.3", changes=(Change("7.4.2", "unaffected"),)),
    )
    assert [status_of(one, concerned.affected) for one in ("7.0", "7.2.10", "7.2.11", "7.4.1", "7.4.3")] == [
        "affected", "affected", "unaffected", "affected", "unaffected",
    ]  # fmt: skip


def test_a_record_says_when_how_bad_and_in_english():
    table, _ = rows(record())

    assert table.select("cveId", "state", "title", "description", "cvssVersion", "cvssScore", "cvssSeverity", "cwes", "references").row(0) == (
        "CVE-2026-11111", "PUBLISHED", "Acme Mail Server lets strangers in", "A flaw", "3.1", "7.2", "high", "CWE-22",
        "https://acme.example/advisory",
    )  # fmt: skip
    assert table["seen_at"][0] == "2026-03-02T11:30:00.123Z"


@pytest.mark.parametrize(
    ("metrics", "version", "score", "severity"),
    [
        ([cvss(9.8), cvss(9.3, "cvssV4_0")], "4.0", "9.3", "critical"),
        ([cvss(5.0, "cvssV2_0"), cvss(6.1, "cvssV3_0")], "3.0", "6.1", "medium"),
        ([cvss(10, "cvssV2_0")], "2.0", "10.0", "critical"),
        ([cvss(0)], "3.1", "0.0", "info"),
        ([{"other": {"type": "ssvc"}}], "", "", ""),
        ([cvss("9.8")], "", "", ""),
        ([cvss(True)], "", "", ""),
        ([cvss(98)], "", "", ""),
        ("9.8", "", "", ""),
    ],
)
def test_the_newest_scheme_with_a_sound_score_counts(metrics, version, score, severity):
    table, _ = rows(record(metrics=metrics))

    assert table.select("cvssVersion", "cvssScore", "cvssSeverity").row(0) == (version, score, severity)


def test_a_score_and_products_that_only_others_added_are_taken():
    adp = {
        "providerMetadata": {"shortName": "CISA-ADP"}, "metrics": [cvss(9.8)],
        "affected": [{"vendor": "acme", "product": "mail", "cpes": ["cpe:2.3:a:acme:mail:*:*:*:*:*:*:*:*"], "versions": [{"version": "0", "status": "affected", "lessThan": "*"}]}],
    }  # fmt: skip
    nothing = [{"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}]

    table, _ = rows(record(adp=[adp], metrics=[], affected=nothing))
    by_authority, added = read_concerned(table["affected"][0])

    assert table["cvssScore"][0] == "9.8"
    assert (by_authority.named, by_authority.by) == (False, "cna")
    assert (added.named, added.by, added.cpes) == (True, "adp", ("cpe:2.3:a:acme:mail:*:*:*:*:*:*:*:*",))


def test_a_rejected_record_is_a_row_that_says_so():
    rejected = record(state="REJECTED", meta={"dateRejected": "2026-03-03T00:00:00"})
    rejected["containers"] = {
        "cna": {"providerMetadata": {}, "rejectedReasons": [{"lang": "en", "value": "Not a flaw."}], "replacedBy": ["CVE-2026-22222"]}
    }

    table, rejects = rows(rejected)

    assert rejects.is_empty()
    assert table.select("state", "description", "affected", "replacedBy").row(0) == ("REJECTED", "Not a flaw.", "[]", "CVE-2026-22222")


@pytest.mark.parametrize("date", ["2026-03-01T10:00:00Z", "2026-03-01T10:00:00", "2026-03-01T10:00:00.000Z", "2026-03-01T04:00:00-06:00"])
def test_a_date_with_or_without_a_zone_is_read(date):
    table, rejects = rows(record(meta={"datePublished": date}))

    assert (table["seen_at"].to_list(), rejects.height) == ([date], 0)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda one: one["cveMetadata"].update(cveId="CVE-26-1"), "value.cve"),
        (lambda one: one["cveMetadata"].update(state="RESERVED"), "value.missing"),
        (lambda one: one.update(dataVersion="4.0"), "file.not-this-format"),
        (lambda one: one.update(dataType="ADVISORY"), "file.not-this-format"),
        (lambda one: one.update(containers=[]), "value.missing"),
        (lambda one: one.update(cveMetadata="x"), "json.not-an-object"),
        (lambda one: one["cveMetadata"].update(dateUpdated="yesterday"), "time.form"),
    ],
)
def test_what_is_not_as_the_schema_says_is_set_aside_and_the_others_are_kept(change, code):
    wrong = record("CVE-2026-33333")
    change(wrong)

    table, rejects = rows(wrong, record())

    assert (table["cveId"].to_list(), rejects["code"].to_list()) == (["CVE-2026-11111"], [code])


def test_one_a_line_is_read_and_a_broken_line_stops_nothing():
    good = json.dumps(record()).encode()
    data = good + b"\n{broken\n\n" + json.dumps(record("CVE-2026-22222")).encode() + b"\n"

    table, rejects = rows(data=data)

    assert table["cveId"].to_list() == ["CVE-2026-11111", "CVE-2026-22222"]
    assert table["#line"].to_list() == [1, 4]
    assert rejects.select("line", "code", "raw").row(0) == (2, "json.syntax", b"{broken")


GOOD = json.dumps(record()).encode()
UNSOUND = {
    "json.number": [GOOD.replace(b'"cna": {', b'"cna": {"x": NaN, '), GOOD.replace(b'"cna": {', b'"cna": {"x": ' + b"9" * 5000 + b", ")],
    "json.key-twice": [GOOD[:-1] + b', "dataVersion": "5.0"}'],
    "json.depth": [GOOD.replace(b'"cna": {', b'"cna": {"x": ' + b"[" * 70 + b"]" * 70 + b", ")],
    "json.syntax": [GOOD[:-3]],
    "bytes.encoding": [GOOD.replace(b"strangers", b"str\xffngers")],
    "bytes.nul": [GOOD.replace(b"strangers", b"str\\u0000ngers")],
}


@pytest.mark.parametrize(("code", "bad"), [(code, bad) for code, every in UNSOUND.items() for bad in every])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_unsound_record_is_set_aside_in_whichever_line_it_stands(code, bad, place):
    lines = [json.dumps(record(one)).encode() for one in ("CVE-2026-22222", "CVE-2026-33333")]
    lines.insert(place, bad)

    table, rejects = rows(data=b"\n".join(lines) + b"\n")

    assert table["cveId"].to_list() == ["CVE-2026-22222", "CVE-2026-33333"]
    assert rejects.select("line", "code", "raw").rows() == [(place + 1, code, bad)]


@pytest.mark.parametrize("bad", [bad for code, every in UNSOUND.items() if code != "json.syntax" for bad in every])
def test_one_unsound_record_in_a_list_or_alone_refuses_the_file(bad):
    for whole in (bad, bad + b"\n", b"[\n" + bad + b",\n" + GOOD + b"\n]\n"):
        with pytest.raises(Unusable):
            open_cve(whole)


def test_the_file_is_told_by_its_content():
    (reading,) = open_report("11111.json", io.BytesIO(json.dumps(record()).encode()))

    assert (reading.report.feed, reading.report.name) == ("cve", "cve")


@pytest.mark.parametrize("data", [b'{"a":1,"a":2}', b"[" * 70 + b"]" * 70, b'{"cveMetadata": NaN}', b'"\xff"', b"{"])
def test_hostile_bytes_are_refused_as_a_whole(data):
    with pytest.raises(Unusable):
        open_cve(data)


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["vendor", "product", "versions", "version", "status", "changes", "at", "cpes", "lessThan"]), inner, max_size=4), max_leaves=12)  # fmt: skip


@settings(max_examples=60)
@given(json_values, json_values)
def test_whatever_stands_in_the_place_of_products_and_scores_breaks_nothing(affected, metrics):
    table, rejects = rows(record(affected=affected, metrics=metrics))

    assert table.height + rejects.height == 1
    for one in read_concerned(table["affected"][0]):
        assert status_of("1.0", one.affected) in {"affected", "unaffected", "unknown"}
