"""Every report type of the catalogue is read, classified, and keeps all its columns."""

import csv
import io
import json

import pytest
from tests.formats.official import official

from baluarte.core.errors import Unusable
from baluarte.core.feeds.schema import SEVERITIES
from baluarte.core.feeds.taxonomy import incident_types
from baluarte.formats.reports import open_report
from baluarte.formats.shadowserver import catalogue, load_catalogue, report_name

# A value for a column whose name says what it holds; else the name itself.
VALUES = {
    "timestamp": "2026-03-04 10:00:00", "ip": "192.0.2.14", "src_ip": "192.0.2.14", "dst_ip": "198.51.100.7", "http_referer_ip": "192.0.2.15",
    "port": "443", "src_port": "50123", "dst_port": "80", "http_referer_port": "80", "protocol": "tcp", "asn": "64500", "src_asn": "64500", "dst_asn": "64501", "http_referer_asn": "64500",
    "hostname": "gw.instituto.example", "src_hostname": "pc.instituto.example", "dst_hostname": "sink.example", "severity": "high",
    "tag": "ssl;cve-2026-0001", "email": "a.user@instituto.example", "url": "http://www.instituto.example/a", "website": "instituto.example",
    "request": "c2.example", "geo": "MX", "naics": "0", "sector": "",
}  # fmt: skip


def file_of(columns):
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow([VALUES.get(name, f'{name}, "x"') for name in columns])
    return buffer.getvalue().encode()


def read(name, columns, known=None):
    (reading,) = open_report(f"2026-03-04-{name}-anahuac-national.csv", io.BytesIO(file_of(columns)), catalogue=known)
    (part,) = reading.slices
    return reading, part


@pytest.mark.parametrize("name", sorted(catalogue().reports))
def test_each_type_of_our_table_is_read_and_an_unknown_column_is_kept(name):
    report = catalogue().report(name)
    columns = list(dict.fromkeys([*report.required, *(one for names in report.roles.values() for one in names), "a_new_column"]))

    reading, part = read(name, columns)

    assert reading.report is report
    assert not part.rejects.height
    assert part.table["a_new_column"].to_list() == ['a_new_column, "x"']
    assert set(columns) <= set(part.table.columns)


def test_our_table_is_sound():
    reports = catalogue().reports

    assert len(reports) == 170
    assert all(report.type in incident_types() for report in reports.values())
    assert all(report.severity in SEVERITIES and report.identifier and report.recognised for report in reports.values())
    assert all(report.title.es and report.title.en and report.title.es != report.title.en for report in reports.values())
    assert all(
        report.roles.get("address") or report.roles.get("account") or report.roles.get("url") or report.roles.get("host")
        for report in reports.values()
    )
    assert {(report.tlp, report.reliability, report.credibility) for report in reports.values()} == {("amber", "B", "2")}


def test_what_people_say_is_no_class_of_ours_and_a_block_list_is_other():
    types = {report.type for report in catalogue().reports.values()}

    assert not types & {"harmful-speech", "violence", "copyright"}
    assert catalogue().report("blocklist").type == "other"


@pytest.mark.parametrize(
    ("name", "point", "column"),
    [
        ("scan_ssl", "service", "ip"), ("population_bgp", "service", "ip"), ("event4_sinkhole", "machine", "src_ip"),
        ("event4_honeypot_darknet", "machine", "src_ip"), ("event4_honeypot_ddos_target", "machine", "dst_ip"),
        ("event6_sinkhole_http_referer", "machine", "http_referer_ip"), ("compromised_website6", "machine", "ip"),
    ],
)  # fmt: skip
def test_a_finding_sits_on_the_party_concerned(name, point, column):
    report = catalogue().report(name)

    assert report.point == point
    assert report.roles["address"] == (column,)


def test_a_stolen_account_is_found_by_its_mail_address_and_marked_as_a_person():
    report = catalogue().report("compromised_account")

    assert report.point == "account"
    assert report.roles["account"][0] == "email"
    assert "address" not in report.roles


def test_an_exchange_server_with_a_web_shell_is_compromised_not_vulnerable():
    for name in ("scan_exchange", "scan6_exchange"):
        report = catalogue().report(name)
        (rule,) = report.by_tag
        assert (report.type, report.identifier) == ("vulnerable-system", "vulnerable-exchange-server")
        assert (rule.contains, rule.type, rule.identifier) == ("webshell", "system-compromise", "exchange-server-webshell")


def test_rows_without_an_address_have_something_else_that_makes_them_the_same():
    for name in ("sandbox_dns", "ransomware_victim", "compromised_account"):
        assert catalogue().report(name).key_also


def test_the_url_a_machine_asked_for_is_not_its_own():
    for name, report in catalogue().reports.items():
        if name.startswith("event"):
            assert "url" not in report.roles


def test_a_type_that_nobody_knows_is_read_by_common_names_and_flagged():
    reading, part = read("scan_new_thing", ["timestamp", "ip", "port", "protocol", "hostname", "brand_new"])

    report = reading.report
    assert (report.recognised, report.type, report.point) == (False, "undetermined", "service")
    assert report.roles["address"] == ("ip",)
    assert part.table["brand_new"].len() == 1


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("2026-03-04-scan_ssl-anahuac-national.csv", "scan_ssl"),
        ("2015-01-01-dns_openresolver-sample-asn.csv", "dns_openresolver"),
        ("2026-03-04-scan6_rdp-a-b-1-2.csv.gz", "scan6_rdp"),
        ("in/2026-03-04-special.csv", "special"),
        ("2026-03-04-scan_ssl-x.zip", "scan_ssl"),
        ("../../2026-03-04-scan_ssl-x.csv", "scan_ssl"),
        ("report.csv", ""),
        ("2026-03-04-Scan SSL-x.csv", ""),
    ],
)
def test_the_type_stands_between_the_date_and_the_next_hyphen(name, wanted):
    assert report_name(name) == wanted


def test_a_file_named_only_by_its_type_is_recognised():
    (reading,) = open_report("scan_ssh.csv", io.BytesIO(file_of(["timestamp", "ip"])))

    assert reading.report.name == "scan_ssh"


def test_a_missing_required_column_refuses_the_file_and_says_which():
    with pytest.raises(Unusable, match="src_ip") as refusal:
        read("event4_sinkhole", ["timestamp", "dst_ip"])

    assert refusal.value.code == "csv.header"


OFFICIAL = json.dumps(
    {
        "scan_ssl": {"name": "Accessible-SSL", "fields": ["timestamp", "ip", "port", "newest"], "classification.type": "weak-crypto"},
        "scan_of_tomorrow": {"name": "Of-Tomorrow", "fields": ["timestamp", "ip", "port"], "classification.type": "ddos-amplifier"},
        "scan6_docker": {"name": "IPv6-Docker", "fields": ["timestamp", "ip", "port"]},
    }
).encode()


def test_the_official_file_brings_new_types_and_its_class_wins():
    known = load_catalogue(OFFICIAL)

    assert known.report("scan_ssl").type == "weak-crypto"
    assert known.report("scan_of_tomorrow").type == "ddos-amplifier"
    assert known.report("scan_of_tomorrow").recognised
    assert known.report("scan6_docker").identifier == "open-docker"
    assert len(known.reports) == 172


def test_columns_the_official_file_does_not_know_and_those_that_are_missing_are_named():
    reading, _ = read("scan_ssl", ["timestamp", "ip", "port", "extra"], load_catalogue(OFFICIAL))

    assert (reading.unknown_columns, reading.missing_columns) == (("extra",), ("newest",))


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"scan_ssl": {}}', b"<html>", b'{"a": 1, "a": 2}'])
def test_what_is_not_the_official_list_is_refused(data):
    with pytest.raises(Unusable):
        load_catalogue(data)


def test_every_type_of_the_official_catalogue_is_read_and_classified_as_it_says():
    data = official("shadowserver/reports.json")
    known, types = load_catalogue(data), json.loads(data)

    for name, entry in types.items():
        reading, part = read(name, entry["fields"], known)
        assert reading.report.name == name
        assert reading.report.recognised
        assert not part.rejects.height, name
        assert set(entry["fields"]) <= set(part.table.columns)
        assert (reading.unknown_columns, reading.missing_columns) == ((), ())
        stated = entry.get("classification.type")
        if stated:
            assert reading.report.type == {"blocklist": "other"}.get(stated, stated), name


def test_our_own_table_already_says_what_the_official_catalogue_says():
    types = json.loads(official("shadowserver/reports.json"))

    for name, entry in types.items():
        report = catalogue().report(name)
        assert report.recognised, name
        assert set(report.required) <= set(entry["fields"]), name
        if "classification.type" in entry:
            assert report.type == {"blocklist": "other"}.get(entry["classification.type"], entry["classification.type"]), name
