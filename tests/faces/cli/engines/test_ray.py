"""`--engine ray`: two real worker processes, the same files and sums as one process, and a killed worker survived."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import polars as pl
import pytest
from tools.scale.nation import write_assets, write_reports

from baluarte.core.constituency.asset_file import read_asset_file
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.warning.collapse import IDENTITY, merge_found
from baluarte.faces.cli.offline.engines import ray as engine
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.run import Order, run_files
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.writer import Writer
from baluarte.formats.tabular import read_table

pytest.importorskip("ray", reason="the extra baluarte[ray] is not installed")
ROWS = 20_000
BAD = '"2026-03-04 10:00:00","medium","not an address","tcp","70000"' + ',""' * 15 + "\n"


@pytest.fixture(scope="module")
def order(tmp_path_factory) -> Order:
    """A day of five report types, with some rows that must be set aside, and a file that cannot be read."""
    day = tmp_path_factory.mktemp("day")
    write_assets(day / "assets.csv")
    write_reports(day, ROWS, seed=3)
    with (day / "2026-03-04-scan_rdp-nation.csv").open("a", encoding="utf-8") as file:
        file.write(BAD * 3)
    (day / "2026-03-04-scan_telnet-nation.csv").write_bytes(b"")
    read, _ = read_table("assets.csv", (day / "assets.csv").read_bytes(), ASSET_FILE)
    return Order(tuple(sorted(day.glob("2026-*.csv"))), read_asset_file(read), datetime(2026, 3, 5, tzinfo=UTC), b"k" * 32)


class Run:
    """What a run became: its accounts, its findings, and every file that it wrote."""

    def __init__(self, order: Order, place: Path, work: Callable[[Order, Writer, Shelf], object]) -> None:
        with Folder(place) as folder, Shelf(len(order.assets.organisations)) as shelf:
            writer = Writer(folder, {number: one.slug for number, one in enumerate(order.assets.organisations, 1)})
            self.result = work(order, writer, shelf)
            writer.close(len(order.files))
            self.found = merge_found(shelf.blocks()).sort(IDENTITY)
        self.files = {path.name: path for path in sorted(place.rglob("*")) if path.is_file()}

    def events(self) -> pl.DataFrame:
        """Every accepted event, in an order of its own."""
        parts = [pl.read_parquet(path) for name, path in self.files.items() if name.endswith(".parquet")]
        return pl.concat(parts, how="diagonal_relaxed").sort("report", "row")


def locally(order, writer, shelf):
    return run_files(order, writer, shelf)


def on_ray(order, writer, shelf):
    return engine.run_files(order, writer.folder.work, shelf, lambda _bytes: None, engine.Room(workers=2))


@pytest.fixture(scope="module")
def two_workers():
    """Keep the workers of the engine standing between the tests of this file: they take seconds to start."""
    with engine.standing(engine.installed(), engine.Room(workers=2)):
        yield


@pytest.fixture(scope="module")
def local(order, tmp_path_factory) -> Run:
    return Run(order, tmp_path_factory.mktemp("local") / "out", locally)


def same(one: Run, other: Run) -> None:
    assert one.result.to_dict() == other.result.to_dict()
    assert one.found.equals(other.found)
    assert list(one.files) == list(other.files)
    assert one.events().equals(other.events())
    assert one.files["quarantine.csv"].read_bytes() == other.files["quarantine.csv"].read_bytes()


def test_two_workers_give_the_files_and_the_sums_of_one_process(order, local, two_workers, tmp_path):
    shared = Run(order, tmp_path / "out", on_ray)

    same(local, shared)
    assert shared.result.total.read == ROWS + 3 + 1  # the file that cannot be read is one row
    assert shared.result.total.quarantined == 3 + 1


def test_a_worker_that_is_killed_is_survived_and_nothing_counts_twice(order, local, two_workers, tmp_path):
    killed: list[int] = []
    hunter = Thread(target=kill_one, args=(tmp_path, killed), daemon=True)
    hunter.start()

    shared = Run(order, tmp_path / "out", on_ray)

    hunter.join(5)
    assert killed
    same(local, shared)


def kill_one(place: Path, killed: list[int]) -> None:
    """Kill the first worker of this process that has written something of its task."""
    until = monotonic() + 60
    while monotonic() < until and not killed:
        started = any(place.rglob(".found-*/*")) or any(place.rglob("events/*.parquet"))
        for worker in workers_of(os.getpid()) if started else ():
            os.kill(worker, signal.SIGKILL)
            killed.append(worker)
            break
        sleep(0.005)


def workers_of(process: int) -> list[int]:
    """Return our own descendants that run a task of Ray just now."""
    parents, busy = {}, []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if (place / "cmdline").read_bytes().startswith(b"ray::do"):
                busy.append(int(place.name))
        except OSError:
            continue
    return [one for one in busy if process in set(ancestors(one, parents))]


def ancestors(process: int, parents: dict[int, int]):
    while process in parents:
        process = parents[process]
        yield process


def test_where_ray_is_not_installed_the_error_says_what_to_install(tmp_path):
    (tmp_path / "ray.py").write_text("raise ImportError('no ray here')\n")
    (tmp_path / "ours.csv").write_text("organisation,name,kind,value\nclinic,Clinic,cidr,192.0.2.0/24\n")
    (tmp_path / "2026-03-04-scan_rdp-x.csv").write_text("timestamp,ip,port\n2026-03-04 10:00:00,192.0.2.1,3389\n")
    words = ["warn", "2026-03-04-scan_rdp-x.csv", "--assets", "ours.csv", "--engine", "ray", "--lang", "en"]

    done = subprocess.run(
        [sys.executable, "-m", "baluarte.wiring.command", *words],
        cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 2
    assert "pip install 'baluarte[ray]'" in done.stderr
