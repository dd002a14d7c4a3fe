"""From a mark to the log: what is written in the commit of an action, and how a place is given.

Two lanes (ledger.md 8.4). What is published gets its index in the transaction that makes it
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
from baluarte.core.ledger.mark import Entry
from baluarte.core.ledger.tree import leaf_hash
from baluarte.store.ledger.models import Logged, Mark, Pending, Tail

QUIET = "quiet"
MARK_KIND = "ground.mark"
_LONGEST_QUIET = timedelta(hours=2, minutes=10)


@dataclass(frozen=True)
class Draft:
    """An entry without its place: kind, moment, body."""

    kind: str
    at: datetime
    body: Mapping[str, object]


def leave_pending(mark: Mark) -> None:
    """Write what a mark commits to, beside the mark: one insert, no lock."""
    salt = secrets.token_bytes(SALT_BYTES)
    Pending.objects.create(mark=mark, lane=QUIET, kind=MARK_KIND, at=mark.at, sort=commit(content_of(mark), salt), salt=salt)


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


def log_at_once(entry: Entry, origin: str) -> None:
    """Give the entries that an action publishes their places, as the last act of its transaction."""
    if entry.published:
        give_places([Draft(kind, entry.at, body) for kind, body in entry.published], origin)


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
    """Give every mark of the hours that are over its place, sorted by commitment, and return how many there were.

    Call it in a transaction, and alone. Order and time say nothing: all of them carry the
    moment at which the last full hour ended.
    """
    hour = now.replace(minute=0, second=0, microsecond=0)
    rows = list(Pending.objects.filter(lane=QUIET, seq=None, at__lt=hour).order_by("sort", "id").values_list("id", "sort"))
    if rows:
        first = give_places([Draft(MARK_KIND, hour, {"content": sealed}) for _, sealed in rows], origin)
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledger_pending SET seq = %s WHERE id = %s", [(first + place, id_) for place, (id_, _) in enumerate(rows)]
            )
    return len(rows)


def overdue(now: datetime) -> int:
    """Return how many pending rows are older than their lane allows: an hour, and the time its batch may take."""
    return Pending.objects.filter(lane=QUIET, seq=None, at__lt=now - _LONGEST_QUIET).count()


def _advance(places: int) -> int:
    """Take so many indexes and return the first; zero where the log has not begun."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tail SET next = next + %s WHERE id = 1 AND next > 0 RETURNING next", [places])
        row = cursor.fetchone()
    return int(row[0]) - places if row else 0


def _row(seq: int, draft: Draft) -> Logged:
    at = draft.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    raw = write_canonical({"body": _value(draft.body), "seq": seq, "t": draft.kind, "time": at, "v": 1})
    return Logged(seq=seq, kind=draft.kind, at=draft.at, raw=raw, leaf=leaf_hash(raw))


def _value(body: Mapping[str, object]) -> Value:
    return cast("Value", dict(body))  # whatever else is in it, `write_canonical` refuses
