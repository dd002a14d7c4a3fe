"""Every promise is looked at again, and what is broken by hand is found: a check that cannot fail is worthless."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import check_accounting, compact_lake
from baluarte.actions.promises import check_freshness, check_raw, check_receipts, check_walls, release_queue, run_checks, show_watch
from baluarte.actions.warning import check_deliveries, deliver_notices, ingest_waiting, queue_notices
from baluarte.core.errors import Broken, Missing, Refused
from baluarte.core.ground.check import Asked
from baluarte.core.rights.actors import OPERATOR, SYSTEM
from baluarte.store.feeds.models import DeliveryRow, ManifestRow
from baluarte.store.ground.models import CheckLap, CheckRun, FolioSeries, Halt
from baluarte.store.ledger.models import Mark
from baluarte.store.warning.models import OutboxRow

TEXT = HEADER + line("192.0.2.1") + line("192.0.2.2") + line("192.0.2.3", "never")
ALL = Asked(deep=True, rebuild=1.0)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic(db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


def three(world) -> None:
    ingest(world, TEXT)
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.9"))
    ingest(world, HEADER + line("192.0.2.9") + line("198.51.100.4"))


def blob(world, number: int) -> Path:
    address = DeliveryRow.objects.order_by("id")[number].blob
    return Path(world.data) / "raw" / address[:2] / address[2:4] / address


def flip(path: Path) -> None:
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)


def test_where_nothing_is_broken_every_promise_holds(world, clinic):
    three(world)
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    compact_lake(world, OPERATOR, quiet=timedelta(0))

    found = [
        check_accounting(world, OPERATOR, asked=ALL),
        check_raw(world, OPERATOR, ALL),
        check_receipts(world, OPERATOR),
        check_deliveries(world, OPERATOR),
        check_walls(world, OPERATOR),
    ]

    assert [(one.promise, one.failed, one.outcome) for one in found if one.outcome != "holds"] == []
    assert all(one.checked for one in found)


def test_a_flipped_bit_of_raw_bytes_and_of_the_lake_is_found_by_reading_every_byte(world, clinic):
    three(world)
    flip(blob(world, 1))
    flip(Path(world.data) / "lake" / ManifestRow.objects.order_by("id")[0].path)

    assert check_raw(world, OPERATOR, Asked(structure=True)).outcome == "holds"
    found = check_raw(world, OPERATOR, Asked(read_data=True))

    assert [sentence.split(" ")[1] for sentence in found.failed] == ["raw", "file"]


def test_bytes_that_are_gone_or_lie_there_for_nobody_are_found_by_the_structure(world, clinic):
    three(world)
    blob(world, 0).unlink()
    stranger = Path(world.data) / "raw" / "ab" / "cd" / ("abcd" + "0" * 60)
    stranger.parent.mkdir(parents=True)
    stranger.write_bytes(b"nobody's")

    young = check_raw(world, OPERATOR).failed
    os.utime(stranger, (1, 1))
    old = check_raw(world, OPERATOR).failed

    assert (len(young), len(old)) == (1, 2)
    assert "no delivery names" in old[1]


def test_a_row_changed_in_the_lake_by_hand_is_found_by_making_it_again(world, clinic):
    import polars as pl

    three(world)
    row = ManifestRow.objects.order_by("id")[0]
    path = Path(world.data) / "lake" / row.path
    pl.read_parquet(path).with_columns(port=pl.lit(1, pl.UInt16)).write_parquet(path)

    found = check_raw(world, OPERATOR, Asked(rebuild=1.0))

    assert any("column 'port'" in sentence for sentence in found.failed)


def test_a_row_that_vanished_from_the_lake_is_found_by_making_it_again(world, clinic):
    import polars as pl

    three(world)
    path = Path(world.data) / "lake" / ManifestRow.objects.order_by("id")[0].path
    pl.read_parquet(path).head(1).write_parquet(path)

    found = check_raw(world, OPERATOR, Asked(rebuild=1.0))

    assert any("neither kept nor seen before" in sentence for sentence in found.failed)


def test_sums_changed_by_hand_are_found_for_the_feed_and_the_day_that_are_asked_for(world, clinic):
    three(world)
    number = DeliveryRow.objects.order_by("id").values_list("id", flat=True)[0]
    DeliveryRow.objects.filter(id=number).update(read=9, accepted=8, matched=8)

    assert check_accounting(world, OPERATOR, asked=Asked(feed="shadowserver")).outcome == "broken"
    assert check_accounting(world, OPERATOR, asked=Asked(feed="kev")).checked == 0
    assert check_accounting(world, OPERATOR, asked=Asked(since=world.now().date() + timedelta(days=1))).checked == 0
    assert check_accounting(world, OPERATOR, asked=Asked(delivery=number + 1)).outcome == "holds"
    with pytest.raises(Missing):
        check_accounting(world, OPERATOR, asked=Asked(delivery=number + 99))


def test_a_bounded_check_goes_on_where_it_stopped_and_tells_what_it_found_before(world, clinic):
    three(world)
    first = DeliveryRow.objects.order_by("id").values_list("id", flat=True)[0]
    DeliveryRow.objects.filter(id=first).update(read=9)
    bounded = Asked(seconds=0)

    laps = [check_accounting(world, OPERATOR, asked=bounded) for _ in range(3)]

    assert [(lap.checked, lap.not_covered) for lap in laps] == [(1, 2), (2, 1), (3, 0)]
    assert [lap.covered for lap in laps] == [0.3333, 0.6667, 1.0]
    assert all(len(lap.failed) == 2 for lap in laps)
    assert CheckLap.objects.count() == 0


def test_what_is_not_read_yet_is_not_called_covered(world, clinic):
    receive(world, TEXT)

    assert check_accounting(world, OPERATOR).outcome == "not-fully-covered"


def test_a_number_skipped_in_silence_or_given_twice_is_found(world, clinic):
    three(world)

    assert check_receipts(world, OPERATOR).outcome == "holds"
    FolioSeries.objects.update(last=99)
    skipped = check_receipts(world, OPERATOR).failed
    FolioSeries.objects.update(last=6)
    DeliveryRow.objects.filter(receipt="AN-2026-000001").update(receipt="AN-2026-000002")
    twice = check_receipts(world, OPERATOR).failed

    assert "nothing carries it" in skipped[0]
    assert any("000002" in sentence and "2 things" in sentence for sentence in twice)


def test_a_delivery_without_a_receipt_is_found(world, clinic):
    three(world)
    DeliveryRow.objects.filter(receipt="AN-2026-000001").update(receipt="")

    assert "has no receipt" in check_receipts(world, OPERATOR).failed[0]


@pytest.fixture
def told(world, clinic):
    ingest(world, TEXT)
    queue_notices(world, OPERATOR)
    return OutboxRow.objects.get()


def test_a_message_that_left_for_another_mailbox_or_that_nobody_wrote_is_found(world, told):
    from dataclasses import replace

    deliver_notices(world, OPERATOR)
    sent = world.post.messages[0]
    world.post.messages.append(replace(sent, recipient="stranger@mill.example"))
    world.post.messages.append(replace(sent, message_id="<AN-2026-009999.1@csirt.example>"))

    found = check_deliveries(world, OPERATOR)

    assert any("not the one of its row" in sentence for sentence in found.failed)
    assert any("stands in no outbox" in sentence for sentence in found.failed)
    assert found.stops


def test_a_message_that_is_late_is_found_by_its_kind_and_stops_nothing(world, told):
    kind = told.notice.kind
    limit = timedelta(minutes=30) if kind == "urgent" else timedelta(hours=4)
    late = told.due_at - world.now() + limit

    world.move(late)
    just = check_deliveries(world, OPERATOR)
    world.move(timedelta(seconds=1))
    found = check_deliveries(world, OPERATOR)

    assert just.outcome == "holds"
    assert "should have left" in found.failed[0]
    assert not found.stops


def test_one_news_told_twice_under_two_names_is_found(world, told):
    deliver_notices(world, OPERATOR)
    first = OutboxRow.objects.get()
    notice = first.notice
    notice.pk, notice.number = None, 2
    notice.save()
    first.pk, first.message_id, first.notice = None, "<AN-2026-000004.2@csirt.example>", notice
    first.save()

    assert any("under another Message-ID" in sentence for sentence in check_deliveries(world, OPERATOR).failed)


def test_a_constraint_that_fell_is_found(world):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE feeds_arrivalrow DROP CONSTRAINT arrival_once")
        else:
            cursor.execute("DROP TRIGGER ledger_mark_frozen")

    assert check_walls(world, OPERATOR).outcome == "broken"


def test_a_broken_promise_found_at_night_stops_its_queue_until_a_person_lets_it_go_on(world, clinic):
    three(world)
    flip(blob(world, 0))

    with pytest.raises(Broken, match="raw"):
        run_checks(world, SYSTEM)

    run, halted = show_watch(world, OPERATOR)
    assert {one.promise: one.outcome for one in run}["raw"] == "broken"
    assert [(one.queue, one.promise) for one in halted] == [("feeds", "accounting")]
    assert Mark.objects.filter(action="run_checks", outcome="done").count() == 1
    world.move(timedelta(hours=1))
    receive(world, HEADER + line("192.0.2.77"))
    world.move(timedelta(hours=1))
    with pytest.raises(Broken, match="stands still"):
        ingest_waiting(world, SYSTEM)
    release_queue(world, OPERATOR, "feeds")
    assert ingest_waiting(world, SYSTEM) == 1
    with pytest.raises(Missing):
        release_queue(world, OPERATOR, "feeds")


def test_a_stopped_outbox_sends_nothing(world, told):
    Halt.objects.create(queue="notices", promise="deliveries", why="a stranger", at=world.now())

    with pytest.raises(Broken, match="stands still"):
        deliver_notices(world, OPERATOR)
    assert world.messages == []


def test_a_check_that_did_not_run_for_two_days_is_an_alarm(world, clinic):
    run_checks(world, SYSTEM)

    assert not any(run.silent for run in show_watch(world, OPERATOR)[0])
    world.move(timedelta(days=2, minutes=1))
    assert all(run.silent for run in show_watch(world, OPERATOR)[0])
    assert CheckRun.objects.filter(promise="walls").exists()


def test_nobody_but_the_team_may_look(world, hospital, visitor):
    for act in (check_raw, check_receipts, check_walls, show_watch, run_checks):
        for stranger in (hospital, visitor):
            with pytest.raises(Refused):
                act(world, stranger)


def test_a_feed_shown_as_complete_that_is_not_is_found(world, clinic):
    from baluarte.store.sources.checking.fresh import Shown, faults

    ingest(world, TEXT)
    now = world.now()
    DeliveryRow.objects.update(state="partial")

    assert check_freshness(world, OPERATOR).outcome == "holds"
    assert "is partial" in next(iter(faults([Shown("shadowserver", "complete", None)], now)))
    assert list(faults([Shown("shadowserver", "partial", None)], now)) == []
    assert "its last whole delivery" in next(iter(faults([Shown("shadowserver", "late", now)], now)))
