"""What a mark leaves for the public log, and how entries get their places."""

import hashlib
import json
from datetime import timedelta

import pytest

from baluarte.core.errors import Refused, Unusable
from baluarte.store.ledger.lanes import content_of, sequence
from baluarte.store.ledger.models import Logged, Mark, Pending, Tail

pytestmark = pytest.mark.django_db
CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}


def _publish(world, *bodies):
    with world.one_entry("system", "run_checks", kind="change") as entry:
        for body in bodies:
            entry.publish("ledger.check", body)


def _publish_and_fail(world):
    with world.one_entry("system", "run_checks", kind="change") as entry:
        entry.publish("ledger.check", CHECK)
        raise KeyError


def test_every_mark_leaves_a_commitment_that_only_its_salt_opens(world):
    with world.one_entry("account-1", "open_thing", kind="change") as entry:
        entry.about = "AN-2026-000001"

    mark, waiting = Mark.objects.get(), Pending.objects.get()
    opened = hashlib.sha256(b"baluarte-commit-v1\0" + bytes(waiting.salt) + content_of(mark)).hexdigest()
    assert (waiting.sort, waiting.lane, waiting.seq, len(waiting.salt)) == (opened, "hourly", None, 32)
    assert Logged.objects.count() == 0


def test_a_refusal_and_a_failure_leave_theirs_too(world):
    with pytest.raises(Refused), world.one_entry("visitor", "open_thing", kind="change"):
        raise Refused("thing.not-yours", "You may not.")

    assert Pending.objects.get().mark.outcome == "refused"


def test_a_read_leaves_none_and_may_publish_nothing(world):
    with world.one_entry("account-1", "list_things"):
        pass
    with pytest.raises(ValueError, match=r"ledger\.check"), world.one_entry("account-1", "list_things") as entry:
        entry.publish("ledger.check", CHECK)

    assert (Pending.objects.count(), Logged.objects.count()) == (0, 0)


def test_what_is_published_gets_its_index_in_the_same_commit_after_the_entry_that_names_the_log(world):
    _publish(world, CHECK, CHECK)
    _publish(world, CHECK)

    entries = [json.loads(bytes(row.raw)) for row in Logged.objects.order_by("seq")]
    assert [(one["seq"], one["t"]) for one in entries] == [(0, "ledger.start"), *((seq, "ledger.check") for seq in (1, 2, 3))]
    assert entries[0]["body"] == {"origin": "csirt.example/ledger", "spec": "baluarte-ledger-1"}
    assert Tail.objects.get().next == 4


def test_what_is_reported_waits_for_its_day_and_enters_sorted_with_nothing_of_its_time(world):
    for content in ("c", "a", "b"):
        with world.one_entry("citizen", "report_incident", kind="change") as entry:
            entry.publish("incidents.report", {"day": "2026-03-05", "content": content * 64, "header": "d" * 64})
        world.move(timedelta(hours=2))

    assert sequence(world.now(), "csirt.example/ledger") == 3  # the marks alone
    world.move(timedelta(hours=4))
    assert sequence(world.now(), "csirt.example/ledger") == 3

    reports = [json.loads(bytes(row.raw)) for row in Logged.objects.filter(kind="incidents.report").order_by("seq")]
    assert [one["body"]["content"][0] for one in reports] == ["a", "b", "c"]
    assert {one["time"] for one in reports} == {"2026-03-06T00:00:00Z"}


@pytest.mark.parametrize("body", [{}, {**CHECK, "note": "free text"}, {**CHECK, "promise": "a sentence"}, {**CHECK, "count": 1.5}])
def test_what_is_not_of_its_kind_cannot_be_published_and_the_action_fails(world, body):
    with pytest.raises(Unusable):
        _publish(world, body)

    assert Mark.objects.get().outcome == "failed"
    assert Logged.objects.count() == 0


def test_an_action_that_fails_takes_its_index_back(world):
    _publish(world, CHECK)

    with pytest.raises(KeyError):
        _publish_and_fail(world)
    _publish(world, CHECK)

    assert [row.seq for row in Logged.objects.order_by("seq")] == [0, 1, 2]
    assert Pending.objects.count() == 3
