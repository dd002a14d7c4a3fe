"""`--engine ray`: the lanes of a run as Ray tasks, on this machine or on a cluster that shares its files.

Ray finds room for each task, starts it again where its worker died, and moves the index of
what belongs to whom to every worker once. The kernels, the files that are written and the
sums are those of the local engine.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType

import polars as pl

from baluarte.core.errors import Broken, Unusable
from baluarte.core.feeds.normalise import ACCOUNT_SCHEMA
from baluarte.core.warning.job import untimed
from baluarte.core.warning.match import build_index
from baluarte.faces.cli.offline.engines.task import Done, do, tasks
from baluarte.faces.cli.offline.lanes import lanes
from baluarte.faces.cli.offline.run import Order, Result
from baluarte.faces.cli.offline.shelf import Shelf

TRIES = 4  # of a task whose worker dies
_QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_DEDUP_LOGS": "0"}  # nothing is told to anybody


@dataclass(frozen=True)
class Room:
    """How many workers, each of one processor; a cluster that RAY_ADDRESS names has its own."""

    workers: int = max(1, os.cpu_count() or 1)
    threads: int = 1  # of Polars in each worker


def run_files(order: Order, folder: Path | None, shelf: Shelf, step: Callable[[int], None], room: Room | None = None) -> Result:
    """Read all files as Ray tasks and return what they became, with their findings on the shelf."""
    ray = installed()
    aside = Path(tempfile.mkdtemp(prefix=".found-", dir=folder))
    try:
        with standing(ray, room or Room()):
            return _gather(ray, order, folder, aside, shelf, step)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _gather(ray: ModuleType, order: Order, folder: Path | None, aside: Path, shelf: Shelf, step: Callable[[int], None]) -> Result:  # noqa: PLR0913, PLR0917 - what a run has
    """Start a task for each lane, and take each as it ends."""
    told = replace(order, stage=untimed)
    index, terms = ray.put(build_index(order.assets.claims)), ray.put(told)
    remote = ray.remote(num_cpus=1, max_retries=TRIES - 1)(do)
    waiting = {remote.remote(task, terms, index): task for task in tasks(lanes(order.files), folder, aside)}
    ended: list[Done] = []
    while waiting:
        (ready, *_), _ = ray.wait(list(waiting), num_returns=1)
        ended.append(_result(ray, ready))
        for path in ended[-1].found:
            shelf.put(pl.read_ipc(path))
        step(waiting.pop(ready).bytes)
    accounts = {number: account for done in ended for number, account in done.accounts.items()}
    names = pl.concat([pl.DataFrame(schema=ACCOUNT_SCHEMA), *(done.names for done in ended)])
    in_order = [account for number in sorted(accounts) for account in accounts[number]]
    return Result(in_order, names.unique("pseudonym", keep="first").sort("pseudonym"))


def _result(ray: ModuleType, ready: object) -> Done:
    """Return what a task became; one whose workers died again and again is named, and nothing is kept."""
    try:
        done: Done = ray.get(ready)
    except ray.exceptions.WorkerCrashedError as died:
        raise Broken(
            "command.engine-died",
            f"The worker of a task died '{TRIES}' times.",
            "Its machine may lack memory.",
            "Use --engine local, or give the workers more memory.",
        ) from died
    except ray.exceptions.RayTaskError as failed:
        raise failed.cause if isinstance(failed.cause, Exception) else failed from None
    return done


@contextmanager
def standing(ray: ModuleType, room: Room) -> Iterator[None]:
    """Use the cluster that stands, or start one for this run alone."""
    if ray.is_initialized():
        yield
        return
    cluster = os.environ.get("RAY_ADDRESS")  # noqa: TID251 - how Ray itself is told of a cluster
    own = {} if cluster else {"num_cpus": room.workers, "include_dashboard": False}
    environment = {"env_vars": {"POLARS_MAX_THREADS": str(room.threads), **_QUIET}}
    ray.init(configure_logging=False, log_to_driver=False, runtime_env=environment, **own)
    try:
        yield
    finally:
        with suppress(Exception):
            ray.shutdown()


def installed() -> ModuleType:
    """Return Ray, or say what to install."""
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)  # noqa: TID251 - read by Ray when it is imported, and by nobody else
    try:
        import ray
    except ImportError:
        raise Unusable(
            "command.engine-missing",
            "The engine 'ray' is not installed.",
            "It is an extra of its own.",
            "Run: pip install 'baluarte[ray]', or use --engine local.",
        ) from None
    return ray
