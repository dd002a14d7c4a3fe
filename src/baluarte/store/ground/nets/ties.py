"""Ties: what names an organisation and a thing of it names a pair that belongs together, or the database refuses it.

The key of a tie is (organisation, number), never the number alone: two objects of two
organisations may have the same number, and a check that compares the wrong pair passes by
accident. PostgreSQL holds a tie by a composite foreign key that is looked at when the
transaction ends; SQLite by triggers, which look at once, and so wait while an owner changes
(`changing_hands`) and look at everything when it has changed. Both are raised again after
every migration, and the server does not start where one is missing.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from baluarte.store.ground.models import Lease

_SAYS = "the row names an organisation and a thing of another"
_MARK = "changing-hands"
_WAITING = f"EXISTS (SELECT 1 FROM ground_lease m WHERE m.name = '{_MARK}' AND m.holder <> '')"  # noqa: S608 - ours


@dataclass(frozen=True)
class Tie:
    """Rows of a table whose column names a row of another table of the same organisation.

    With `follows` they change hands with what they hang on.
    """

    table: str
    column: str
    parent: str
    follows: bool = False

    @property
    def name(self) -> str:
        """What the database calls it."""
        return f"{self.table}_{self.column}_own"


_KNOWN: dict[str, Tie] = {}


def know(ties: Iterable[Tie]) -> None:
    """Name the ties of a room; each room does when it is loaded."""
    _KNOWN.update({tie.name: tie for tie in ties})


def known() -> tuple[Tie, ...]:
    """Return every tie that was named."""
    return tuple(_KNOWN.values())


def raise_ties() -> None:
    """Make every tie stand whose tables do, again and again with the same result."""
    tables = set(connection.introspection.table_names())
    standing = [tie for tie in known() if {tie.table, tie.parent} <= tables]
    with connection.cursor() as cursor:
        for statement in _postgres(standing) if connection.vendor == "postgresql" else _sqlite(standing):
            cursor.execute(statement)


def take_down_ties() -> None:
    """Take the triggers away where a migration could not pass them. PostgreSQL changes a table in place."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for name in (name for tie in known() for name in _triggers(tie)):
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")


def missing_ties() -> tuple[str, ...]:
    """Return the names of ties that do not stand: none, or the server must not start."""
    postgres = connection.vendor == "postgresql"
    ask = "SELECT conname FROM pg_constraint WHERE convalidated" if postgres else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        standing = {row[0] for row in cursor.fetchall()}
    due = [tie.name for tie in known()] if postgres else [name for tie in known() for name in _triggers(tie)]
    return tuple(name for name in due if name not in standing)


def loose() -> tuple[str, ...]:
    """Return the ties that some row breaks, whatever let it in: none, or the wall between organisations has a hole."""
    found = []
    with connection.cursor() as cursor:
        for tie in known():
            cursor.execute(f"SELECT 1 FROM {tie.table} c WHERE {_wrong(tie, 'c')} LIMIT 1")  # noqa: S608 - names are ours
            if cursor.fetchone():
                found.append(tie.name)
    return tuple(found)


@contextmanager
def changing_hands() -> Iterator[None]:
    """Let the ties wait until an owner has changed; then all of them are looked at. Call it in one transaction."""
    if connection.vendor != "sqlite":  # a foreign key of PostgreSQL waits for the end of the transaction anyway
        yield
        return
    Lease.objects.get_or_create(name=_MARK, defaults={"holder": "", "expires_at": datetime(1990, 1, 1, tzinfo=UTC)})
    Lease.objects.filter(name=_MARK).update(holder="yes")
    yield
    Lease.objects.filter(name=_MARK).update(holder="")


def _wrong(tie: Tie, row: str) -> str:
    """Return the condition of a row that breaks a tie; what names nothing, or nobody, breaks none."""
    return (
        f"{row}.{tie.column} IS NOT NULL AND {row}.organisation_id IS NOT NULL AND NOT EXISTS "  # noqa: S608 - names are ours
        f"(SELECT 1 FROM {tie.parent} p WHERE p.id = {row}.{tie.column} AND p.organisation_id = {row}.organisation_id)"
    )


def _triggers(tie: Tie) -> tuple[str, ...]:
    return (f"{tie.name}_new", f"{tie.name}_changed", f"{tie.name}_owner", f"{tie.name}_after")


def _sqlite(ties: Sequence[Tie]) -> Iterator[str]:
    abort = f"BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
    for tie in ties:
        new, changed, owner, after = _triggers(tie)
        wrong = f"{_wrong(tie, 'NEW')} AND NOT {_WAITING}"
        moved = "NEW.organisation_id <> OLD.organisation_id"
        hangs = f"EXISTS (SELECT 1 FROM {tie.table} c WHERE c.{tie.column} = OLD.id AND c.organisation_id = OLD.organisation_id)"  # noqa: S608 - names are ours
        carry = f"UPDATE {tie.table} SET organisation_id = NEW.organisation_id WHERE {tie.column} = NEW.id"  # noqa: S608 - names are ours
        yield from (f"DROP TRIGGER IF EXISTS {name}" for name in (new, changed, owner, after))
        yield f"CREATE TRIGGER {new} BEFORE INSERT ON {tie.table} WHEN {wrong} {abort}"
        yield f"CREATE TRIGGER {changed} BEFORE UPDATE OF organisation_id, {tie.column} ON {tie.table} WHEN {wrong} {abort}"
        if tie.follows:
            yield f"CREATE TRIGGER {owner} AFTER UPDATE OF organisation_id ON {tie.parent} WHEN {moved} BEGIN {carry}; END"
        else:
            held = f"{moved} AND {hangs} AND NOT {_WAITING}"
            yield f"CREATE TRIGGER {owner} BEFORE UPDATE OF organisation_id ON {tie.parent} WHEN {held} {abort}"
        broken = f"EXISTS (SELECT 1 FROM {tie.table} c WHERE {_wrong(tie, 'c')})"  # noqa: S608 - names are ours
        released = f"NEW.name = '{_MARK}' AND OLD.holder <> '' AND NEW.holder = '' AND {broken}"
        yield f"CREATE TRIGGER {after} AFTER UPDATE OF holder ON ground_lease WHEN {released} {abort}"


def _postgres(ties: Sequence[Tie]) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE contype = 'f'")
        standing = {row[0] for row in cursor.fetchall()}
    for tie in ties:
        if tie.name in standing:
            continue
        follows = "ON UPDATE CASCADE" if tie.follows else ""
        yield (
            f"ALTER TABLE {tie.table} ADD CONSTRAINT {tie.name} FOREIGN KEY (organisation_id, {tie.column}) "
            f"REFERENCES {tie.parent} (organisation_id, id) {follows} DEFERRABLE INITIALLY DEFERRED"
        )
