"""Compaction: many files of a day become one, readers never see half of it, and every account holds as before."""

import os
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from django.db import connections
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.feeds import check_accounting, compact_lake, count_events, count_own_events, sweep_orphans
from baluarte.actions.warning import show_finding
from baluarte.core.errors import Broken, Outdated, Refused
from baluarte.core.feeds.tally.part import FOOT
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.feeds import manifest
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.models import ManifestRow, ProvenanceRow
from baluarte.store.feeds.upkeep import merging
from baluarte.store.feeds.upkeep.turn import Upkeep
from baluarte.store.ledger.models import Mark
from baluarte.store.warning.models import FindingRow
from baluarte.testing import Stopped

WIDE = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,new_column\n"
MOST_STEPS = 40
LATER = timedelta(hours=2)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


def lake(world) -> Lake:
    return Lake(Path(world.data) / "lake")


def feed_three(world) -> None:
    """Three deliveries of one day: the second repeats a row, the third knows one column more."""
    ingest(world, HEADER + line("192.0.2.1") + line("198.51.100.7"))
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2") + line("192.0.2.3", "never"))
    ingest(world, WIDE + line("192.0.2.9", port=3390).replace(",,\n", ",,,told\n"))


def rows(world) -> pl.DataFrame:
    paths = list(ManifestRow.objects.order_by("day", "id").values_list("path", flat=True))
    return lake(world).scan(paths).collect().sort("delivery", "row")


def test_a_day_of_many_files_becomes_one_with_the_same_rows(world, clinic):
    feed_three(world)
    before = rows(world)
    world.move(LATER)

    done = compact_lake(world, OPERATOR)

    after = rows(world)
    assert done == {"days": 1, "files": 3, "rows": 4}
    assert ManifestRow.objects.count() == 1
    assert after.select(before.columns).equals(before)
    assert check_accounting(world, OPERATOR, deep=True).failed == ()
    assert [row.rows for row in ProvenanceRow.objects.order_by("delivery_id")] == [2, 1, 1]
    assert Mark.objects.filter(action="compact_lake").values_list("numbers", flat=True).get() == done
    assert compact_lake(world, OPERATOR)["days"] == 0


def test_a_finding_shows_its_rows_from_the_compacted_file(world, clinic):
    feed_three(world)
    folio = FindingRow.objects.get(point="192.0.2.9:3390/tcp").folio
    before = show_finding(world, OPERATOR, folio).sightings

    compact_lake(world, OPERATOR, quiet=timedelta(0))

    assert before.height == 1
    assert show_finding(world, OPERATOR, folio).sightings.equals(before)


def test_what_was_seen_is_known_from_the_compacted_file(world, clinic):
    feed_three(world)
    compact_lake(world, OPERATOR, quiet=timedelta(0))

    again = ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2") + line("192.0.2.77"))

    assert (again.accounting.accepted, again.accounting.duplicate) == (1, 2)


def test_the_same_rows_give_the_same_file_and_the_same_order_however_they_are_cut(world, clinic, monkeypatch):
    feed_three(world)
    paths = list(ManifestRow.objects.order_by("id").values_list("path", flat=True))
    report, day = ManifestRow.objects.values_list("report", "day").first()
    made = [merging.merge(lake(world), report, day, paths, world.step) for _ in range(2)]
    monkeypatch.setattr(merging, "SPAN", 1)

    cut = merging.merge(lake(world), report, day, paths, world.step)

    assert made[0] == made[1]
    frames = [pl.read_parquet(lake(world).root / one.path) for one in (made[0], cut)]
    assert frames[0].equals(frames[1])
    assert frames[0]["org"].is_sorted()


def test_the_counts_of_a_nation_are_those_of_before(world, clinic):
    organisation("mill", "192.0.2.0/28")  # some events are of both
    feed_three(world)
    span = (date(2026, 3, 1), date(2026, 3, 31))
    before = count_events(world, OPERATOR, *span), count_own_events(world, OPERATOR, "mill", *span)

    compact_lake(world, OPERATOR, quiet=timedelta(0))

    assert before[0]["events"].sum() == 4
    assert all(FOOT in pl.read_parquet_metadata(lake(world).root / path) for path in manifest.named())
    assert count_events(world, OPERATOR, *span).equals(before[0])
    assert count_own_events(world, OPERATOR, "mill", *span).equals(before[1])


def test_a_day_that_still_grows_is_left_alone(world, clinic):
    feed_three(world)

    assert compact_lake(world, OPERATOR)["days"] == 0
    world.move(LATER)
    assert compact_lake(world, OPERATOR)["days"] == 1


def test_a_small_rest_waits_until_the_day_is_settled(world, clinic):
    ingest(world, HEADER + "".join(line(f"192.0.2.{number}") for number in range(1, 31)))
    ingest(world, HEADER + line("192.0.2.200"))
    world.move(LATER)

    assert compact_lake(world, OPERATOR)["days"] == 0
    world.move(timedelta(days=1))
    assert compact_lake(world, OPERATOR)["days"] == 1


def test_the_old_files_stay_for_those_who_read_them_and_go_when_they_are_done(world, clinic):
    feed_three(world)
    old = [lake(world).root / path for path in manifest.named()]
    for path in old:
        os.utime(path, (1, 1))  # written long ago

    compact_lake(world, OPERATOR, quiet=timedelta(0))

    assert sweep_orphans(world, OPERATOR) == 0
    assert all(path.exists() for path in old)
    for path in old:
        os.utime(path, (1, 1))
    assert sweep_orphans(world, OPERATOR) == 3
    assert check_accounting(world, OPERATOR, deep=True).outcome == "holds"


def test_stopped_at_each_step_and_begun_again_it_ends_the_same(world, clinic, monkeypatch):
    monkeypatch.setattr(merging, "SPAN", 2)
    feed_three(world)
    before, stopped = rows(world), []
    for number in range(1, MOST_STEPS):
        world.steps.clear()
        world.stop_at = number
        try:
            compact_lake(world, OPERATOR, quiet=timedelta(0))
        except Stopped as here:
            stopped.append(str(here))
            connections.close_all()
            assert rows(world).select(before.columns).equals(before)
            assert check_accounting(world, OPERATOR, deep=True).outcome == "holds"
        else:
            break

    world.stop_at = None
    assert {"feeds.compact.span", "feeds.compact.written", "feeds.compact.before-rename", "feeds.compact.renamed",
            "feeds.compact.folder-synced", "feeds.compact.before-swap", "feeds.compact.swapped"} <= set(stopped)  # fmt: skip
    assert ManifestRow.objects.count() == 1
    assert rows(world).select(before.columns).equals(before)
    assert not list(lake(world).root.glob(".compact-*"))


def test_a_damaged_file_is_never_merged_into_a_sound_one(world, clinic):
    feed_three(world)
    path = lake(world).root / min(manifest.named())
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)

    with pytest.raises(Broken, match="not the file that was written"):
        compact_lake(world, OPERATOR, quiet=timedelta(0))
    assert ManifestRow.objects.count() == 3


def test_one_at_a_time_moves_files_and_one_that_slept_cannot_swap(world, clinic, monkeypatch):
    feed_three(world)
    other = Upkeep(7).take()
    with pytest.raises(Outdated, match="moved or copied"):
        compact_lake(world, OPERATOR, quiet=timedelta(0))
    with pytest.raises(Outdated, match="moved or copied"):
        sweep_orphans(world, OPERATOR)
    other.give_back()

    def lose_the_turn(name: str) -> None:
        if name == "feeds.compact.before-swap":
            from baluarte.store.ground.models import Lease

            Lease.objects.update(expires_at="1990-01-01T00:00:00Z")
            Upkeep(8).take()

    monkeypatch.setattr(world, "step", lose_the_turn)

    with pytest.raises(Outdated):
        compact_lake(world, OPERATOR, quiet=timedelta(0))
    assert ManifestRow.objects.count() == 3


def test_nobody_else_may_compact(world, clinic, hospital):
    with pytest.raises(Refused):
        compact_lake(world, hospital)
