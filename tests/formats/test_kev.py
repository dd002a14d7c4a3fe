"""The KEV catalogue: both forms give the same, oddities are kept and noted."""

import csv
import datetime as dt
import io
import json

import pytest
from tests.formats.official import official

from baluarte.core.errors import Unusable
from baluarte.formats.kev import FIELDS, read_kev
from baluarte.formats.reports import open_report


def entry(**values):
    return {
        "cveID": "CVE-2026-0001", "vendorProject": "Vendor", "product": "Product", "vulnerabilityName": "A flaw", "dateAdded": "2026-03-04",
        "shortDescription": "Text", "requiredAction": "Update.", "dueDate": "2026-03-25", "knownRansomwareCampaignUse": "Unknown",
        "notes": "https://vendor.example", "cwes": ["CWE-20", "CWE-79"], **values,
    }  # fmt: skip


def as_json(*entries):
    return json.dumps({"title": "KEV", "catalogVersion": "2026.03.04", "count": len(entries), "vulnerabilities": list(entries)}).encode()


def as_csv(*entries):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(FIELDS)
    for one in entries:
        writer.writerow([", ".join(one[name]) if name == "cwes" else one[name] for name in FIELDS])
    return buffer.getvalue().encode()


TWO = (entry(), entry(cveID="CVE-2026-0002", knownRansomwareCampaignUse="Known", product="Other "))


def test_both_forms_give_the_same_table():
    assert read_kev(as_json(*TWO)).equals(read_kev(as_csv(*TWO)))


def test_each_vulnerability_has_its_days_and_whether_ransomware_uses_it():
    table = read_kev(as_json(*TWO))

    assert table.columns == ["cve", "added", "due", "ransomware", "vendor", "product", "name"]
    assert table.row(1) == ("CVE-2026-0002", dt.date(2026, 3, 4), dt.date(2026, 3, 25), True, "Vendor", "Other", "A flaw")


@pytest.mark.parametrize(("name", "data"), [("kev.json", as_json(*TWO)), ("kev.csv", as_csv(*TWO))])
def test_the_catalogue_is_told_by_its_content_and_read_as_a_report(name, data):
    (reading,) = open_report(name, io.BytesIO(data))
    (part,) = reading.slices

    assert (reading.report.feed, reading.report.name, reading.report.point) == ("kev", "kev", "product")
    assert part.table[reading.report.roles["seen"][0]].to_list() == ["2026-03-04T00:00:00Z"] * 2
    assert part.table["dateAdded"].to_list() == ["2026-03-04"] * 2
    assert part.table["product"].to_list() == ["Product", "Other"]


def test_a_blank_at_the_end_of_a_name_is_trimmed_and_noted():
    (reading,) = open_report("kev.json", io.BytesIO(as_json(entry(vendorProject="SimpleHelp "))))

    assert reading.notes == ["kev.trimmed"]
    assert next(reading.slices).table["vendorProject"].to_list() == ["SimpleHelp"]


def test_a_due_date_before_the_date_added_is_kept_and_noted():
    odd = entry(dateAdded="2021-11-03", dueDate="2021-04-16")

    (reading,) = open_report("kev.json", io.BytesIO(as_json(odd)))
    table = read_kev(as_json(odd))

    assert reading.notes == ["kev.due-before-added"]
    assert table["due"].to_list() == [dt.date(2021, 4, 16)]


@pytest.mark.parametrize(
    ("change", "column", "code"),
    [
        ({"cveID": "CVE-26-1"}, "cveID", "value.cve"), ({"dateAdded": "03/04/2026"}, "dateAdded", "time.form"),
        ({"product": None}, "product", "value.missing"),
    ],
)  # fmt: skip
def test_an_entry_that_lacks_what_it_must_have_is_set_aside_alone(change, column, code):
    (reading,) = open_report("kev.json", io.BytesIO(as_json(entry(**change), entry())))
    (part,) = reading.slices

    assert part.table.height == 1
    assert part.rejects.select("row", "column", "code").rows() == [(1, column, code)]


@pytest.mark.parametrize("data", [b"{}", b'{"vulnerabilities": 3}', b'{"vulnerabilities": [', b"cveID,product\n"])
def test_what_is_not_the_catalogue_is_refused(data):
    with pytest.raises(Unusable):
        read_kev(data)


def test_the_official_catalogue_is_read_whole():
    data = official("kev/known_exploited_vulnerabilities.json")
    entries = json.loads(data)["vulnerabilities"]

    table = read_kev(data)
    (reading,) = open_report("kev.json", io.BytesIO(data))
    (part,) = reading.slices

    assert table.height == len(entries) == part.table.height
    assert table["ransomware"].sum() == sum(one["knownRansomwareCampaignUse"] == "Known" for one in entries)
    assert not part.rejects.height
    assert set(reading.notes) == {"kev.trimmed", "kev.due-before-added"}
    assert table.filter(table["due"] < table["added"]).height == 15
