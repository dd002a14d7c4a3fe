"""One entry of the log: its place, its kind, our clock, and a body of exactly the fields of its kind.

Order is `seq`, which equals the leaf index. The time is information only: entries of a
batch carry the moment at which their batch closed, so it may step back.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from baluarte.core.errors import Unusable
from baluarte.core.ledger.canonical import Value, read_canonical, write_canonical
from baluarte.core.ledger.entries.kinds import check_body, kinds

VERSION = 1
_FIELDS = {"body", "seq", "t", "time", "v"}
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", re.ASCII)


@dataclass(frozen=True)
class LoggedEntry:
    """What stands at one index of the log."""

    seq: int
    kind: str
    at: datetime
    body: Mapping[str, Value]

    @property
    def is_understood(self) -> bool:
        """Whether this release knows the kind; another is listed, and its hash still checked."""
        return self.kind in kinds()


def write_entry(entry: LoggedEntry) -> bytes:
    """Return the bytes that are hashed. Raises `Unusable` where the body is not of its kind.

    >>> from datetime import datetime, UTC
    >>> write_entry(LoggedEntry(7, "ledger.policy", datetime(2026, 1, 1, tzinfo=UTC), {"version": 1, "policy_sha256": "0" * 64}))[-38:]
    b'","time":"2026-01-01T00:00:00Z","v":1}'
    """
    check_body(entry.kind, entry.body)
    time = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return write_canonical({"body": dict(entry.body), "seq": entry.seq, "t": entry.kind, "time": time, "v": VERSION})


def read_entry(data: bytes, index: int | None = None) -> LoggedEntry:
    """Return the entry of these bytes, which may be of a kind that is not understood. Raises `Unusable`.

    A number that differs from the index is a broken log, however well it is signed.
    """
    value = read_canonical(data)
    if not isinstance(value, dict) or set(value) != _FIELDS or not _is_whole(value["v"]) or value["v"] != VERSION:
        raise _wrong("It has exactly body, seq, t, time and v, and v is 1.")
    seq, kind, body = value["seq"], value["t"], value["body"]
    at = _moment(value["time"])
    if not isinstance(seq, int) or not _is_whole(seq) or not isinstance(kind, str) or not isinstance(body, dict) or at is None:
        raise _wrong("One of its five fields is of another form.")
    if index is not None and seq != index:
        raise _wrong(f"It stands at index {index} and says {seq}.")
    if kind in kinds():
        check_body(kind, body)
    return LoggedEntry(seq, kind, at, cast("Mapping[str, Value]", body))


def _is_whole(value: Value) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)  # `true` is no number, whatever Python says


def _moment(text: Value) -> datetime | None:
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _wrong(why: str) -> Unusable:
    return Unusable("ledger.no-entry", "This is not an entry of a Baluarte log.", why, "Keep this copy and compare it with a mirror.")
