"""What the machine lacks, said as an error that may pass: space, memory, an answer of the database.

A full disk or a database that is being started again is nobody's mistake and no broken
promise. What was under way is rolled back, the caller is told to come back, and nothing is
counted against the delivery that happened to be read.
"""

import errno
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import DatabaseError, InterfaceError

from baluarte.core.errors import Unreachable

MOST_TRIES = 5  # of one short transaction that another writer stood in the way of
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SCARCE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM})
# SQLite's result codes, and the first letters of PostgreSQL's: what each means for the caller.
_SQLITE = {5: "busy", 6: "busy", 7: "scarce", 13: "full", 14: "away"}
_SQLITE_WRITES = frozenset({778, 4874})  # a write, or the growth of its index, that the file system refused
_POSTGRES = {"40": "busy", "55P": "busy", "53100": "full", "53": "scarce", "57": "away", "08": "away", "58": "full"}
T = TypeVar("T")


@contextmanager
def plainly() -> Iterator[None]:
    """Raise `Unreachable` in place of an error that says what the machine lacks; let every other one pass."""
    try:
        yield
    except (OSError, MemoryError, DatabaseError, InterfaceError) as error:
        lacking = lack(error)
        if lacking is None:
            raise
        raise lacking from error


def lack(error: BaseException) -> Unreachable | None:
    """Return what an error says is lacking, or None where it says something else."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _SCARCE):
        return _SAID["scarce"]()
    if isinstance(error, OSError):
        return _SAID["full"]() if error.errno in _FULL else None
    kind = _of_database(error.__cause__ or error)
    return _SAID[kind]() if kind else None


def patiently(work: Callable[[], T]) -> T:
    """Do a short transaction again, whole, when another writer stood in its way; five times at most, with a wait by chance."""
    for tried in range(1, MOST_TRIES):
        try:
            with plainly():
                return work()
        except Unreachable as busy:
            if busy.code != "ground.busy":
                raise
            time.sleep(random.uniform(0.01, 0.05) * 2**tried)  # noqa: S311 - only so that two do not wait in step
    with plainly():
        return work()


def _of_database(error: BaseException) -> str:
    number = getattr(error, "sqlite_errorcode", None)
    if number is not None:
        return "full" if number in _SQLITE_WRITES else _SQLITE.get(number & 0xFF, "")  # the low byte is the kind, the rest its detail
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return next((kind for begins, kind in _POSTGRES.items() if state.startswith(begins)), "")
    # A connection that broke has no state: nobody answered.
    return "away" if type(error).__name__ in {"OperationalError", "InterfaceError"} and type(error).__module__.startswith("psycopg") else ""


_SAID: dict[str, Callable[[], Unreachable]] = {
    "full": lambda: Unreachable(
        "ground.no-space",
        "There is no space left to write to.",
        "What could not be kept whole was not kept at all.",
        "Make space, then do the same again: nothing was lost.",
    ),
    "scarce": lambda: Unreachable(
        "ground.scarce",
        "The machine has no memory or no open files left.",
        "What could not be done whole was not done at all.",
        "Close what is not needed, then do the same again.",
    ),
    "away": lambda: Unreachable(
        "ground.database-away",
        "The database does not answer.",
        "It was stopped, started again, or cut off.",
        "Wait and do the same again: what was committed is kept, and nothing is done twice.",
    ),
    "busy": lambda: Unreachable(
        "ground.busy",
        "Another writer stands in the way.",
        "Writes that touch the same rows come one at a time.",
        "Wait a moment and do the same again.",
    ),
}
