"""A worker of the local engine: one process that reads lanes, and never outlives who began it."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from multiprocessing.synchronize import Event
from threading import Thread
from time import sleep

from baluarte.core.warning.index import Index
from baluarte.faces.cli.offline import pages
from baluarte.faces.cli.offline.engines import task
from baluarte.faces.cli.offline.run import Leash, Order

# A process that was forked from one with threads may wait for a lock that nobody holds.
CONTEXT = multiprocessing.get_context("spawn")
_THREADS = "POLARS_MAX_THREADS"
_LOOK = 1.0  # seconds between two looks at whether the parent still lives


@dataclass
class Ties:
    """What workers and their parent share: bytes read so far, and the wish that all should end."""

    bytes: "Synchronized[int]"
    stop: Event
    parent: int  # asked for here: a worker that begins late would take whoever adopted it for its parent
    _told: int = field(default=0)

    @classmethod
    def new(cls) -> "Ties":
        """Return ties for one run."""
        return cls(CONTEXT.Value("Q", 0), CONTEXT.Event(), os.getpid())

    def add(self, count: int) -> None:
        """Count bytes that a worker read."""
        with self.bytes.get_lock():
            self.bytes.value += count

    def fresh_bytes(self) -> int:
        """Return how many bytes were read since this was last asked."""
        now = self.bytes.value
        fresh, self._told = now - self._told, now
        return fresh


@dataclass
class _Here:
    """This process, as a worker."""

    ties: Ties | None = None


_HERE = _Here()


def begin(ties: Ties) -> None:
    """Begin a worker. An interrupt is the parent's to handle; its death ends this process as well."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pages.keep_pages()
    _HERE.ties = ties
    Thread(target=_end_with, args=(ties.parent,), daemon=True).start()


def ready() -> None:
    """Do nothing: whoever can do it has begun."""


def do(work: task.Task, order: Order, index: Index) -> task.Done:
    """Read the files of a task."""
    ties = _HERE.ties
    return task.do(work, order, index, Leash(ties.add, ties.stop) if ties else None)


@contextmanager
def one_thread_each(count: int) -> Iterator[None]:
    """Let workers that are begun in here have so many threads of Polars: together, one for each processor."""
    before = os.environ.get(_THREADS)  # noqa: TID251 - Polars reads it where it is loaded, and takes no other word
    os.environ[_THREADS] = str(count)  # noqa: TID251 - as above
    try:
        yield
    finally:
        if before is None:
            del os.environ[_THREADS]  # noqa: TID251 - as above
        else:
            os.environ[_THREADS] = before  # noqa: TID251 - as above


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_LOOK)
    os._exit(1)
