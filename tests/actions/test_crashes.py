"""Stop at each step, start again: raw store, lake, findings and outbox end as if nothing had happened."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections, transaction
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import check_accounting, sweep_orphans
from baluarte.actions.warning import check_deliveries, deliver_notices, ingest_delivery, ingest_waiting, queue_notices
from baluarte.core.errors import Outdated
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.models import ManifestRow
from baluarte.store.feeds.turns import Turn
from baluarte.store.ground.models import Lease
from baluarte.store.warning.models import FindingRow, OutboxRow
from baluarte.testing import Stopped

TEXT = HEADER + line("192.0.2.1") + line("192.0.2.2", "2026-03-04 01:00:00") + line("192.0.2.3", "never")
SUMS = {"read": 3, "accepted": 2, "duplicate": 0, "quarantined": 1, "matched": 2, "unmatched": 0}
MOST_STEPS = 60

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example", "it@hospital.example"))


def stop_at_each_step(world, work) -> list[str]:
    """Stop a piece of work at its first step, then at its second, until it ends; return where it was stopped."""
    stopped = []
    for number in range(1, MOST_STEPS):
        world.steps.clear()
        world.stop_at = number
        try:
            work()
        except Stopped as here:
            stopped.append(str(here))
            connections.close_all()  # as the end of a process would
        else:
            world.stop_at = None
            return stopped
    raise AssertionError("It never ended.")


def test_ingest_stopped_at_each_step_ends_with_the_same_totals(world, clinic):
    stopped = []
    for number in range(1, MOST_STEPS):
        # Each round has bytes of its own, so that no step is left out because an earlier round had done it.
        text = HEADER + line(f"192.0.2.{number}") + line(f"192.0.2.{number}", "2026-03-04 01:00:00") + line("192.0.2.250", "never")
        world.steps.clear()
        world.stop_at = number
        try:
            ingest(world, text)
        except Stopped as here:
            stopped.append(str(here))
            connections.close_all()
        world.stop_at = None
        if len(stopped) < number:
            break
        before = deliveries.waiting()
        done = ingest(world, text)
        assert done.accounting.to_dict() == SUMS or str(stopped[-1]) == "warning.ingest.committed"
        assert before in ([], [done.id])
        assert FindingRow.objects.get(point=f"192.0.2.{number}:3389/tcp").sightings == 2

    assert len(stopped) == len(set(stopped)) + 5  # the lake is written twice
    assert {"feeds.raw.synced", "feeds.raw.renamed", "feeds.receive.before-commit", "feeds.receive.committed", "feeds.lake.synced",
            "feeds.lake.folder-synced", "warning.ingest.begun", "warning.ingest.before-commit", "warning.ingest.committed"} <= set(stopped)  # fmt: skip
    assert check_accounting(world, OPERATOR, deep=True).outcome == "holds"


def test_what_a_crash_left_in_the_lake_is_never_read_and_swept_when_it_is_old(world, clinic):
    delivery = receive(world, TEXT)
    world.steps.clear()
    world.stop_at = 1 + [
        "warning.ingest.begun",
        "feeds.lake.written",
        "feeds.lake.synced",
        "feeds.lake.before-rename",
        "feeds.lake.renamed",
    ].index("feeds.lake.renamed")
    with pytest.raises(Stopped):
        ingest_delivery(world, OPERATOR, delivery.id)
    world.stop_at = None
    orphan = next(path for path in (Path(world.data) / "lake").rglob("*.parquet"))

    assert ManifestRow.objects.count() == 0
    assert sweep_orphans(world, OPERATOR) == 0
    os.utime(orphan, (1, 1))
    assert sweep_orphans(world, OPERATOR) == 1
    assert ingest_delivery(world, OPERATOR, delivery.id).accounting.to_dict() == SUMS
    assert sweep_orphans(world, OPERATOR) == 0


def test_a_notice_stopped_at_each_step_leaves_once_under_one_name(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    world.steps.clear()
    queued = stop_at_each_step(world, lambda: queue_notices(world, OPERATOR))

    def work() -> None:
        OutboxRow.objects.update(leased_until=None)  # the lease of the one that died has ended
        deliver_notices(world, OPERATOR)

    sending = stop_at_each_step(world, work)

    assert queued == ["warning.queue.prepared", "warning.queue.before-commit", "warning.queue.committed"]
    assert sending == ["warning.send.claimed", "warning.send.attempt-started", "warning.send.after-accept", "warning.send.recorded"]
    assert {message.message_id for message in world.messages} == {OutboxRow.objects.get().message_id}
    assert len(world.messages) == 2  # the one between 250 and its mark left twice, and the second says so
    assert "X-Possible-Duplicate" in dict(world.messages[-1].headers)
    assert OutboxRow.objects.get().state == "accepted"
    assert check_deliveries(world, OPERATOR).outcome == "holds"


def test_one_worker_at_a_time_reads_a_feed_and_a_dead_one_is_not_waited_for(world, clinic):
    delivery = receive(world, TEXT)
    other = Turn(("shadowserver",), 1).take()

    with pytest.raises(Outdated, match="Another worker"):
        ingest_delivery(world, OPERATOR, delivery.id)
    machine = other.holder.split(" ")[0]
    Lease.objects.filter(name="feeds.ingest.shadowserver").update(holder=f"{machine} 999999999 1 dead")

    assert ingest_delivery(world, OPERATOR, delivery.id).state == "done"
    with pytest.raises(Outdated), transaction.atomic():
        other.fence()


def test_a_worker_that_slept_through_its_turn_cannot_commit(world, clinic, monkeypatch):
    delivery = receive(world, TEXT)
    taken = []

    def sleep_and_lose(name: str) -> None:
        if name == "feeds.lake.folder-synced" and not taken:
            Lease.objects.update(expires_at="1990-01-01T00:00:00Z")
            taken.append(Turn(("shadowserver",), 2).take())

    monkeypatch.setattr(world, "step", sleep_and_lose)

    with pytest.raises(Outdated):
        ingest_delivery(world, OPERATOR, delivery.id)
    assert (FindingRow.objects.count(), ManifestRow.objects.count()) == (0, 0)
    taken[0].give_back()
    assert ingest_delivery(world, OPERATOR, delivery.id).accounting.to_dict() == SUMS


def test_two_workers_that_read_the_same_delivery_count_it_once(world, clinic, monkeypatch):
    delivery = receive(world, TEXT)
    inside = []

    def let_the_other_finish(name: str) -> None:
        if name == "warning.ingest.begun" and not inside:
            inside.append(name)
            Lease.objects.update(expires_at="1990-01-01T00:00:00Z")
            ingest_delivery(world, OPERATOR, delivery.id)

    monkeypatch.setattr(world, "step", let_the_other_finish)

    with pytest.raises(Outdated):
        ingest_delivery(world, OPERATOR, delivery.id)
    assert deliveries.get(delivery.id).accounting.to_dict() == SUMS
    assert check_accounting(world, OPERATOR, deep=True).outcome == "holds"


def test_what_nobody_finished_is_read_by_the_sweep(world, clinic):
    delivery = receive(world, TEXT)

    assert ingest_waiting(world, OPERATOR) == 0
    world.move(timedelta(minutes=6))

    assert ingest_waiting(world, OPERATOR) == 1
    assert deliveries.get(delivery.id).state == "done"
