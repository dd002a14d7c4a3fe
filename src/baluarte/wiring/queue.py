"""The queue of bells, in a place of its own: a lost queue loses no fact."""

from pathlib import Path
from typing import Any

from huey import Huey, PostgresHuey, SqliteHuey

from baluarte.faces.jobs.bells import Ringer, hang
from baluarte.wiring.reader import start
from baluarte.wiring.world import OpenWorld

WORKERS = 2  # threads; the writes of a bell are short and come one at a time
_STOP_SECONDS = 20  # a job under way may finish before it is interrupted


def open_queue(database: dict[str, Any], data: Path, *, immediate: bool = False) -> Huey:
    """Return the queue: its own SQLite file, or tables of its own in the same PostgreSQL."""
    if database["ENGINE"].endswith("postgresql"):
        named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        where = {key: database[name] for key, name in named.items() if database.get(name)}
        return PostgresHuey("baluarte", immediate=immediate, results=False, **where)
    return SqliteHuey("baluarte", filename=str(data / "jobs.sqlite3"), fsync=True, immediate=immediate, results=False)


def _afresh(world: OpenWorld) -> OpenWorld:
    """Return the world for one bell. A connection that broke since the last one is closed, so that the next use opens a new one."""
    from django.db import close_old_connections  # noqa: PLC0415 - after django.setup()

    close_old_connections()
    return world


def work() -> None:
    """Ring the bells until told to stop."""
    from baluarte.wiring.world import open_world  # noqa: PLC0415 - loads Django

    world = open_world()
    from baluarte.wiring.settings import DATA, DATABASES  # noqa: PLC0415 - after the environment is complete

    queue = open_queue(DATABASES["default"], DATA)
    ringer = Ringer(lambda: _afresh(world), stands_still=world.frozen_at is not None)
    hang(queue, ringer)
    end = start(ringer)
    try:
        queue.create_consumer(workers=WORKERS, worker_type="thread", graceful_signal="TERM", shutdown_timeout=_STOP_SECONDS).run()
    finally:
        end()
