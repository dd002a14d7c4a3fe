"""The main job with no server: what the folder holds, that rows add up, and that hostile files hurt nobody."""

import csv
import gzip
import io
import json
import zipfile
from pathlib import Path

import polars as pl
import pytest

from baluarte.core.feeds.schema import EVENT_SCHEMA

ASSETS = """organisation,name,kind,value,contact,language
hospital,Hospital Ejemplo,cidr,192.0.2.0/24,seguridad@hospital.example,es
hospital,Hospital Ejemplo,domain,hospital.example,seguridad@hospital.example,es
hospital,Hospital Ejemplo,account_domain,hospital.example,seguridad@hospital.example,es
operator,Example Operator,cidr,192.0.0.0/16,soc@operator.example,en
operator,Example Operator,asn,AS64500,soc@operator.example,en
"""
HEADER = '"timestamp","severity","ip","protocol","port","hostname","tag","asn","geo","region","city","naics","hostname_source","sector"'
RDP = "2026-03-04-scan_rdp-example.csv"


def row(ip="192.0.2.14", port="3389", time="2026-03-04 03:10:00", severity="high"):
    return f'"{time}","{severity}","{ip}","tcp","{port}","","rdp","64501","ZZ","R","C","","",""'


def report(*rows, header=HEADER, end="\n"):
    return (end.join([header, *rows]) + end).encode()


@pytest.fixture
def place(tmp_path):
    (tmp_path / "ours.csv").write_text(ASSETS, "utf-8")
    return tmp_path


@pytest.fixture
def warn(place, type_line):
    def run(files, *options, out="out"):
        paths = []
        for name, data in files.items():
            (place / name).write_bytes(data)
            paths.append(str(place / name))
        options = [*options, "--assets", str(place / "ours.csv"), "--json"]
        if out:
            options += ["--out", str(place / out)]
        return type_line("warn", *paths, *options)

    return run


def accounting(place, out="out"):
    return json.loads((place / out / "accounting.json").read_text("utf-8"))


def events(place, out="out"):
    return pl.concat([pl.read_parquet(path) for path in sorted((place / out / "events").glob("*.parquet"))], how="diagonal")


def sheet(path: Path):
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))


def adds_up(account):
    return account["read"] == account["accepted"] + account["duplicate"] + account["quarantined"] and account["accepted"] == (
        account["matched"] + account["unmatched"]
    )


def test_each_organisation_gets_its_own_findings_and_nobody_elses(warn, place):
    ended = warn({RDP: report(row("192.0.2.14"), row("192.0.77.9"), row("198.51.100.1"))})

    total = accounting(place)["total"]
    hospital, operator = (sheet(place / "out" / "organisations" / slug / "findings.csv") for slug in ("hospital", "operator"))
    assert ended.code == 0
    assert (total["read"], total["accepted"], total["matched"], total["unmatched"]) == (3, 3, 2, 1)
    assert [one["point"] for one in hospital] == ["192.0.2.14:3389/tcp"]
    assert [one["point"] for one in operator] == ["192.0.77.9:3389/tcp"]
    for name in ("findings.csv", "findings.json", "notice.es.txt", "notice.en.txt", "notice.html"):
        assert "192.0.77.9" not in (place / "out" / "organisations" / "hospital" / name).read_text("utf-8")


def test_the_object_on_standard_output_is_the_accounting_file(warn, place):
    ended = warn({RDP: report(row())})

    assert ended.json == accounting(place)
    assert ended.json["assets"] == {"read": 5, "taken": 5, "rejected": 0}
    assert ended.json["files"][0]["file"] == RDP


def test_events_hold_the_schema_the_slug_of_the_owner_and_the_columns_of_the_report(warn, place):
    header = HEADER + ',"invented_yesterday"'
    warn({RDP: report(row() + ',"kept"', row("198.51.100.1") + ',"too"', header=header)})

    table = events(place)
    assert set(EVENT_SCHEMA.names()) | {"organisation", "invented_yesterday", "geo"} <= set(table.columns)
    assert sorted(table.select(pl.col("organisation").cast(pl.String), "invented_yesterday").rows()) == [("", "too"), ("hospital", "kept")]


def test_the_same_rows_in_two_files_count_once_in_either_order(warn, place):
    one, two = report(row(port="1"), row(port="2")), report(row(port="2", time="2026-03-04 09:00:00"), row(port="3"))

    warn({"2026-03-04-scan_rdp-a.csv": one, "2026-03-04-scan_rdp-b.csv": two}, out="first")
    warn({"2026-03-04-scan_rdp-a.csv": two, "2026-03-04-scan_rdp-b.csv": one}, out="second")

    totals = [accounting(place, out)["total"] for out in ("first", "second")]
    findings = [
        [{key: value for key, value in one.items() if key != "updated_at_utc"} for one in sheet(place / out / "findings.csv")]
        for out in ("first", "second")
    ]
    assert totals[0] == totals[1]
    assert (totals[0]["accepted"], totals[0]["duplicate"]) == (3, 1)
    assert findings[0] == findings[1]


def test_the_same_file_twice_in_one_call_is_all_duplicate_the_second_time(warn, place):
    data = report(row(port="1"), row(port="2"))

    warn({"2026-03-04-scan_rdp-a.csv": data, "2026-03-04-scan_rdp-b.csv": data})

    assert [account["duplicate"] for account in accounting(place)["files"]] == [0, 2]


def test_a_bad_row_is_set_aside_with_its_reason_and_the_others_go_on(warn, place):
    ended = warn({RDP: report(row(), row("010.0.0.1"), row(port="70000"), row(time="yesterday"), row("192.0.2.15"))})

    set_aside = sheet(place / "out" / "quarantine.csv")
    assert ended.code == 1
    assert [(one["row"], one["column"], one["code"]) for one in set_aside] == [
        ("2", "ip", "value.address"), ("3", "port", "value.port"), ("4", "timestamp", "time.form"),
    ]  # fmt: skip
    assert all(one["file"] == RDP and one["value"] and one["raw"] for one in set_aside)
    assert accounting(place)["total"]["accepted"] == 2


HOSTILE = {
    "unclosed-quote": (report(row(), '"2026-03-04 03:10:00","high","192.0.2.15', row("192.0.2.16"), row("192.0.2.17")), 3, 1),
    "nul": (report(row(), row("192.0.2.15").replace("rdp", "r\0p"), row("192.0.2.16")), 2, 1),
    "byte-order-mark": (b"\xef\xbb\xbf" + report(row()), 1, 0),
    "mixed-line-ends": (report(row()) + row("192.0.2.15").encode() + b"\r\n" + row("192.0.2.16").encode(), 3, 0),
    "too-few-columns": (report(row(), '"2026-03-04 03:10:00","high"', row("192.0.2.16")), 2, 1),
    "too-many-columns": (report(row(), row("192.0.2.15") + ',"more"', row("192.0.2.16")), 2, 1),
    "bad-bytes": (report(row()) + row("192.0.2.15").replace("rdp", "r\u00e9").encode("latin-1") + b"\n", 1, 1),
    "text-after-quote": (report(row(), row("192.0.2.15").replace('"tcp"', '"tcp"x'), row("192.0.2.16")), 2, 1),
    "blank-lines": (report(row(), "", "", row("192.0.2.16")), 2, 0),
    "header-again": (report(row(), HEADER, row("192.0.2.16")), 2, 0),
    "bad-times": (report(row(), row(time="2026-03-04T03:10"), row(time="1970-01-01 00:00:00"), row(time="2190-01-01 00:00:00")), 1, 3),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_only_its_bad_rows(warn, place, name):
    data, good, bad = HOSTILE[name]

    ended = warn({RDP: data})

    total = accounting(place)["total"]
    assert (total["accepted"] + total["duplicate"], total["quarantined"]) == (good, bad)
    assert adds_up(total)
    assert ended.code == (1 if bad else 0)
    assert len(sheet(place / "out" / "quarantine.csv")) == bad


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (report(row()).decode().encode("utf-16"), "bytes.encoding"),
        (b"", "file.empty"),
        (report(row(), header=HEADER.replace('"severity"', '"ip"')), "csv.header-twice"),
        (report(row(), header=HEADER.replace('"timestamp"', '"when"')), "csv.header"),
        (report(row(), row(), end="\r"), "lines.cr-only"),
        (b"<!doctype html><p>Sorry</p>", "file.not-this-format"),
    ],
)
def test_a_refused_file_among_others_is_accounted_for_and_stops_nothing(warn, place, data, code):
    ended = warn({RDP: data, "2026-03-04-scan_ssl-example.csv": report(row())})

    refused, read = accounting(place)["files"]
    assert ended.code == 1
    assert refused["refused"] == code
    assert refused["read"] == refused["quarantined"] >= 1
    assert read["accepted"] == 1
    assert adds_up(accounting(place)["total"])


def test_when_no_file_can_be_read_the_command_is_unusable(warn, place):
    ended = warn({RDP: b"<html>"})

    assert ended.code == 2
    assert ended.json["error"]["code"] == "file.not-this-format"
    assert not (place / "out").exists()


def test_a_truncated_gzip_keeps_the_rows_that_came(warn, place):
    whole = gzip.compress(report(*(row(port=str(number)) for number in range(1, 2001))))

    ended = warn({RDP + ".gz": whole[: len(whole) // 2]})

    account = accounting(place)["files"][0]
    assert ended.code == 1
    assert account["partial"] == "file.truncated"
    assert 0 < account["accepted"] < 2000
    assert adds_up(account)


def test_a_zip_of_two_reports_is_two_accounts(warn, place):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("2026-03-04-scan_rdp-x.csv", report(row()))
        archive.writestr("2026-03-04-scan_ssl-x.csv", report(row()))

    warn({"day.zip": packed.getvalue()})

    assert sorted(account["report"] for account in accounting(place)["files"]) == ["scan_rdp", "scan_ssl"]


def test_the_owner_reads_the_account_name_and_nobody_else_does(warn, place):
    header = '"timestamp","email","infection","source_url","public_source","status","tag","severity","service","username","detail"'
    leaked = '"2026-03-04 03:10:00","a.person@hospital.example","stealer","","","","","critical","mail","",""'

    warn({"2026-03-04-compromised_account-example.csv": report(leaked, header=header)})

    owner = (place / "out" / "organisations" / "hospital" / "findings.csv").read_text("utf-8")
    assert "a.person@hospital.example" in owner
    assert "a.person" not in (place / "out" / "findings.csv").read_text("utf-8")
    assert "a.person" not in str(events(place).to_dicts())


def test_an_earlier_result_is_replaced_and_a_strange_folder_is_refused(warn, place):
    warn({RDP: report(row())})
    again = warn({RDP: report(row("192.0.77.9"))})
    (place / "mine").mkdir()
    (place / "mine" / "thesis.txt").write_text("years of work", "utf-8")
    refused = warn({RDP: report(row())}, out="mine")

    assert again.code == 0
    assert not (place / "out" / "organisations" / "hospital").exists()
    assert (refused.code, refused.json["error"]["code"]) == (2, "command.out-not-ours")
    assert (place / "mine" / "thesis.txt").read_text("utf-8") == "years of work"


def test_a_listed_flaw_comes_first_whatever_the_feed_says(warn, place):
    listed = {"vulnerabilities": [{"cveID": "CVE-2022-27925", "vendorProject": "Acme", "product": "Mail", "vulnerabilityName": "x", "dateAdded": "2022-08-11", "shortDescription": "x", "requiredAction": "x", "dueDate": "2022-09-01", "knownRansomwareCampaignUse": "Unknown", "notes": "", "cwes": []}]}  # fmt: skip
    (place / "kev.json").write_text(
        json.dumps({"title": "x", "catalogVersion": "1", "dateReleased": "2026-01-01T00:00:00Z", "count": 1, **listed}), "utf-8"
    )
    used, worse = (
        row("192.0.2.1", severity="medium").replace("rdp", "cve-2022-27925"),
        row("192.0.2.2", severity="critical").replace("rdp", "cve-2026-10000"),
    )

    warn({RDP: report(worse, used)}, "--kev", str(place / "kev.json"))

    found = sheet(place / "out" / "findings.csv")
    assert [one["cves"] for one in found] == ["CVE-2022-27925", "CVE-2026-10000"]
    assert found[0]["priority"] == "1"


def test_a_row_of_two_owners_is_one_event_in_the_accounts_and_a_row_an_owner_in_the_events(warn, place):
    (place / "ours.csv").write_text(ASSETS + "operator,Example Operator,cidr,192.0.2.0/24,,en\n", "utf-8")

    warn({RDP: report(row())})

    assert accounting(place)["total"]["accepted"] == 1
    assert sorted(events(place)["organisation"].cast(pl.String)) == ["hospital", "operator"]


def test_a_file_that_is_not_there_stops_nothing(warn, place, type_line):
    (place / RDP).write_bytes(report(row()))

    ended = type_line("warn", str(place / "nope.csv"), str(place / RDP), "--assets", str(place / "ours.csv"), "--json")

    missing, read = ended.json["files"]
    assert ended.code == 1
    assert (missing["refused"], missing["read"]) == ("command.file", 0)
    assert read["accepted"] == 1


def test_a_refused_file_without_a_row_still_counts_as_one(warn, place):
    warn({RDP: b"hello", "2026-03-04-scan_ssl-example.csv": report(row())})

    refused = accounting(place)["files"][0]
    assert (refused["read"], refused["quarantined"], refused["recognised"]) == (1, 1, False)
    assert len(sheet(place / "out" / "quarantine.csv")) == 1


def test_asset_rows_that_cannot_be_read_are_counted_and_handed_back(warn, place):
    (place / "ours.csv").write_text(ASSETS + "hospital,Hospital Ejemplo,cidr,192.0.2.300/24,,es\n", "utf-8")

    ended = warn({RDP: report(row())})

    assert ended.code == 1
    assert accounting(place)["assets"] == {"read": 6, "taken": 5, "rejected": 1}
    assert [one["line"] for one in sheet(place / "out" / "assets-rejected.csv")] == ["7"]


@pytest.mark.parametrize("words", [("--json=everything",), ("--format", "csv"), ("--format", "jsonl")])
def test_a_form_that_the_command_does_not_have_is_refused(place, type_line, words):
    (place / RDP).write_bytes(report(row()))

    assert type_line("warn", str(place / RDP), "--assets", str(place / "ours.csv"), *words).code == 2


def test_a_type_that_nobody_knows_is_read_and_said(warn, place):
    ended = warn({"2026-03-04-scan_invented-example.csv": report(row())})

    assert ended.code == 0
    assert "scan_invented" in ended.err
    assert accounting(place)["total"]["matched"] == 1


@pytest.mark.parametrize("where", ["XFD1048576", "ZZZZZZ2", "A99999999999999"])
def test_a_workbook_whose_cells_lie_too_far_apart_is_refused_before_anything_is_allocated(warn, place, where):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", f'<worksheet><sheetData><row r="1"><c r="{where}"/></row></sheetData></worksheet>')

    warn({"far.xlsx": packed.getvalue(), RDP: report(row())})

    refused, read = accounting(place)["files"]
    assert refused["refused"] in {"file.too-large", "file.not-this-format"}
    assert read["accepted"] == 1


@pytest.mark.parametrize("odd", ["hospital,H\x1b[31m,cidr,192.0.2.0/25,,es", f"hospital,{'x' * 5000},cidr,192.0.2.0/25,,es"])
def test_an_odd_name_costs_its_row_and_nobody_elses(warn, place, odd):
    (place / "ours.csv").write_text(ASSETS + odd + "\n", "utf-8")

    ended = warn({RDP: report(row())})

    assert ended.code == 1
    assert accounting(place)["assets"]["rejected"] == 1
    assert accounting(place)["total"]["matched"] == 1


def test_a_folder_that_only_looks_like_ours_is_left_alone(warn, place):
    for name in (".out.abc.partial", ".out.2.0123abcd.partial", ".out.0123abcd.old"):
        (place / name).mkdir()
        (place / name / "work.txt").write_text("years", "utf-8")

    warn({RDP: report(row())})

    assert all((place / name / "work.txt").exists() for name in (".out.abc.partial", ".out.2.0123abcd.partial", ".out.0123abcd.old"))


def test_a_gzip_with_a_wrong_check_sum_keeps_every_row_before_it(warn, place):
    packed = bytearray(gzip.compress(report(*(row(port=str(number)) for number in range(1, 3001)))))
    packed[-6] ^= 1

    ended = warn({RDP + ".gz": bytes(packed)})

    account = accounting(place)["files"][0]
    assert ended.code == 1
    assert account["partial"] == "file.damaged"
    assert account["accepted"] == 3000
