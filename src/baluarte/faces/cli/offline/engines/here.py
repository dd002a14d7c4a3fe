"""`--engine local`: a process for each processor where there is enough to read, else threads of this one.

Threads of one process wait for each other: for Python's lock, and for the pool of Polars.
Two processes do not, but each needs half a second to begin; so a small run has none, and
neither has one whose largest lane is nearly all there is.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import polars as pl

from baluarte.core.constituency.asset_file import AssetFile
from baluarte.core.errors import Broken
from baluarte.core.feeds.normalise import ACCOUNT_SCHEMA
from baluarte.core.warning.job import untimed
from baluarte.core.warning.match import build_index
from baluarte.faces.cli.offline import run
from baluarte.faces.cli.offline.engines import worker
from baluarte.faces.cli.offline.engines.task import Done, Task, tasks
from baluarte.faces.cli.offline.lanes import lanes
from baluarte.faces.cli.offline.run import Nowhere, Order, Result
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.writer import Writer

ENOUGH = 512 << 20  # bytes: with less, processes begin as long as threads work
_LARGEST = 0.7  # share of all bytes above which one lane would leave the other processors idle
_LOOK = 0.2  # seconds between two looks at how far the workers are


def run_files(order: Order, writer: Writer | None, shelf: Shelf, step: Callable[[int], None], enough: int = ENOUGH) -> Result:
    """Read all files and return what they became, with their findings on the shelf."""
    works = tasks(lanes(order.files), writer.folder.work if writer else None, Path())
    sizes = [task.bytes for task in works]
    workers = min(len(works), processors())
    if workers < 2 or sum(sizes) < enough or max(sizes) > _LARGEST * sum(sizes):
        return run.run_files(order, writer or Nowhere(), shelf, step)
    with tempfile.TemporaryDirectory(prefix="baluarte-warn-") as place:
        placed = [replace(task, found=Path(place) / f"{number:05d}") for number, task in enumerate(works)]
        with _alive(), _Pool(workers) as pool:
            ended = pool.work(order, placed, shelf, step)
    accounts = {number: account for done in ended for number, account in done.accounts.items()}
    names = pl.concat([pl.DataFrame(schema=ACCOUNT_SCHEMA), *(done.names for done in ended)])
    in_order = [account for number in sorted(accounts) for account in accounts[number]]
    return Result(in_order, names.unique("pseudonym", keep="first").sort("pseudonym"))


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass
class _Pool:
    """Workers that begin while this process still builds the index."""

    workers: int

    def __enter__(self) -> Self:
        self._ties = worker.Ties.new()
        self._executor = ProcessPoolExecutor(self.workers, worker.CONTEXT, worker.begin, (self._ties,))
        with worker.one_thread_each(max(1, processors() // self.workers)):
            self._begun = [self._executor.submit(worker.ready) for _ in range(self.workers)]
        return self

    def __exit__(self, *_: object) -> None:
        self._ties.stop.set()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def work(self, order: Order, works: Iterable[Task], shelf: Shelf, step: Callable[[int], None]) -> list[Done]:
        """Hand out the tasks, and take what each found as it ends."""
        with order.stage("index"):
            light = AssetFile(0, order.assets.organisations, (), (), order.assets.claims.clear())
            told = replace(order, assets=light, stage=untimed)
            index = build_index(order.assets.claims)
        waiting = {self._executor.submit(worker.do, task, told, index) for task in works}
        ended: list[Done] = []
        while waiting:
            ready, waiting = wait(waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            step(self._ties.fresh_bytes())
            for one in ready:
                done = one.result()
                for path in done.found:
                    shelf.put(pl.read_ipc(path))
                    path.unlink()
                ended.append(done)
        return ended


@contextmanager
def _alive() -> Iterator[None]:
    """A worker that was killed ends the run, and nothing of it stands."""
    try:
        yield
    except BrokenProcessPool as died:
        raise Broken(
            "command.engine-died",
            "A worker of this run died.",
            "The machine may lack memory.",
            "Give it more, or name fewer files at once.",
        ) from died
