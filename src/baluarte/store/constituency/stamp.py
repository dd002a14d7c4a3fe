"""A stamp of the assets: a random word that the database itself replaces whenever an asset changes.

An index of sixty thousand networks takes seconds to build and must never be a moment
behind: a row would go to yesterday's owner. Whoever keeps something made from the assets
keeps the stamp it was made under, and asks for the present one. It is a word and not a
number, so that a change that was rolled back can never look like a later one, in whatever
process it happens. Where a trigger is missing there is no stamp, and nothing is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

from django.db import connection

T = TypeVar("T")
_TABLE, _ASSETS, _NAME = "constituency_assetstamp", "constituency_assetrow", "asset_stamp"
_EVENTS = ("INSERT", "UPDATE", "DELETE")
_SQLITE = "INSERT INTO {table} (id, word) VALUES (1, hex(randomblob(16))) ON CONFLICT (id) DO UPDATE SET word = excluded.word"
_POSTGRES = "INSERT INTO {table} (id, word) VALUES (1, gen_random_uuid()::text) ON CONFLICT (id) DO UPDATE SET word = excluded.word"


def raise_stamp() -> None:
    """Let every change of an asset replace the stamp, and replace it once: what came before was not watched."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        for statement in _postgres() if postgres else _sqlite():
            cursor.execute(statement)
        cursor.execute((_POSTGRES if postgres else _SQLITE).format(table=_TABLE))


def stamp() -> str:
    """Return the present stamp of the assets; empty where there is none that can be trusted."""
    if connection.vendor == "postgresql":
        standing = f"SELECT count(*) FROM pg_trigger WHERE tgname = '{_NAME}' AND tgenabled <> 'D' AND tgrelid = '{_ASSETS}'::regclass"  # noqa: S608 - ours
        due = 1
    else:
        names = ", ".join(f"'{_NAME}_{event.lower()}'" for event in _EVENTS)
        standing = f"SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = '{_ASSETS}' AND name IN ({names})"  # noqa: S608 - names are ours
        due = len(_EVENTS)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({standing}), (SELECT word FROM {_TABLE} WHERE id = 1)")  # noqa: S608 - ours
        found, word = cursor.fetchone()
    return word or "" if found == due else ""


@dataclass
class Kept(Generic[T]):
    """One thing made from the assets, as long as they are as they were. Threads may share it."""

    make: Callable[[], T]
    _made: tuple[str, T] | None = None
    _lock: Lock = field(default_factory=Lock)

    def get(self) -> T:
        """Return what was made, or make it again where an asset changed since."""
        now = stamp()  # before the assets are read: if they change meanwhile, it is made once more
        with self._lock:
            if self._made is None or not now or self._made[0] != now:
                self._made = (now, self.make())
            return self._made[1]


def _sqlite() -> list[str]:
    change = _SQLITE.format(table=_TABLE)
    return [
        statement
        for event in _EVENTS
        for statement in (
            f"DROP TRIGGER IF EXISTS {_NAME}_{event.lower()}",
            f"CREATE TRIGGER {_NAME}_{event.lower()} AFTER {event} ON {_ASSETS} BEGIN {change}; END",
        )
    ]


def _postgres() -> list[str]:
    change, events = _POSTGRES.format(table=_TABLE), " OR ".join((*_EVENTS, "TRUNCATE"))
    return [
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $stamp$ BEGIN {change}; RETURN NULL; END $stamp$",
        f"CREATE OR REPLACE TRIGGER {_NAME} AFTER {events} ON {_ASSETS} FOR EACH STATEMENT EXECUTE FUNCTION {_NAME}()",
    ]
