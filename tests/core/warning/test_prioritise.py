"""What is used in attacks stands above every score; reasons are said in words; nobody is late before being told."""

from datetime import UTC, date, datetime

import polars as pl

from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.warning.collapse import FOUND_SCHEMA
from baluarte.core.warning.prioritise import CRITICAL_SCHEMA, KEV_SCHEMA, REASONS, prioritise

TODAY = date(2026, 3, 5)
NOTHING, NONE_CRITICAL = pl.DataFrame(schema=KEV_SCHEMA), pl.DataFrame(schema=CRITICAL_SCHEMA)


def finding(**changes):
    seen = datetime(2026, 3, 4, tzinfo=UTC)
    plain = {
        "org": 1, "point": "192.0.2.1", "type": "vulnerable-system", "identifier": "x", "severity": "high", "first_seen": seen, "last_seen": seen,
        "sightings": 1, "asset": 1, "matched_by": "network", "reports": ["r"], "cves": [], "tags": [], "tlp": "amber", "reliability": "B", "credibility": "2",
    }  # fmt: skip
    return {**dict.fromkeys(FOUND_SCHEMA.names()), **plain, **changes}


def ranked(*findings, kev=NOTHING, critical=NONE_CRITICAL, **options):
    return prioritise(pl.DataFrame(list(findings), schema=FOUND_SCHEMA, orient="row"), kev, critical, TODAY, **options).to_dicts()


def listed(cve, added=date(2022, 8, 11), due=date(2022, 9, 1), *, ransomware=False):
    return pl.DataFrame([(cve, added, due, ransomware)], schema=KEV_SCHEMA, orient="row")


def test_a_flaw_that_is_used_in_attacks_stands_above_a_worse_score_that_nobody_uses():
    used, worse = ranked(
        finding(cves=["CVE-2022-27925"], severity="medium"),
        finding(cves=["CVE-2026-10000"], severity="critical"),
        kev=listed("CVE-2022-27925"),
    )

    assert used["priority"] < worse["priority"]
    assert used["reasons"][0] == "known-exploited"


def test_a_critical_asset_lifts_by_one_and_never_above_what_is_exploited():
    (lifted,) = ranked(finding(severity="medium"), critical=pl.DataFrame([(1, "critical")], schema=CRITICAL_SCHEMA, orient="row"))
    (already,) = ranked(finding(severity="critical"), critical=pl.DataFrame([(1, "critical")], schema=CRITICAL_SCHEMA, orient="row"))

    assert (lifted["priority"], already["priority"]) == (3, 2)
    assert "critical-asset" in lifted["reasons"]


def test_a_compromise_is_first():
    (found,) = ranked(finding(type="infected-system", severity="critical"))

    assert (found["priority"], found["reasons"][0]) == (1, "compromise")


def test_the_date_of_the_catalogue_counts_only_where_it_is_still_to_come():
    (soon,) = ranked(finding(cves=["CVE-2026-1234"]), kev=listed("CVE-2026-1234", date(2026, 3, 4), date(2026, 3, 6)))
    (long_ago,) = ranked(finding(cves=["CVE-2026-1234"]), kev=listed("CVE-2026-1234"))
    (before_listing,) = ranked(finding(cves=["CVE-2026-1234"]), kev=listed("CVE-2026-1234", date(2026, 3, 5), date(2021, 4, 16)))

    assert [one["due"] for one in (soon, long_ago, before_listing)] == [date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 5)]


def test_nobody_is_late_before_being_told():
    old = datetime(2024, 1, 1, tzinfo=UTC)

    (server,) = ranked(finding(first_seen=old, last_seen=old))
    (offline,) = ranked(finding(first_seen=old, last_seen=old), told=TODAY)

    assert ("past-due" in server["reasons"], "past-due" in offline["reasons"]) == (True, False)
    assert offline["due"] > TODAY


def test_every_reason_that_can_be_given_has_words_in_both_languages():
    given = {
        reason
        for severity in ("critical", "high", "medium", "low", "info")
        for kind in incident_types()
        for one in ranked(finding(type=kind, severity=severity, cves=["CVE-2026-1234"]), kev=listed("CVE-2026-1234", ransomware=True))
        for reason in one["reasons"]
    }

    assert given <= REASONS.keys()
    assert all(text.es and text.en and text.es != text.en for text in REASONS.values())


def test_the_order_of_findings_is_kept():
    assert [one["point"] for one in ranked(finding(point="b"), finding(point="a"))] == ["b", "a"]
