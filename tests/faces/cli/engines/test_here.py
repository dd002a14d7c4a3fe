"""The local engine: worker processes give what threads give, and one that is killed leaves nothing half."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import monotonic, sleep

import polars as pl
import pytest
from tools.scale.nation import write_assets, write_reports

from baluarte.core.constituency.asset_file import read_asset_file
from baluarte.core.constituency.lists import ASSET_FILE
from baluarte.core.errors import Broken
from baluarte.core.warning.collapse import merge_found
from baluarte.faces.cli.offline.engines import here
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.run import Order
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.writer import Writer
from baluarte.formats.tabular import read_table

pytestmark = pytest.mark.skipif(here.processors() < 2, reason="with one processor there is one process")


@pytest.fixture(scope="module")
def order(tmp_path_factory) -> Order:
    day = tmp_path_factory.mktemp("day")
    write_assets(day / "assets.csv")
    write_reports(day, 30_000, seed=5)
    with (day / "2026-03-04-scan_rdp-nation.csv").open("a", encoding="utf-8") as file:
        file.write('"2026-03-04 10:00:00","medium","not an address","tcp","70000"' + ',""' * 15 + "\n")
    table, _ = read_table("assets.csv", (day / "assets.csv").read_bytes(), ASSET_FILE)
    return Order(tuple(sorted(day.glob("2026-*.csv"))), read_asset_file(table), datetime(2026, 3, 5, tzinfo=UTC), b"k" * 32)


def run(order: Order, place: Path, enough: int):
    read = []
    with Folder(place) as folder, Shelf(len(order.assets.organisations)) as shelf:
        writer = Writer(folder, {number: one.slug for number, one in enumerate(order.assets.organisations, 1)})
        result = here.run_files(order, writer, shelf, read.append, enough)
        writer.close(len(order.files))
        found = merge_found(shelf.blocks())
    events = pl.concat([pl.read_parquet(path) for path in sorted(place.glob("events/*.parquet"))], how="diagonal").sort("report", "row")
    return result.to_dict(), found, events, (place / "quarantine.csv").read_bytes(), sum(read)


def test_processes_give_the_accounts_the_findings_and_the_files_of_threads(order, tmp_path):
    accounts, found, events, aside, _ = run(order, tmp_path / "threads", 1 << 40)

    told, shared, kept, apart, read = run(order, tmp_path / "processes", 0)

    assert (told, apart) == (accounts, aside)
    assert shared.equals(found)
    assert kept.equals(events)
    assert read == sum(path.stat().st_size for path in order.files)


def test_a_killed_worker_ends_the_run_and_nothing_stands(order, tmp_path):
    hunter = Thread(target=kill_a_child, args=(tmp_path,), daemon=True)
    hunter.start()

    with pytest.raises(Broken) as ended:
        run(order, tmp_path / "out", 0)

    assert ended.value.code == "command.engine-died"
    assert list(tmp_path.iterdir()) == []


def kill_a_child(out: Path) -> None:
    """Kill a worker that has begun to write."""
    until = monotonic() + 60
    while monotonic() < until:
        for place in Path("/proc").iterdir() if any(out.rglob("*.parquet")) else ():
            try:
                line = (place / "cmdline").read_bytes() if place.name.isdigit() else b""
                mine = b"multiprocessing.spawn" in line and parent(place) == os.getpid()
            except OSError:
                continue
            if mine:
                os.kill(int(place.name), signal.SIGKILL)
                return
        sleep(0.01)


def parent(place: Path) -> int:
    return int((place / "stat").read_text().rpartition(")")[2].split()[1])


def test_workers_do_not_outlive_whoever_began_them():
    line = (
        "import sys, time\n"
        "from baluarte.faces.cli.offline.engines import here, worker\n"
        "if __name__ == '__main__':\n"
        "    pool = here._Pool(2).__enter__()\n"
        "    [one.result() for one in pool._begun]\n"
        "    print(*pool._executor._processes, flush=True)\n"
        "    time.sleep(60)\n"
    )
    began = subprocess.Popen([sys.executable, "-c", line], stdout=subprocess.PIPE, text=True)
    workers = [int(word) for word in began.stdout.readline().split()]

    began.kill()
    began.wait()

    until = monotonic() + 30
    while monotonic() < until and any(lives(worker) for worker in workers):
        sleep(0.1)
    assert workers
    assert not any(lives(worker) for worker in workers)


def lives(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
