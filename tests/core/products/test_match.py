"""Which flaws concern what is run: names in every spelling, versions as records say, doubts in words."""

import json

import polars as pl
import pytest
from tests.formats.official import official

from baluarte.core.constituency.inventory.product import Product, read_product
from baluarte.core.products.match import certainty_of, index_flaws, match_flaws
from baluarte.core.products.names import name_key, name_keys
from baluarte.core.products.record import write_concerned
from baluarte.core.products.tables import CERTAINTY, EXPLOITED_SCHEMA, HELD_SCHEMA, RECORD_SCHEMA

ENTRY = dict.fromkeys(EXPLOITED_SCHEMA.names())
ZCS_SPANS = [{"version": "8.8.15", "status": "affected", "versionType": "custom", "lessThan": "8.8.15 Patch 33"}]


def exploited(*entries):
    return pl.DataFrame(
        [{**ENTRY, "cve": cve, "vendor": vendor, "product": product} for cve, vendor, product in entries], schema=EXPLOITED_SCHEMA
    )


def records(*entries):
    rows = [
        {
            **dict.fromkeys(RECORD_SCHEMA.names()),
            "state": "PUBLISHED",
            "severity": "high",
            **entry,
            "affected": write_concerned(entry["affected"]),
        }
        for entry in entries
    ]
    return pl.DataFrame(rows, schema=RECORD_SCHEMA)


def held(*values):
    rows = []
    for number, value in enumerate(values, 1):
        product = read_product(value)
        rows.append(
            {
                **dict.fromkeys(HELD_SCHEMA.names()),
                "org": number,
                "vendor": product.vendor,
                "product": product.product,
                "bounds": product.bounds,
            }
        )
    return pl.DataFrame(rows, schema=HELD_SCHEMA)


def told(values, listed=(), said=()):
    found = match_flaws(held(*values), index_flaws(exploited(*listed), records(*said)))
    return [(row["org"], row["cve"], row["certainty"]) for row in found.iter_rows(named=True)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Synacor", "Zimbra Collaborate Suite (ZCS)"), ("Synacor", "Zimbra Collaboration Suite (ZCS)")),
        (("Synacor", "Zimbra"), ("zimbra", "Collaboration")),
        (("synacor", "zimbra collaboration suite"), ("Zimbra", "Zimbra Collaboration Suite")),
        (("SimpleHelp ", "SimpleHelp "), ("simplehelp", "SimpleHelp")),
        (("Microsoft", "Exchange Server"), ("Microsoft Corporation", "Microsoft Exchange_Server")),
        (("Atlassian", "Confluence Server and Data Center"), ("atlassian", "Confluence Server/Data Center")),
        (("QNAP", "Network Attached Storage (NAS)"), ("QNAP Systems Inc.", "QNAP Network-Attached Storage")),
        (("Cisco", "IOS Software"), ("Cisco Systems, Inc.", "ios")),
    ],
)
def test_one_product_has_one_key_in_every_spelling(one, other):
    assert name_key(*one) == name_key(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("Cisco", "IOS"), ("Cisco", "IOS XE")), (("D-Link", "DIR-300"), ("D-Link", "DIR-600")), (("SonicWall", "SMA1000 Appliances"), ("SonicWall", "SMA 100 Appliances"))],
)  # fmt: skip
def test_two_products_are_never_folded_into_one(one, other):
    assert name_key(*one) != name_key(*other)


def test_every_entry_of_the_catalogue_can_be_looked_up_unless_it_says_multiple():
    entries = json.loads(official("kev/known_exploited_vulnerabilities.json"))["vulnerabilities"]
    nameless = [one for one in entries if not name_keys(one["vendorProject"], one["product"])]

    assert len(nameless) == sum("Multiple" in one["product"] for one in entries) == 99


def test_a_listed_flaw_concerns_whoever_runs_the_product_however_it_is_spelt():
    found = told(["Zimbra:Collaboration:8.8.15", "Acme:Mail"], [("CVE-2022-24682", "Synacor", "Zimbra Collaborate Suite (ZCS)")])

    assert found == [(1, "CVE-2022-24682", "versions-unstated")]


def test_a_known_version_is_affected_or_it_is_not_and_an_unknown_one_is_a_doubt():
    said = {"cve": "CVE-2022-27925", "affected": [("cna", [{"vendor": "Synacor", "product": "Zimbra Collaboration Suite", "defaultStatus": "unaffected", "versions": ZCS_SPANS}])]}  # fmt: skip
    values = ["Synacor:ZCS:8.8.15 Patch 30", "Synacor:ZCS:8.8.15 p33", "Synacor:ZCS", "Synacor:ZCS:>=8.8,<9", "Synacor:ZCS:8.8.15.1"]

    found = told(values, [("CVE-2022-27925", "Synacor", "Zimbra Collaboration Suite (ZCS)")], [said])

    assert found == [
        (1, "CVE-2022-27925", "version-affected"), (3, "CVE-2022-27925", "version-unknown"), (4, "CVE-2022-27925", "version-range"),
        (5, "CVE-2022-27925", "version-doubt"),
    ]  # fmt: skip


def test_a_flaw_nobody_exploits_is_told_in_doubt_only_where_it_is_bad():
    product = {"vendor": "Acme", "product": "Mail", "versions": [{"version": "1.0", "status": "affected", "lessThan": "2.0"}]}
    mild, bad = (
        {"cve": f"CVE-2026-1111{n}", "severity": word, "affected": [("cna", [product])]} for n, word in enumerate(["medium", "critical"])
    )

    assert told(["Acme:Mail", "Acme:Mail:1.5"], (), [mild, bad]) == [
        (1, "CVE-2026-11111", "version-unknown"), (2, "CVE-2026-11110", "version-affected"), (2, "CVE-2026-11111", "version-affected"),
    ]  # fmt: skip


def test_an_entry_for_multiple_products_is_decided_by_its_record():
    said = {"cve": "CVE-2023-23529", "affected": [("cna", [{"vendor": "Apple", "product": "macOS", "versions": [{"version": "unspecified", "status": "affected", "lessThan": "13.2"}]}])]}  # fmt: skip

    assert told(["Apple:macOS:13.1", "Apple:tvOS:16"], [("CVE-2023-23529", "Apple", "Multiple Products")], [said]) == [
        (1, "CVE-2023-23529", "version-affected")
    ]


def test_what_others_added_counts_where_the_authority_says_nothing():
    nothing = ("cna", [{"vendor": "n/a", "product": "n/a", "versions": [{"version": "n/a", "status": "affected"}]}])
    added = ("adp", [{"cpes": ["cpe:2.3:a:zimbra:collaboration:*:*:*:*:*:*:*:*"], "vendor": "zimbra", "product": "collaboration", "defaultStatus": "unaffected", "versions": ZCS_SPANS}])  # fmt: skip

    found = told(
        ["Synacor:Zimbra Collaboration Suite:8.8.15", "Synacor:ZCS:9.0"], (), [{"cve": "CVE-2022-37042", "affected": [nothing, added]}]
    )

    assert found == [(1, "CVE-2022-37042", "version-affected")]


def test_a_rejected_record_concerns_nobody_unless_its_flaw_is_still_listed():
    said = {
        "cve": "CVE-2026-11111",
        "state": "REJECTED",
        "affected": [("cna", [{"vendor": "Acme", "product": "Mail", "defaultStatus": "affected"}])],
    }

    assert told(["Acme:Mail:1"], (), [said]) == []
    assert told(["Acme:Mail:1"], [("CVE-2026-11111", "Acme", "Mail")], [said]) == [(1, "CVE-2026-11111", "versions-unstated")]


def test_every_certainty_has_words_in_both_languages():
    assert all(words.es and words.en and words.es != words.en for words in CERTAINTY.values())


def test_the_same_question_twice_has_the_same_answer():
    flaws = index_flaws(exploited(("CVE-2022-27924", "Synacor", "ZCS")), records())

    assert match_flaws(held("Synacor:ZCS:1"), flaws).equals(match_flaws(held("Synacor:ZCS:1"), flaws))
    assert certainty_of(Product("Synacor", "ZCS"), flaws.of("zimbra", "zcs")[0]) == "versions-unstated"


def test_a_product_for_one_platform_is_not_the_one_for_another():
    name = "cpe:2.3:a:acme:mail:{}:*:*:*:*:{}:*:*"
    said = {"cve": "CVE-2026-11111", "affected": [("cna", [{"vendor": "Acme", "product": "Mail", "cpes": [name.format("*", "wordpress")], "defaultStatus": "affected"}])]}  # fmt: skip
    flaws = index_flaws(exploited(), records(said))
    cpes = [name.format("1.0", "wordpress"), name.format("1.0", "joomla"), name.format("1.0", "*"), ""]

    found = [certainty_of(Product("Acme", "Mail", "1.0"), flaws.of("acme", "mail")[0], cpe) for cpe in cpes]

    assert found == ["version-affected", "", "version-affected", "version-affected"]
