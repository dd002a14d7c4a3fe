"""Events of IntelMQ and of n6 become events of ours, and every row of them is accounted for."""

import io
import json

import polars as pl
import pytest

from baluarte.core.feeds.normalise import Circumstances, normalise
from baluarte.core.ground.moments import read_moment
from baluarte.formats.n6 import TYPES
from baluarte.formats.reports import open_report

KNOWN = Circumstances(1, read_moment("2026-03-05T15:00:00Z", naive_is_utc=False), b"key")
INTELMQ = {
    "classification.taxonomy": "vulnerable", "classification.type": "vulnerable-system", "classification.identifier": "Open-RDP",
    "source.ip": "192.0.2.7", "source.port": 3389, "source.asn": 64500, "source.reverse_dns": "pc.example.org", "protocol.transport": "tcp",
    "time.source": "2026-03-05T03:00:00+00:00", "time.observation": "2026-03-05T04:00:00+00:00", "feed.provider": "p", "feed.name": "n",
    "severity": "high", "product.vulnerabilities": "CVE-2021-26855", "tlp": "GREEN", "extra": {"tag": "rdp"}, "unheard.of": "kept",
}  # fmt: skip
N6 = {
    "id": "0" * 32, "source": "provider.channel", "restriction": "need-to-know", "confidence": "medium", "category": "server-exploit",
    "time": "2026-03-05T03:00:00Z", "address": [{"ip": "192.0.2.7", "asn": 64500, "cc": "MX"}, {"ip": "192.0.2.8"}], "dport": 445, "proto": "tcp",
}  # fmt: skip


def read(*events: dict, array: bool = False, feed: str = "auto"):
    text = json.dumps(list(events)) if array else "\n".join(json.dumps(one) for one in events) + "\n"
    (reading,) = open_report("events.json", io.BytesIO(text.encode()), feed=feed)
    whole = [normalise(part, reading.report, KNOWN) for part in reading.slices]
    return reading, pl.concat([one.events for one in whole], how="diagonal"), pl.concat([one.rejects for one in whole])


@pytest.mark.parametrize("array", [False, True])
def test_an_event_of_intelmq_says_who_what_and_when(array):
    reading, events, rejects = read(INTELMQ, array=array)

    row = events.row(0, named=True)
    assert (reading.report.feed, rejects.height) == ("intelmq", 0)
    assert (row["type"], row["identifier"], row["port"], row["asn"], row["domain"]) == (
        "vulnerable-system",
        "open-rdp",
        3389,
        64500,
        "pc.example.org",
    )
    assert (row["severity"], row["tlp"], row["cves"], row["transport"]) == ("high", "green", ["CVE-2021-26855"], "tcp")
    assert (row["seen_at"].hour, row["unheard.of"]) == (3, "kept")


def test_without_the_time_of_the_event_the_time_of_its_arrival_counts_and_without_both_it_is_set_aside():
    late = {key: value for key, value in INTELMQ.items() if key != "time.source"}
    never = {key: value for key, value in late.items() if key != "time.observation"}

    _, events, rejects = read(INTELMQ, late, {**never, "time.observation": ""})

    assert ([row.hour for row in events["seen_at"]], rejects["code"].to_list()) == ([3, 4], ["time.missing"])


def test_an_attempt_on_a_server_is_no_compromise_in_n6():
    reading, events, _ = read(N6)

    row = events.row(0, named=True)
    assert (reading.report.feed, row["type"], row["identifier"], row["tlp"]) == ("n6", "ids-alert", "server-exploit", "amber")
    assert "192.0.2.8" in row["address"]
    assert "n6.more-addresses" in reading.notes


def test_every_category_of_n6_has_a_type_and_an_unknown_one_is_undetermined():
    _, events, _ = read(*[{**N6, "category": name, "dport": place} for place, name in enumerate([*TYPES, "brand-new"])])

    assert len(TYPES) == 27
    assert events["type"].to_list()[-1] == "undetermined"


def test_a_restriction_that_nobody_knows_is_read_as_the_strictest():
    _, events, _ = read({**N6, "restriction": "something"})

    assert events["tlp"].to_list() == ["amber+strict"]


def test_a_broken_line_spoils_itself_alone():
    text = json.dumps(INTELMQ) + '\n{"classification.type": \n' + json.dumps({**INTELMQ, "source.ip": "192.0.2.8"}) + "\n"
    (reading,) = open_report("events.jsonl", io.BytesIO(text.encode()))

    parts = list(reading.slices)

    assert sum(part.table.height for part in parts) == 2
    assert sum(part.rejects.height for part in parts) == 1
