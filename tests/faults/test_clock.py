"""F10: clocks that jump. Sequence numbers decide what comes first; leases ask the one clock that all workers share."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import check_accounting
from baluarte.actions.warning import deliver_notices, ingest_delivery, ingest_waiting, queue_notices, show_finding
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ground.leases import acquire
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeRow, OutboxRow


@pytest.fixture
def clinic(db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


def test_f10_a_clock_that_jumps_back_keeps_the_order_of_deliveries_and_steps(world, clinic):
    first = receive(world, HEADER + line("192.0.2.1", "2026-03-03 01:00:00"))
    world.move(timedelta(days=-400))
    second = receive(world, HEADER + line("192.0.2.1", "2024-12-30 01:00:00"))
    order = []
    world.step = lambda name: order.append(DeliveryRow.objects.get(state="parsing").id) if name == "warning.ingest.begun" else None

    world.move(timedelta(days=400, minutes=6))
    ingest_waiting(world, OPERATOR)
    page = show_finding(world, OPERATOR, FindingRow.objects.get().folio)

    assert order == [first.id, second.id], "the one that came first is read first, whatever the clock said"
    assert FindingStep.objects.count() >= 1
    assert (page.finding.first_seen.year, page.finding.last_seen.year, page.finding.sightings) == (2024, 2026, 2)
    assert check_accounting(world, OPERATOR, deep=True).failed == ()


@pytest.mark.parametrize("jump", [timedelta(days=-30), timedelta(days=3650)])
def test_f10_folios_and_messages_go_on_in_their_series_whatever_the_clock_does(world, clinic, jump):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    world.move(jump)
    day = f"{world.now():%Y-%m-%d}"
    ingest(world, HEADER + line("192.0.2.2", f"{day} 01:00:00"))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)

    folios = list(NoticeRow.objects.order_by("id").values_list("folio", flat=True))
    assert len(set(folios)) == len(folios) >= 2
    assert set(OutboxRow.objects.values_list("state", flat=True)) == {"accepted"}
    assert len({message.message_id for message in world.messages}) == len(folios)


def test_f10_a_jump_of_the_worker_s_own_clock_ends_no_lease_of_another(world, clinic):
    assert acquire("feeds.ingest.shadowserver", "another worker", timedelta(minutes=5)) is not None
    world.move(timedelta(days=365))

    assert acquire("feeds.ingest.shadowserver", "a worker from the future", timedelta(minutes=5)) is None


def test_f10_rows_from_a_future_that_the_clock_has_not_seen_are_set_aside_and_never_lost(world, clinic):
    world.move(timedelta(days=-10))

    done = ingest(world, HEADER + line("192.0.2.1", "2026-03-05 03:00:00"))

    assert (done.accounting.quarantined, done.accounting.codes) == (1, {"time.range": 1})


def test_f10_a_message_put_off_before_the_clock_went_back_leaves_when_its_hour_comes_and_only_once(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    world.post.be_away()
    deliver_notices(world, OPERATOR)
    world.move(timedelta(hours=-3))

    early = deliver_notices(world, OPERATOR)
    world.move(timedelta(hours=3, minutes=2))

    assert (early, deliver_notices(world, OPERATOR)) == ({}, {"accepted": 1})
    assert len(world.messages) == 1


def test_f10_after_the_year_2038_everything_still_counts(world, clinic):
    world.clock = world.machine = datetime(2038, 1, 20, 15, 0, tzinfo=UTC)
    delivery = receive(world, HEADER + line("192.0.2.1", "2038-01-20 03:14:08"))

    done = ingest_delivery(world, OPERATOR, delivery.id)
    queue_notices(world, OPERATOR)

    assert done.accounting.accepted == 1
    assert FindingRow.objects.get().last_seen == datetime(2038, 1, 20, 3, 14, 8, tzinfo=UTC)
    assert NoticeRow.objects.get().folio.startswith("AN-2038-")
