"""The reader: beside the bells, it reads what was left to the worker as soon as it stands there.

A bell rings once a minute; whoever sent a large file looks at a page until it is read. So
the worker looks every two seconds for a delivery that was left to it, and rings the bell
of reading itself. It also copies the log of SQLite into its tables, so that no page and
no delivery has to do that while somebody waits for it.
"""

import logging
import os
from collections.abc import Callable
from threading import Event, Thread

from baluarte.faces.jobs.bells import BELLS, Ringer

_LOOK_SECONDS = 2.0
_NICE = 5  # pages first; more of it, and whoever holds the writer of SQLite would not get to give it back
_LOG = logging.getLogger("baluarte.jobs")


def give_way() -> None:
    """Let the processor serve pages first."""
    if hasattr(os, "nice"):
        os.nice(_NICE)


def look_until(stop: Event, ringer: Ringer, seconds: float = _LOOK_SECONDS) -> None:
    """Look and read until told to stop. Whatever fails is heard by the ringer or the log, and looked for again."""
    bell = next(one for one in BELLS if one.name == "ingest_waiting")
    while not stop.wait(seconds):
        try:
            if bell.name not in ringer.stopped and _something_left():
                ringer.ring(bell)
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            _LOG.warning("Looking for deliveries failed (%s).", type(error).__name__)


def tidy_until(stop: Event, seconds: float = _LOOK_SECONDS) -> None:
    """Copy the log of SQLite into its tables until told to stop, while deliveries are read as well."""
    while not stop.wait(seconds):
        try:
            _checkpoint()
        except Exception as error:  # noqa: BLE001 - a database that is away comes back
            _LOG.warning("Copying the log of the database failed (%s).", type(error).__name__)


def start(ringer: Ringer) -> Callable[[], None]:
    """Look and tidy on threads of their own, and return how to end them."""
    stop = Event()
    for name, work in (("reader", lambda: look_until(stop, ringer)), ("tidy", lambda: tidy_until(stop))):
        Thread(target=work, name=name, daemon=True).start()

    def end() -> None:
        stop.set()

    return end


def _something_left() -> bool:
    from baluarte.store.feeds import deliveries  # noqa: PLC0415 - after django.setup()

    return bool(deliveries.left())


def _checkpoint() -> None:
    """Copy what is committed into the tables, as far as nobody reads it from the log just now."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
