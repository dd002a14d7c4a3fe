"""From a mark to the log: what is written in the commit of an action, and how a place is given.

Two lanes (ledger.md 8.4). What is published gets its index in the transaction that makes it
true. A mark is a salted commitment that waits for its hour: an entry at the very moment a
case is opened would tell a watcher when, and so who. Giving an index locks one row, so only
what must have one at once asks for it, and asks last of all.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from baluarte.core.ledger.mark import Entry
from baluarte.store.ledger.models import Logged, Mark, Pending, Tail

QUIET = "quiet"
MARK_KIND = "ground.mark"
SALT_BYTES = 32
_COMMIT = b"baluarte-commit-v1\x00"


@dataclass(frozen=True)
class Draft:
    """An entry without its place: kind, moment, body."""

    kind: str
    at: datetime
    body: Mapping[str, object]


def leave_pending(mark: Mark) -> None:
    """Write what a mark commits to, beside the mark: one insert, no lock."""
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = hashlib.sha256(_COMMIT + salt + content_of(mark)).hexdigest()
    Pending.objects.create(mark=mark, lane=QUIET, kind=MARK_KIND, at=mark.at, sort=sealed, salt=salt)


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
    """Write entries with the next indexes, and return the first of them; the very first entry of all names the log."""
    first = _advance(len(drafts))
    if first is None:
        Tail.objects.bulk_create([Tail(id=1, next=0)], ignore_conflicts=True)
        first = _advance(len(drafts)) or 0
    if first == 0:
        _advance(1)
        start = Draft("ledger.start", drafts[0].at, {"origin": origin, "spec": "baluarte-ledger-1"})
        drafts = (start, *drafts)
    Logged.objects.bulk_create([_row(first + offset, draft) for offset, draft in enumerate(drafts)])
    return first + 1 if first == 0 else first


def _advance(places: int) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_tail SET next = next + %s WHERE id = 1 RETURNING next", [places])
        row = cursor.fetchone()
    return None if row is None else int(row[0]) - places


def _row(seq: int, draft: Draft) -> Logged:
    raw = _canonical(
        {"body": draft.body, "seq": seq, "t": draft.kind, "time": draft.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), "v": 1}
    )
    return Logged(seq=seq, kind=draft.kind, at=draft.at, raw=raw, leaf=hashlib.sha256(b"\x00" + raw).digest())


def _canonical(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
