"""F11, F12, F13, F15, F17, F22: deliveries that come twice, shuffled, late, cut or poisoned, bits that rot, bells that are lost."""

import gzip
import io
import itertools
import random
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import check_accounting
from baluarte.actions.warning import deliver_notices, ingest_delivery, ingest_waiting, queue_notices
from baluarte.core.rights.actors import OPERATOR
from baluarte.faces.jobs.bells import BELLS, Ringer
from baluarte.store.feeds.models import DeliveryRow, ManifestRow
from baluarte.store.warning.models import FindingRow, OutboxRow
from baluarte.wiring.queue import open_queue

STORY = ("organisation__slug", "point", "identifier", "severity", "state", "first_seen", "last_seen", "sightings")
ROWS = [line(f"192.0.2.{number}", f"2026-03-0{1 + number % 4} 0{number % 10}:00:00", 3389 + number % 3) for number in range(12)]


@pytest.fixture
def clinic(db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


def story() -> list[tuple]:
    return sorted(FindingRow.objects.values_list(*STORY), key=str)


def accepted() -> int:
    return sum(DeliveryRow.objects.values_list("accepted", flat=True))


def is_sound(world) -> bool:
    return check_accounting(world, OPERATOR, deep=True).failed == ()


def test_f11_the_same_content_in_other_bytes_is_counted_and_warns_nobody_twice(world, clinic):
    first = HEADER + "".join(ROWS)
    names = HEADER.strip().split(",")
    turned = [",".join(reversed(row.strip("\n").split(","))) + "\n" for row in ROWS]
    others = {
        "the same bytes": first,
        "other line ends": first.replace("\n", "\r\n"),
        "a byte-order mark": "﻿" + first,
        "quoted values": HEADER + "".join(",".join(f'"{value}"' for value in row.strip("\n").split(",")) + "\n" for row in ROWS),
        "rows in another order": HEADER + "".join(random.Random(3).sample(ROWS, len(ROWS))),
        "columns in another order": ",".join(reversed(names)) + "\n" + "".join(turned),
        "each row twice": HEADER + "".join(row * 2 for row in ROWS),
    }
    ingest(world, first)
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    before = story()

    for what, text in others.items():
        done = ingest(world, text)
        world.move(timedelta(days=1))
        queue_notices(world, OPERATOR)
        deliver_notices(world, OPERATOR)
        assert (done.accounting.accepted, done.accounting.duplicate) == (0, done.accounting.read), what
        assert story() == before, what

    assert accepted() == len(ROWS)
    assert OutboxRow.objects.count() == len(world.messages) == 1
    assert is_sound(world)


def test_f12_in_whatever_order_days_arrive_the_end_is_the_same(world, clinic):
    days = [HEADER + "".join(ROWS[start::4]) for start in range(4)]
    ends = []

    for order in itertools.islice(itertools.permutations(range(4)), 0, 24, 5):
        for place in order:
            ingest(world, days[place])
        ends.append(story())
        assert is_sound(world)
        clear()

    assert all(end == ends[0] for end in ends)
    assert len(ends[0]) == len(ROWS)


def clear() -> None:
    """Forget every delivery and what came of it, as if none had come."""
    for model in (ManifestRow, FindingRow):
        model.objects.all().delete()
    DeliveryRow.objects.all().delete()


def archive(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return out.getvalue()


def test_f13_a_file_cut_at_any_of_two_hundred_places_and_then_whole_has_no_row_lost_or_double(world, clinic):
    def body(number: int) -> str:
        return "".join(line(f"192.0.2.{host}", port=3000 + number) for host in (1, 2, 3)) + line("192.0.2.4", "never", 3000 + number)

    length = len(body(0))
    assert length >= 200
    # Twenty files a delivery: each is cut at a place of its own, and has ports of its own.
    for first in range(0, length, 20):
        places = range(first, min(first + 20, length))
        cut = {f"2026-03-05-scan_rdp-place{at}.csv": HEADER + body(at)[:at] for at in places}
        whole = {f"2026-03-05-scan_rdp-place{at}.csv": HEADER + body(at) for at in places}
        part = ingest(world, archive(cut), "day.zip").accounting
        done = ingest(world, archive(whole), "day.zip").accounting
        assert part.read == part.accepted + part.duplicate + part.quarantined
        assert (done.read, done.quarantined) == (4 * len(places), len(places))

    held = dict(FindingRow.objects.values_list("point", "sightings"))
    meant = {f"192.0.2.{host}:{3000 + at}/tcp": 1 for at in range(length) for host in (1, 2, 3)}
    assert {point: held.get(point) for point in meant} == meant, "no row is lost, and none counts twice"
    assert is_sound(world)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_f13_a_delivery_that_breaks_off_and_then_comes_whole_ends_as_if_it_had_come_once(world, clinic, share):
    whole = gzip.compress((HEADER + "".join(ROWS)).encode())

    part = ingest(world, whole[: int(len(whole) * share)], "2026-03-05-scan_rdp-anahuac.csv.gz")
    done = ingest(world, whole, "2026-03-05-scan_rdp-anahuac.csv.gz")

    assert part.state in {"partial", "failed"}
    assert (done.state, done.accounting.read) == ("done", len(ROWS))
    assert [row[-1] for row in story()] == [1] * len(ROWS)
    assert is_sound(world)


def test_f15_poison_is_set_aside_after_three_tries_with_its_reason_and_those_behind_it_are_read(world, clinic, monkeypatch):
    poison = receive(world, HEADER + line("192.0.2.66"))
    behind = receive(world, HEADER + line("192.0.2.1"))
    world.move(timedelta(minutes=6))
    begun = []

    def stop(name: str) -> None:
        if name == "warning.ingest.begun":
            begun.append(name)
        if name == "feeds.lake.synced" and len(begun) == 1:  # the oldest is read first at each bell
            raise ArithmeticError(name)

    monkeypatch.setattr(world, "step", stop)
    ringer = Ringer(lambda: world)
    bell = next(one for one in BELLS if one.name == "ingest_waiting")
    for _ in range(3):
        begun.clear()
        assert ringer.ring(bell) is None, "the queue goes on"

    assert [DeliveryRow.objects.get(id=one.id).state for one in (poison, behind)] == ["failed", "done"]
    row = DeliveryRow.objects.get(id=poison.id)
    assert (row.code, row.tries, row.read, row.quarantined) == ("feeds.poison", 3, 1, 1)
    assert is_sound(world)


def test_f15_what_stops_the_writing_each_time_is_poison_too(world, clinic, monkeypatch):
    delivery = receive(world, HEADER + line("192.0.2.66"))
    stops = []

    def stop(name: str) -> None:
        if name == "warning.ingest.before-commit" and len(stops) < 3:
            stops.append(name)
            raise ArithmeticError(name)

    monkeypatch.setattr(world, "step", stop)
    for _ in range(2):
        with pytest.raises(ArithmeticError):
            ingest_delivery(world, OPERATOR, delivery.id)
    done = ingest_delivery(world, OPERATOR, delivery.id)

    assert (done.state, done.code, done.accounting.quarantined) == ("failed", "feeds.poison", 1)
    assert FindingRow.objects.count() == 0
    assert is_sound(world)


def test_f17_any_flipped_bit_of_the_raw_store_or_the_lake_is_found(world, clinic):
    done = ingest(world, HEADER + "".join(ROWS))
    raw = Path(world.data) / "raw" / done.blob[:2] / done.blob[2:4] / done.blob
    parts = [Path(world.data) / "lake" / path for path in ManifestRow.objects.values_list("path", flat=True)]
    chance = random.Random(7)

    for path in (raw, parts[0], parts[-1]):
        whole = path.read_bytes()
        for place in (0, len(whole) - 1, *(chance.randrange(len(whole)) for _ in range(4))):
            path.write_bytes(whole[:place] + bytes([whole[place] ^ (1 << chance.randrange(8))]) + whole[place + 1 :])
            assert not is_sound(world), (path.name, place)
        path.write_bytes(whole)
        path.rename(path.with_suffix(".gone"))
        assert not is_sound(world)
        path.with_suffix(".gone").rename(path)

    assert is_sound(world)


def test_f22_the_file_of_the_queue_may_be_deleted_while_work_waits_and_nothing_is_lost(world, clinic, tmp_path):
    queue = open_queue({"ENGINE": "django.db.backends.sqlite3"}, tmp_path, immediate=False)
    queue.storage.enqueue(b"a bell that nobody will ever hear")
    receive(world, HEADER + line("192.0.2.1"))
    for path in tmp_path.glob("jobs.sqlite3*"):
        path.unlink()
    ringer = Ringer(lambda: world)
    world.move(timedelta(minutes=6))

    for _ in range(2):  # a bell that is rung twice finds nothing to do the second time
        for name in ("ingest_waiting", "queue_notices", "deliver_notices"):
            assert ringer.ring(next(one for one in BELLS if one.name == name)) is None

    assert DeliveryRow.objects.get().state == "done"
    assert [row.state for row in OutboxRow.objects.all()] == ["accepted"]
    assert len(world.messages) == 1
    again = open_queue({"ENGINE": "django.db.backends.sqlite3"}, tmp_path, immediate=False)
    assert again.storage.queue_size() == 0


def test_f15_a_delivery_of_any_kind_never_stops_the_ones_behind_it(world, clinic):
    chance = random.Random(11)
    for number in range(12):
        receive(world, chance.randbytes(200) if number % 2 else HEADER + line(f"192.0.2.{number}"), f"file-{number}.csv", "auto")
    world.move(timedelta(minutes=6))

    ingest_waiting(world, OPERATOR)

    assert set(DeliveryRow.objects.values_list("state", flat=True)) <= {"done", "failed", "partial"}
