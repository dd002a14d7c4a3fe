import hashlib
from datetime import UTC, date, datetime

import pytest
from tests.core.ledger.vectors import ORIGIN, vector

from baluarte.core.errors import Missing
from baluarte.core.ledger.entries.access import Access, batch_of, day_path, seal_access
from baluarte.core.ledger.entries.entry import LoggedEntry, read_entry
from baluarte.core.ledger.entries.kinds import check_body
from baluarte.core.ledger.entries.rules import RULES, breaches, day_files_hold

HASH = "0" * 64
START = ("ledger.start", {"origin": ORIGIN, "spec": "baluarte-ledger-1"})


def sealed(letter):
    return letter * 64


def log(*given, start=True):
    """A log of these (kind, body) or (kind, body, day) after its start; it begins on 1 January 2026."""
    entries = []
    for seq, (kind, body, *day) in enumerate([START, *given] if start else given):
        check_body(kind, body)
        at = datetime.fromisoformat(day[0]) if day else datetime(2026, 1, 1)
        entries.append(LoggedEntry(seq, kind, at.replace(tzinfo=UTC), body))
    return entries


def rules_broken(*given):
    return [(one.rule, one.seq) for one in breaches(log(*given))]


def feed(accepted, duplicate, quarantined, rows=1000):
    return (
        "feeds.accounting",
        {
            "day": "2026-01-02",
            "feed": "scan-rdp",
            "deliveries": 1,
            "rows": rows,
            "accepted": accepted,
            "duplicate": duplicate,
            "quarantined": quarantined,
        },
    )


def warnings(due, accepted, failed, held):
    return (
        "warning.counts",
        {"day": "2026-01-02", "due": due, "accepted": accepted, "failed": failed, "held": held, "answered": 0, "table_sha256": HASH},
    )


def report(letter, day="2026-01-02"):
    return ("incidents.report", {"day": day, "content": sealed(letter), "header": HASH}, "2026-01-03")


def states(received, opened, closed, old=0, day="2026-01-02"):
    return (
        "incidents.states",
        {"day": day, "received_total": received, "open_total": opened, "closed_total": closed, "open_over_30_days": old},
    )


def commitment(owner, version=1):
    return (
        "strategy.commitment",
        {
            "code": "AN-C-014",
            "version": version,
            "owner": owner,
            "due": "2027-06-30",
            "text_sha256": HASH,
            "weights": ["1.0000"],
            "reason": "first",
        },
    )


FILED = ("strategy.evidence-filed", {"evidence": "E-1", "file_sha256": HASH, "collector": "body-3"})


def evidence(by, outcome="accepted"):
    return (
        "strategy.evidence",
        {
            "code": "AN-C-014",
            "criterion": "c1",
            "evidence": "E-1",
            "outcome": outcome,
            "independence": 2,
            "effective_from": "2026-01-01",
            "effective_to": "open",
            "expires": "open",
            "by": by,
            "reason": "meets",
        },
    )


def statement(month, at):
    return ("rights.statement", {"month": month, "kinds": ["a"], "text_sha256": HASH}, at)


def later(at):
    return ("ledger.policy", {"version": 1, "policy_sha256": HASH}, at)


BREACH = ("rights.breach", {"content": HASH, "open_by": "2026-04-01"})
OPENED = ("rights.breach-open", {"of_seq": 1, "text_sha256": HASH})
EXTENDED = ("rights.breach-extend", {"of_seq": 1, "order": HASH, "until": "2026-06-01"})


def counters(month, granted, ended):
    return (
        "rights.counters",
        {
            "month": month,
            "reads": 1,
            "unmaskings": 0,
            "refusals": 0,
            "delays_granted": granted,
            "delays_ended": ended,
            "table_sha256": HASH,
        },
    )


def batch(number, count, day="2026-01-02"):
    return ("rights.access-batch", {"day": day, "batch": number, "count": count, "root": HASH})


def closed(batches, count, day="2026-01-02", withheld=0, released=0):
    return (
        "rights.access-day",
        {"day": day, "batches": batches, "count": count, "withheld": withheld, "released": released, "file_sha256": HASH},
    )


def status(word, lower, upper):
    return (
        "strategy.status",
        {
            "code": "AN-C-014",
            "lower": lower,
            "upper": upper,
            "claim": "none",
            "status": word,
            "formula": "interval-1",
            "inputs_sha256": HASH,
        },
    )


@pytest.mark.parametrize(
    "given",
    [
        pytest.param([], id="nothing but a start"),
        pytest.param([feed(970, 20, 10)], id="a feed that adds up"),
        pytest.param([warnings(5, 3, 1, 1)], id="warnings that add up"),
        pytest.param([report("1"), report("2"), states(2, 1, 1, 1)], id="reports that are counted"),
        pytest.param(
            [report("1"), states(1, 1, 0), report("0", "2026-01-03"), states(1, 0, 1)], id="a report of a later day does not count yet"
        ),
        pytest.param([commitment("body-1"), FILED, evidence("body-2")], id="a third body accepts"),
        pytest.param([commitment("body-1"), FILED, evidence("body-1", "refused")], id="the owner may refuse"),
        pytest.param([commitment("body-1"), commitment("body-2", 2), FILED, evidence("body-1")], id="who owned it before may accept"),
        pytest.param([statement("2026-01", "2026-02-01"), statement("2026-02", "2026-03-01")], id="a statement a month"),
        pytest.param([statement("2025-11", "2026-01-01"), statement("2025-12", "2026-01-01")], id="over the year's end"),
        pytest.param(
            [
                statement("2026-01", "2026-02-01"),
                ("rights.switch", {"switch": "monthly-statement", "value": "off", "office": "head"}, "2026-02-02"),
                later("2026-05-01"),
            ],
            id="switched off in public",
        ),
        pytest.param([BREACH, (*OPENED, "2026-04-01"), later("2026-05-01")], id="opened on its day"),
        pytest.param([BREACH, (*EXTENDED, "2026-03-01"), later("2026-05-01")], id="extended by an order"),
        pytest.param([BREACH, later("2026-04-01")], id="not due yet"),
        pytest.param([counters("2026-01", 2, 0), counters("2026-04", 0, 1), counters("2026-05", 0, 1)], id="delays that end in time"),
        pytest.param([batch(0, 3), batch(1, 2), closed(2, 5, withheld=1, released=1), closed(0, 0, "2026-01-03")], id="days that close"),
        pytest.param(
            [status("substantial", "0.5500", "0.9000"), status("no-evidence", "0.0000", "1.0000"), status("open", "0.4500", "0.8500")],
            id="statuses",
        ),
        pytest.param(
            [
                ("ground.mark", {"content": sealed("1")}),
                ("ground.mark", {"content": sealed("2")}),
                ("ground.mark", {"content": sealed("1")}, "2026-01-02"),
            ],
            id="two sorted batches",
        ),
    ],
)
def test_a_log_that_agrees_with_itself_has_no_breach(given):
    assert rules_broken(*given) == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        pytest.param([START], [("start", 1)], id="a second start"),
        pytest.param([feed(970, 20, 9)], [("accounting", 1)], id="a row is missing"),
        pytest.param([warnings(6, 3, 1, 1)], [("accounting", 1)], id="a warning is missing"),
        pytest.param([report("2"), report("1")], [("order", 2)], id="reports out of order"),
        pytest.param(
            [("ground.mark", {"content": sealed("b")}), ("ground.mark", {"content": sealed("a")})], [("order", 2)], id="marks out of order"
        ),
        pytest.param([report("1"), states(2, 2, 0)], [("reports", 2)], id="a report that is not in the log"),
        pytest.param([report("1"), states(0, 0, 0)], [("reports", 2)], id="a report that was not counted"),
        pytest.param([report("1"), states(1, 1, 1)], [("reports", 2)], id="open and closed at once"),
        pytest.param([report("1"), states(1, 0, 1, 1)], [("reports", 2)], id="old and not open"),
        pytest.param([commitment("body-1"), FILED, evidence("body-1")], [("evidence", 3)], id="the owner accepts"),
        pytest.param([commitment("body-1"), FILED, evidence("body-3")], [("evidence", 3)], id="the collector accepts"),
        pytest.param([commitment("body-2"), commitment("body-1", 2), evidence("body-1")], [("evidence", 3)], id="the new owner accepts"),
        pytest.param(
            [statement("2026-01", "2026-02-01"), statement("2026-03", "2026-04-01")], [("statement", 2)], id="a month without a statement"
        ),
        pytest.param(
            [statement("2026-01", "2026-02-01"), later("2026-04-30")], [("statement", 2), ("statement", 2)], id="statements have ended"
        ),
        pytest.param([BREACH, later("2026-04-02")], [("breach", 1)], id="not opened"),
        pytest.param([BREACH, (*OPENED, "2026-04-02")], [("breach", 1)], id="opened too late"),
        pytest.param([BREACH, (*EXTENDED, "2026-03-01"), later("2026-06-02")], [("breach", 1)], id="the order has ended"),
        pytest.param([counters("2026-01", 1, 2)], [("delays", 1)], id="more delays end than were granted"),
        pytest.param([counters("2026-01", 1, 0), counters("2026-05", 0, 0)], [("delays", 2)], id="a delay that does not end"),
        pytest.param([batch(0, 3), closed(1, 2)], [("access", 2)], id="a read that was not counted"),
        pytest.param([batch(0, 3), closed(2, 3)], [("access", 2)], id="a batch too many"),
        pytest.param([batch(1, 3), closed(1, 3)], [("access", 1)], id="a batch is missing"),
        pytest.param([batch(0, 1), closed(1, 1, withheld=2)], [("access", 2)], id="more withheld than read"),
        pytest.param([closed(0, 0), closed(0, 0, "2026-01-04")], [("access", 2)], id="a day is missing"),
        pytest.param([closed(0, 0), closed(0, 0)], [("access", 2)], id="a day stands twice"),
        pytest.param([status("complete", "0.9000", "1.0000")], [("status", 1)], id="not complete"),
        pytest.param([status("substantial", "0.4999", "1.0000")], [("status", 1)], id="not substantial"),
        pytest.param([status("limited", "0.1000", "0.5000")], [("status", 1)], id="not limited"),
        pytest.param([status("no-evidence", "0.1000", "1.0000")], [("status", 1)], id="there is evidence"),
        pytest.param([status("open", "0.9000", "0.8000")], [("status", 1)], id="an interval upside down"),
    ],
)
def test_entries_that_do_not_agree_are_named(given, found):
    assert rules_broken(*given) == found


def test_a_log_that_does_not_say_who_it_is_has_a_breach():
    assert [one.rule for one in breaches(log(feed(970, 20, 10), start=False))] == ["start"]


def test_a_breach_is_told_in_both_languages():
    found = [
        one
        for rule in ([START], [feed(970, 20, 9)], [report("2"), report("1")], [BREACH, later("2026-04-02")])
        for one in breaches(log(*rule))
    ]

    assert len(found) == 4
    assert all(one.why.es != one.why.en and one.why.es and one.why.en for one in found)


def test_every_rule_says_what_it_holds():
    assert all((rule.__doc__ or "").endswith(".") for rule in RULES)


def test_the_five_entries_agree():
    entries = [read_entry(one["entry"].encode(), index) for index, one in enumerate(vector("entries.json")["entries"])]

    assert breaches(entries) == []


DAY = date(2026, 1, 2)
KEY = bytes(32)


def day_of(*counts):
    """Entries of one day with batches of these sizes, and its file."""
    numbers = iter(range(99))
    batches = [
        batch_of(
            [seal_access(KEY, DAY, n, Access(DAY, n + 1, "desk", "warn", "contact")) for n, _ in zip(numbers, range(count), strict=False)]
        )
        for count in counts
    ]
    data = b"".join(one.data for one in batches)
    given = [
        ("rights.access-batch", {"day": DAY.isoformat(), "batch": at, "count": one.head.size, "root": one.head.root.hex()})
        for at, one in enumerate(batches)
    ]
    end = (
        "rights.access-day",
        {
            "day": DAY.isoformat(),
            "batches": len(counts),
            "count": sum(counts),
            "withheld": 0,
            "released": 0,
            "file_sha256": hashlib.sha256(data).hexdigest(),
        },
    )
    return log(*given, end), data


@pytest.mark.parametrize("counts", [(), (1,), (3, 2, 1)])
def test_the_file_of_a_day_is_held_against_its_entries(counts):
    entries, data = day_of(*counts)

    assert breaches(entries) == []
    assert list(day_files_hold(entries, {day_path(DAY): data}.__getitem__)) == []


def test_a_day_file_that_differs_or_is_absent_is_named():
    entries, data = day_of(3, 2)

    def absent(path):
        raise Missing("ledger.no-file", path)

    for read in (absent, lambda _: data[:-1], lambda _: data[:-1] + b"\x00", lambda _: b""):
        assert [one.rule for one in day_files_hold(entries, read)] == ["day-file"]


def test_a_day_file_with_another_hash_than_its_entry_says_is_named():
    entries, data = day_of(2)
    last = entries[-1]
    entries[-1] = LoggedEntry(last.seq, last.kind, last.at, {**last.body, "file_sha256": HASH})

    assert [one.rule for one in day_files_hold(entries, lambda _: data)] == ["day-file"]
