"""Access batches: who looked at a person's data, found by a tag that only the person can compute.

Everybody gets the same day file and filters it at home, so asking reveals nothing. Within a
day the counter has no gaps, and over all days the running number has none: an omission shows.
"""

import hashlib
import hmac
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from baluarte.core.errors import Broken, Unusable
from baluarte.core.ledger.canonical import Value, read_canonical, write_canonical
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, leaf_hash, tree_head

KEY_BYTES, TAG_BYTES, PLAIN_BYTES = 32, 16, 240
RECORD_BYTES = TAG_BYTES + PLAIN_BYTES + 16  # the sealed text carries a tag of its own
FIELDS = ("at", "n", "office", "purpose", "what")
_TAG, _SEAL = b"baluarte-access-v1", b"baluarte-access-seal-v1"
# One key seals one text, and (key, day, counter) is unique, so a constant nonce repeats nothing.
_NONCE = bytes(12)


@dataclass(frozen=True)
class Access:
    """One read as its person sees it: the day it happened, its running number, and whose purpose it served."""

    at: date
    n: int
    office: str
    purpose: str
    what: str

    @property
    def plain(self) -> dict[str, Value]:
        """What is sealed."""
        return {"at": self.at.isoformat(), "n": self.n, "office": self.office, "purpose": self.purpose, "what": self.what}


@dataclass(frozen=True)
class Batch:
    """The records of some minutes, sorted by tag; head and records are what an entry and a day file hold."""

    records: tuple[bytes, ...]

    @property
    def head(self) -> TreeHead:
        """How many records there are, and the root over them; of none, that of the empty tree."""
        return tree_head(leaf_hash(record) for record in self.records) if self.records else TreeHead(0, EMPTY_ROOT)

    @property
    def data(self) -> bytes:
        """The batch as it lies in its day file."""
        return b"".join(self.records)


@dataclass(frozen=True)
class Found:
    """A person's own records of a day by their counters, and the counters that are missing between them."""

    accesses: Mapping[int, Access]
    missing: tuple[int, ...]


def tag_of(key: bytes, day: date, counter: int) -> bytes:
    """Return the tag under which a person finds the record of a day with this counter."""
    return _derived(key, _TAG, day, counter)[:TAG_BYTES]


def seal_access(key: bytes, day: date, counter: int, access: Access) -> bytes:
    """Return a record of 272 bytes. It is made in the transaction of the read, once for each (key, day, counter)."""
    plain = write_canonical(access.plain)
    if len(plain) > PLAIN_BYTES:
        raise ValueError(len(plain))
    tag = tag_of(key, day, counter)
    return tag + AESGCM(_derived(key, _SEAL, day, counter)).encrypt(_NONCE, plain.ljust(PLAIN_BYTES), tag)


def withhold_access(chance: bytes) -> bytes:
    """Return the record of a read that law delays telling: it is counted, and nobody can find or open it."""
    if len(chance) != RECORD_BYTES:
        raise ValueError(len(chance))
    return chance


def open_access(key: bytes, day: date, counter: int, record: bytes) -> Access:
    """Return what a record says to its person. Raises `Broken` where it was tampered with."""
    try:
        plain = AESGCM(_derived(key, _SEAL, day, counter)).decrypt(_NONCE, record[TAG_BYTES:], record[:TAG_BYTES])
        told = read_canonical(plain.rstrip(b" "))
    except (InvalidTag, Unusable) as damaged:
        raise _damaged(counter, day) from damaged
    if not isinstance(told, dict) or tuple(sorted(told)) != FIELDS or not isinstance(told["n"], int):
        raise _damaged(counter, day)
    return Access(date.fromisoformat(str(told["at"])), told["n"], str(told["office"]), str(told["purpose"]), str(told["what"]))


def batch_of(records: Iterable[bytes]) -> Batch:
    """Return records as one batch; sorted, so that their order says nothing."""
    batch = Batch(tuple(sorted(records)))
    if any(len(record) != RECORD_BYTES for record in batch.records):
        raise ValueError(batch.records)
    return batch


def day_path(day: date) -> str:
    """Return where the day file lies below the prefix of the log.

    >>> day_path(date(2026, 3, 5))
    'access/2026/03/05'
    """
    return day.strftime("access/%Y/%m/%d")


def split_day(data: bytes, heads: Sequence[TreeHead]) -> list[Batch]:
    """Return the batches of a day file, each held against count and root of its entry. Raises `Broken`."""
    if len(data) != RECORD_BYTES * sum(head.size for head in heads):
        raise Broken("ledger.day-file", "The file of a day holds another number of reads than was logged.", f"It has {len(data)} bytes.", "Keep this copy and compare it with a mirror.")  # fmt: skip
    batches, at = [], 0
    for number, head in enumerate(heads):
        end = at + head.size * RECORD_BYTES
        batch = Batch(tuple(data[place : place + RECORD_BYTES] for place in range(at, end, RECORD_BYTES)))
        if batch.head != head or list(batch.records) != sorted(batch.records):
            raise Broken("ledger.day-batch", f"Batch '{number}' of the day is not the one that was logged.", "Its records or their order differ.", "Keep this copy and compare it with a mirror.")  # fmt: skip
        batches.append(batch)
        at = end
    return batches


def find_own(key: bytes, day: date, data: bytes) -> Found:
    """Return a person's own records of a day file, and which of them were left out.

    There are at most as many as the file has records, so that many counters are tried: a
    record after a gap is found, and the gap is named.
    """
    records = [data[at : at + RECORD_BYTES] for at in range(0, len(data), RECORD_BYTES)]
    by_tag = {record[:TAG_BYTES]: record for record in records}
    tags = {counter: tag_of(key, day, counter) for counter in range(len(records) + 1)}
    own = {counter: open_access(key, day, counter, by_tag[tag]) for counter, tag in tags.items() if tag in by_tag}
    return Found(own, tuple(sorted(set(range(max(own, default=-1))) - set(own))))


def missing_numbers(numbers: Collection[int]) -> list[int]:
    """Return the running numbers that are missing between the first and the last: reads that nobody logged.

    >>> missing_numbers([1, 2, 5])
    [3, 4]
    """
    return sorted(set(range(1, max(numbers, default=0) + 1)) - set(numbers))


def _derived(key: bytes, domain: bytes, day: date, counter: int) -> bytes:
    if len(key) != KEY_BYTES:
        raise ValueError(len(key))
    message = b"\x00".join([domain, day.isoformat().encode(), counter.to_bytes(4, "big")])
    return hmac.new(key, message, hashlib.sha256).digest()


def _damaged(counter: int, day: date) -> Broken:
    return Broken("ledger.access-record", f"Read '{counter}' of '{day}' cannot be opened.", "Somebody changed it after it was sealed.", "Keep the file; ask the auditor.")  # fmt: skip
