"""Reads of personal data on their way into the public log: sealed at once, batched within minutes, closed with the day.

A sealed read says nothing to anybody but the one it is about, who finds it by a tag that
only their key gives. It is made in the transaction of the read and only sorted afterwards,
so that no key, day and counter ever seal two texts, also after a crash.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Count, Max, Q

from baluarte.core.ledger.entries.access import KEY_BYTES, RECORD_BYTES, TAG_BYTES, Access, batch_of, day_path, seal_access, withhold_access
from baluarte.store.ledger.lanes import Draft, give_places, last_body
from baluarte.store.ledger.log.folder import LogFolder
from baluarte.store.ledger.models import AccessKey, SealedAccess

BATCH, DAY = "rights.access-batch", "rights.access-day"
_MOST_DAYS = 31  # closed a round: what is left waits some minutes


@dataclass(frozen=True)
class SealedRead:
    """One read to be sealed: for whom it can be found, and what it then says; nothing where law delays telling."""

    holder: str
    says: Access | None
    released: bool = False


def seal_reads(reads: Sequence[SealedRead], today: date) -> None:
    """Seal reads, in the transaction that reads. The caller keeps every other reader of these holders waiting."""
    keys = {row.holder: row for row in AccessKey.objects.filter(holder__in=[read.holder for read in reads])}
    rows = []
    for read in reads:
        if read.says is None:
            record = withhold_access(secrets.token_bytes(RECORD_BYTES))
        else:
            key = keys.setdefault(read.holder, AccessKey(holder=read.holder, key=secrets.token_bytes(KEY_BYTES)))
            record = seal_access(bytes(key.key), today, _next_counter(key, today), read.says)
        rows.append(SealedAccess(day=today, tag=record[:TAG_BYTES], record=record, withheld=read.says is None, released=read.released))
    for key in keys.values():
        key.save()
    SealedAccess.objects.bulk_create(rows)


def key_of(holder: str) -> bytes:
    """Return the key by which a holder finds its own reads, made where there is none yet."""
    row, _ = AccessKey.objects.get_or_create(holder=holder, defaults={"key": secrets.token_bytes(KEY_BYTES)})
    return bytes(row.key)


def batch(now: datetime, origin: str) -> int:
    """Let the reads that no batch holds yet become one, a day each, and return how many there were. Call it in a transaction, alone."""
    at = now.astimezone(UTC).replace(second=0, microsecond=0)
    days = sorted(set(SealedAccess.objects.filter(batch=None).values_list("day", flat=True)))
    return sum(_batch(day, at, origin) for day in days)


def close_days(now: datetime, origin: str, keep: Callable[[dict[str, bytes]], None]) -> int:
    """Publish the file of each day that is over, then the entry that names its hash; a day without reads has one too.

    Call it in a transaction, alone, and after `batch`. Return how many days were closed.
    """
    today, closed = now.astimezone(UTC).date(), 0
    day = _first_open(today)
    while day < today and closed < _MOST_DAYS:
        data = b"".join(map(bytes, SealedAccess.objects.filter(day=day).order_by("batch", "tag").values_list("record", flat=True)))
        keep({day_path(day): data})
        give_places([Draft(DAY, _midnight_after(day), _closing(day, data))], origin)
        day, closed = day + timedelta(days=1), closed + 1
    return closed


def forget(holders: Iterable[str]) -> int:
    """Destroy the keys of holders: from then on nobody finds or opens what was sealed for them."""
    return AccessKey.objects.filter(holder__in=list(holders)).delete()[0]


def day_file(folder: LogFolder, day: date) -> bytes:
    """Return the file of a closed day. Raises `Missing`."""
    return folder.read(day_path(day))


def _next_counter(key: AccessKey, today: date) -> int:
    if key.day != today:
        key.day, key.counter = today, 0
    key.counter += 1
    return key.counter - 1


def _batch(day: date, at: datetime, origin: str) -> int:
    rows = SealedAccess.objects.filter(day=day, batch=None)
    ids, records = zip(*[(row.pk, bytes(row.record)) for row in rows], strict=True)
    last = SealedAccess.objects.filter(day=day).aggregate(last=Max("batch"))["last"]
    number, head = (0 if last is None else last + 1), batch_of(records).head
    give_places([Draft(BATCH, at, {"day": day.isoformat(), "batch": number, "count": head.size, "root": head.root.hex()})], origin)
    SealedAccess.objects.filter(pk__in=ids).update(batch=number)
    return head.size


def _first_open(today: date) -> date:
    closed = last_body(DAY).get("day")
    if closed:
        return date.fromisoformat(str(closed)) + timedelta(days=1)
    first = SealedAccess.objects.order_by("day").values_list("day", flat=True).first()
    return min(first or today, today - timedelta(days=1))


def _closing(day: date, data: bytes) -> dict[str, object]:
    told = SealedAccess.objects.filter(day=day).aggregate(
        count=Count("id"),
        batches=Count("batch", distinct=True),
        withheld=Count("id", filter=Q(withheld=True)),
        released=Count("id", filter=Q(released=True)),
    )
    return {"day": day.isoformat(), **told, "file_sha256": hashlib.sha256(data).hexdigest()}


def _midnight_after(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
