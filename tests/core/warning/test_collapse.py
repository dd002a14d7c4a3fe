"""Findings are the same in any order and in any cut; a repeated row counts no sighting."""

import random
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.feeds.columns.addresses import key_text
from baluarte.core.feeds.normalise import ADDRESS, WORDS
from baluarte.core.feeds.schema import EVENT_SCHEMA
from baluarte.core.ground.addresses import halves, read_address
from baluarte.core.warning.collapse import collapse, merge_found
from baluarte.core.warning.deduplicate import Memory, nothing_known

SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)


def an_event(**changes):
    ip = changes.pop("ip", "192.0.2.1")
    high, low = (None, None) if ip is None else halves(read_address(ip))
    words = changes.get("tags") or []
    plain = {
        "org": 1, "asset": 1, "ip_hi": high, "ip_lo": low, "port": 443, "transport": "tcp", "type": "vulnerable-system",
        "identifier": "open-rdp", "report": "scan_rdp", "severity": "high", "seen_at": SEEN, "matched_by": "network",
        "tlp": "amber", "reliability": "B", "credibility": "2", "cves": [], "tags": None, "new": True, **changes,
    }  # fmt: skip
    return {name: plain.get(name) for name in EVENT_SCHEMA.names()} | {
        "new": plain["new"], WORDS: ";".join(words), ADDRESS: None if ip is None else key_text(read_address(ip)),
    }  # fmt: skip


def table(*events):
    return pl.DataFrame(list(events), schema={**EVENT_SCHEMA, "new": pl.Boolean, WORDS: pl.String, ADDRESS: pl.String}, orient="row")


def one(*events, point="service"):
    (found,) = collapse(table(*events), point).to_dicts()
    return found


@pytest.mark.parametrize(
    ("event", "point", "text"),
    [
        ({}, "service", "192.0.2.1:443/tcp"),
        ({"ip": "2001:db8::1"}, "service", "[2001:db8::1]:443/tcp"),
        ({}, "machine", "192.0.2.1"),
        ({"ip": "2001:db8::1"}, "machine", "2001:db8::1"),
        ({"ip": None, "domain": "vpn.a.example"}, "service", "vpn.a.example:443/tcp"),
        ({"domain": "a.example"}, "host", "a.example"),
        ({"account": "f00d"}, "account", "f00d"),
        ({"url": "http://a.example/x"}, "url", "http://a.example/x"),
        ({"ip": None, "port": None, "transport": None, "vendor": "Acme", "product": "Gateway"}, "product", "Acme Gateway"),
    ],
)
def test_a_finding_sits_on_the_point_that_its_report_names(event, point, text):
    assert one(an_event(**event), point=point)["point"] == text


def test_what_nobody_of_ours_owns_is_no_finding():
    assert collapse(table(an_event(org=0)), "service").height == 0


def test_severity_is_the_worst_and_times_are_the_widest():
    found = one(an_event(severity="low"), an_event(severity="critical", seen_at=SEEN - timedelta(hours=3)), an_event(severity="info"))

    assert (found["severity"], found["first_seen"], found["last_seen"], found["sightings"]) == (
        "critical",
        SEEN - timedelta(hours=3),
        SEEN,
        3,
    )


def test_a_repeated_row_moves_when_it_was_last_seen_and_counts_no_sighting():
    later = SEEN + timedelta(hours=5)

    found = one(an_event(), an_event(seen_at=later, new=False))

    assert (found["last_seen"], found["sightings"]) == (later, 1)


def test_two_reports_of_one_problem_are_one_finding():
    merged = merge_found([collapse(table(an_event()), "service"), collapse(table(an_event(report="device_id")), "service")])

    assert merged["reports"].to_list() == [["device_id", "scan_rdp"]]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_order_and_cut_do_not_matter(seed):
    chance = random.Random(seed)
    events = [
        an_event(
            org=chance.randint(1, 2), ip=f"192.0.2.{chance.randint(1, 3)}", severity=chance.choice(["high", "low", "critical"]),
            seen_at=SEEN + timedelta(minutes=chance.randint(0, 5)), asset=chance.randint(1, 2), version=chance.choice([None, "1", "2"]),
            tags=chance.choice([None, ["a"], ["b", "c"]]), report=chance.choice(["scan_rdp", "scan_ssl"]), new=chance.random() < 0.7,
        )
        for _ in range(chance.randint(1, 30))
    ]  # fmt: skip
    whole = merge_found([collapse(table(event), "service") for event in events])
    chance.shuffle(events)
    cut = chance.randint(0, len(events))

    by_report = [
        collapse(table(*[e for e in part if e["report"] == report]), "service")
        for part in (events[:cut], events[cut:])
        for report in ("scan_rdp", "scan_ssl")
    ]

    assert merge_found(by_report).equals(whole)


def test_one_event_a_key_of_a_report_and_day_whatever_came_before():
    keys = table(an_event(), an_event(), an_event(seen_at=SEEN + timedelta(days=1))).with_columns(key=pl.Series([5, 5, 5], dtype=pl.UInt64))
    memory = Memory(nothing_known)

    assert memory.mark_new(keys, "scan_rdp").to_list() == [True, False, True]
    assert memory.mark_new(keys, "scan_rdp").to_list() == [False, False, False]
    assert memory.mark_new(keys, "scan_ssl").to_list() == [True, False, True]
