"""From a mark to the log: what is written in the commit of an action, and how a place is given.

Two ways (ledger.md 8.4). What is published gets its index in the transaction that makes it
true. A mark is a salted commitment that waits for its hour: an entry at the very moment a
case is opened would tell a watcher when, and so who. Giving an index locks one row, so only
what must have one at once asks for it, and asks last of all.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import cast

from django.db import connection

from baluarte.core.ledger.canonical import Value, write_canonical
from baluarte.core.ledger.commitment import SALT_BYTES, commit
from baluarte.core.ledger.entries.entry import LoggedEntry, write_entry
from baluarte.core.ledger.entries.kinds import check_body, kinds
from baluarte.core.ledger.mark import Entry
from baluarte.core.ledger.tree import leaf_hash
from baluarte.store.ledger.models import Logged, Mark, Pending, Tail

MARK_KIND = "ground.mark"
_HOURLY, _DAILY = "hourly", "daily"
# How long a row may wait: until its hour or day is over, and for the batch that then runs.
LONGEST = {_HOURLY: timedelta(hours=2, minutes=10), _DAILY: timedelta(days=1, hours=2)}


@dataclass(frozen=True)
class Draft:
    """An entry without its place: kind, moment, body."""

    kind: str
    at: datetime
    body: Mapping[str, object]


def leave_pending(mark: Mark) -> None:
    """Write what a mark commits to, beside the mark: one insert, no lock."""
    salt = secrets.token_bytes(SALT_BYTES)
    Pending.objects.create(mark=mark, lane=_HOURLY, kind=MARK_KIND, at=mark.at, sort=commit(content_of(mark), salt), salt=salt)


def content_of(mark: Mark) -> bytes:
    """Return the history record that a mark's commitment commits to, byte for byte the same for ever."""
    record = {
        "about": mark.about,
        "action": mark.action,
        "actor": mark.actor,
        "at": mark.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "code": mark.code,
        "count": mark.count,
        "digest": mark.digest,
        "kind": mark.kind,
        "numbers": mark.numbers,
        "outcome": mark.outcome,
    }
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def log_published(entry: Entry, origin: str) -> None:
    """Log what an action publishes: into its batch where its kind has one, and otherwise at once, as the last act of its transaction."""
    drafts = [Draft(kind, entry.at, body) for kind, body in entry.published]
    for draft in drafts:
        check_body(draft.kind, draft.body)
    waiting = [draft for draft in drafts if kinds()[draft.kind].lane != "prompt"]
    Pending.objects.bulk_create([_waiting(draft) for draft in waiting])
    if at_once := [draft for draft in drafts if kinds()[draft.kind].lane == "prompt"]:
        give_places(at_once, origin)


def _waiting(draft: Draft) -> Pending:
    kind = kinds()[draft.kind]
    body = write_canonical(cast("Value", dict(draft.body))).decode()
    return Pending(lane=kind.lane, kind=kind.name, at=draft.at, sort=str(draft.body[kind.sorted_by]), body=body)


def give_places(drafts: Sequence[Draft], origin: str) -> int:
    """Write entries with the next indexes, and return the first of them; a log that has not begun begins."""
    first = _advance(len(drafts))
    if not first:
        begin(drafts[0].at, origin)
        first = _advance(len(drafts))
    Logged.objects.bulk_create([_row(first + offset, draft) for offset, draft in enumerate(drafts)])
    return first


def begin(at: datetime, origin: str) -> None:
    """Write the very first entry, which names the log, unless it is there."""
    Tail.objects.bulk_create([Tail(id=1, next=0)], ignore_conflicts=True)
    if Tail.objects.filter(id=1, next=0).update(next=1):
        Logged.objects.bulk_create([_row(0, Draft("ledger.start", at, {"origin": origin, "spec": "baluarte-ledger-1"}))])


def sequence(now: datetime, origin: str) -> int:
    """Give everything whose hour or day is over its place, sorted within its batch, and return how many there were.

    Call it in a transaction, and alone. Order and time say nothing: all entries of a batch
    carry the moment at which the last full hour, or day, ended.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return sum(_batch(lane, end, origin) for lane, end in ((_DAILY, hour.replace(hour=0)), (_HOURLY, hour)))


def _batch(lane: str, end: datetime, origin: str) -> int:
    rows = list(Pending.objects.filter(lane=lane, seq=None, at__lt=end).order_by("kind", "sort", "id"))
    if not rows:
        return 0
    first = give_places([Draft(row.kind, end, _body(row)) for row in rows], origin)
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE ledger_pending SET seq = %s WHERE id = %s", [(first + place, row.pk) for place, row in enumerate(rows)])
    return len(rows)


def _body(row: Pending) -> Mapping[str, object]:
    return cast("Mapping[str, object]", json.loads(row.body)) if row.body else {"content": row.sort}


def overdue(now: datetime) -> int:
    """Return how many pending rows are older than their lane allows."""
    return sum(Pending.objects.filter(lane=lane, seq=None, at__lt=now - longest).count() for lane, longest in LONGEST.items())


def waiting() -> int:
    """Return how many rows wait for their hour or day."""
    return Pending.objects.filter(seq=None).count()


def newest(size: int, most: int) -> list[bytes]:
    """Return the newest entries below a size, sealed acts left out, the last one first."""
    rows = Logged.objects.filter(seq__lt=size).exclude(kind=MARK_KIND).order_by("-seq").values_list("raw", flat=True)[:most]
    return [bytes(raw) for raw in rows]


def index_of(kind: str, value: str) -> int | None:
    """Return where the newest entry of a kind stands that holds a value, a hash or a code; None where there is none."""
    sought = f'"{value}"'.encode()
    rows = Logged.objects.filter(kind=kind).order_by("-seq").values_list("seq", "raw").iterator()
    return next((seq for seq, raw in rows if sought in bytes(raw)), None)


def last_body(kind: str) -> Mapping[str, object]:
    """Return the body of the last entry of a kind; empty where there is none."""
    raw = Logged.objects.filter(kind=kind).order_by("-seq").values_list("raw", flat=True).first()
    return cast("Mapping[str, object]", json.loads(bytes(raw))["body"]) if raw is not None else {}


def _advance(places: int) -> int:
    """Take so many indexes and return the first; zero where the log has not begun."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tail SET next = next + %s WHERE id = 1 AND next > 0 RETURNING next", [places])
        row = cursor.fetchone()
    return int(row[0]) - places if row else 0


def _row(seq: int, draft: Draft) -> Logged:
    raw = write_entry(LoggedEntry(seq, draft.kind, draft.at, cast("Mapping[str, Value]", draft.body)))
    return Logged(seq=seq, kind=draft.kind, at=draft.at, raw=raw, leaf=leaf_hash(raw))
