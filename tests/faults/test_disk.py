"""F4, F5, F6, F23: what a disk does wrong. Nothing is half kept, nothing is counted against a delivery, and it goes on by itself."""

import errno
import os
import resource
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import check_accounting, sweep_orphans
from baluarte.actions.warning import ingest_delivery
from baluarte.core.errors import Unreachable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.feeds.models import DeliveryRow, ManifestRow
from baluarte.store.ground.shortage import lack
from baluarte.store.warning.models import FindingRow

TEXT = HEADER + line("192.0.2.1") + line("192.0.2.2") + line("192.0.2.3", "never")
SUMS = {"read": 3, "accepted": 2, "duplicate": 0, "quarantined": 1, "matched": 2, "unmatched": 0}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clinic(transactional_db):
    return organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))


@contextmanager
def limit(kind: int, most: int):
    """Let this process have no more of something, as a full disk or a worn-out machine would."""
    before = resource.getrlimit(kind)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(kind, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(kind, before)
        signal.signal(signal.SIGXFSZ, handler)


def files_below(world, folder: str) -> list[Path]:
    return [path for path in (Path(world.data) / folder).rglob("*") if path.is_file()]


def is_sound(world) -> bool:
    return check_accounting(world, OPERATOR, deep=True).failed == ()


def test_f5_bytes_that_do_not_fit_leave_no_trace_and_are_taken_when_there_is_space(world, clinic):
    large = HEADER + "".join(line(f"192.0.2.{number % 250}", port=number) for number in range(1, 900))

    with limit(resource.RLIMIT_FSIZE, 4096), pytest.raises(Unreachable) as full:
        receive(world, large)

    assert full.value.code == "ground.no-space"
    assert (DeliveryRow.objects.count(), files_below(world, "raw")) == (0, [])
    assert ingest(world, large).state == "done"
    assert is_sound(world)


def test_f5_a_lake_that_is_full_counts_against_no_delivery_and_keeps_no_half_row(world, clinic):
    delivery = receive(world, TEXT)

    for _ in range(5):
        with limit(resource.RLIMIT_FSIZE, 512), pytest.raises(Unreachable) as full:
            ingest_delivery(world, OPERATOR, delivery.id)
        assert full.value.code == "ground.no-space"
    assert (FindingRow.objects.count(), ManifestRow.objects.count(), DeliveryRow.objects.get().tries) == (0, 0, 0)
    assert [path for path in files_below(world, "lake") if path.suffix == ".parquet"] == []

    assert ingest_delivery(world, OPERATOR, delivery.id).accounting.to_dict() == SUMS
    assert is_sound(world)


def test_f5_a_database_without_space_says_so_and_goes_on_when_it_has_some(world, clinic):
    delivery = receive(world, TEXT + line("192.0.2.3", "never") * 3000)

    with full_database(), pytest.raises(Unreachable) as full:
        ingest_delivery(world, OPERATOR, delivery.id)

    assert full.value.code == "ground.no-space"
    assert (FindingRow.objects.count(), ManifestRow.objects.count()) == (0, 0)
    assert ingest_delivery(world, OPERATOR, delivery.id).accounting.to_dict() == {**SUMS, "read": 3003, "quarantined": 3001}
    assert is_sound(world)


@contextmanager
def full_database():
    """SQLite may not grow by a page; PostgreSQL says what it says on a full disk."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # what earlier tests left free would be room
            cursor.execute("PRAGMA page_count")
            cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")
        return
    from psycopg.errors import DiskFull

    def refuse(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith("INSERT"):
            raise OperationalError("could not extend file") from DiskFull("No space left on device")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def test_f6_no_open_file_left_is_a_shortage_that_passes(world, clinic):
    next_one = os.dup(0)
    os.close(next_one)

    with limit(resource.RLIMIT_NOFILE, next_one), pytest.raises(Unreachable) as scarce:
        receive(world, TEXT)

    assert scarce.value.code == "ground.scarce"
    assert ingest(world, TEXT).accounting.to_dict() == SUMS


def test_f6_memory_that_is_not_given_is_a_shortage_too():
    assert lack(MemoryError()).code == "ground.scarce"
    assert lack(OSError(errno.ENOSPC, "No space left on device")).code == "ground.no-space"
    assert lack(OSError(errno.EACCES, "Permission denied")) is None


def test_f4_whichever_sync_fails_nothing_is_acknowledged_and_the_next_try_is_whole(world, clinic, monkeypatch):
    real, counter = os.fsync, {"left": -1}

    def sync(descriptor: int) -> None:
        counter["left"] -= 1
        if counter["left"] == 0:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    failed = 0
    for number in range(1, 40):
        text = HEADER + line(f"192.0.2.{number}") + line("192.0.2.3", "never")
        counter["left"] = number
        try:
            ingest(world, text)
        except OSError:
            failed += 1
        else:
            break
        counter["left"] = -1
        assert FindingRow.objects.filter(point__startswith=f"192.0.2.{number}:").count() == 0
        assert ingest(world, text).accounting.to_dict()["accepted"] == 1

    assert failed > 4, "file and folder of raw store and lake are synced each"
    assert is_sound(world)


def test_f4_a_folder_whose_name_was_never_synced_is_synced_by_the_next_one_who_needs_it(tmp_path, monkeypatch):
    from baluarte.store.feeds import durable

    (tmp_path / "ab" / "cd").mkdir(parents=True)  # made by a process that died before it synced them
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda descriptor: synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink())))

    durable.make_folder(tmp_path / "ab" / "cd", tmp_path)
    durable.make_folder(tmp_path / "ab" / "cd", tmp_path)

    assert sorted(synced) == sorted([str(tmp_path / "ab"), str(tmp_path)])


def test_f23_a_temporary_file_of_the_raw_store_that_a_killed_process_left_is_swept(world, clinic):
    ingest(world, TEXT)
    aside = Path(world.data) / "raw" / f"aside-{7:032x}"
    young = Path(world.data) / "raw" / f"aside-{8:032x}"
    for path in (aside, young):
        path.write_bytes(b"half a file")
    os.utime(aside, (1, 1))

    assert sweep_orphans(world, OPERATOR) == 1
    assert [path.exists() for path in (aside, young)] == [False, True]
    assert is_sound(world)


def test_f5_the_command_says_plainly_that_there_is_no_space(tmp_path):
    environment = {**{k: v for k, v in os.environ.items() if k != "DATABASE_URL"}, "BALUARTE_DATA": str(tmp_path / "var")}
    command = [Path(sys.executable).with_name("baluarte")]
    path = tmp_path / "2026-03-05-scan_rdp-anahuac.csv"
    path.write_text(HEADER + "".join(line(f"192.0.2.{number % 250}", port=1 + number % 60000) for number in range(55_000)))
    subprocess.run([*command, "init"], env=environment, check=True, capture_output=True)

    def in_little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, resource.RLIM_INFINITY))

    words = [*command, "import", str(path), "--lang", "en"]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, preexec_fn=in_little_space, check=False)
    again = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    assert (done.returncode, "[ground.no-space]" in done.stderr) == (6, True), done.stderr
    assert again.returncode == 0, again.stderr
