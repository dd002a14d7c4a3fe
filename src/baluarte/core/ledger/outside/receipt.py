"""Receipts: whoever reports can show later that the report was left out of the log.

The receipt says by which day the entry must be in a published checkpoint. A checkpoint that
witnesses date after that day, and that has no such entry, proves the omission to anyone.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from baluarte.core.errors import Unusable
from baluarte.core.ledger.checkpoint import is_origin
from baluarte.core.ledger.entries.entry import LoggedEntry
from baluarte.core.ledger.note import Verifier, open_note, sign_note
from baluarte.core.ledger.outside.policy import NONE, Witnessed

FIRST_LINE = "baluarte-receipt-v1"
REPORT = "incidents.report"  # the kind of entry that a receipt promises
_GRACE = timedelta(days=2)
_HASH = re.compile(r"[0-9a-f]{64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
State = Literal["included", "not-due", "left-out", "undated"]


@dataclass(frozen=True)
class Receipt:
    """What was taken in, as the two commitments of its entry, and the last day by which that is public."""

    origin: str
    content: str
    header: str
    by: date

    @property
    def text(self) -> str:
        """The text that is signed, with its last line feed."""
        return f"{FIRST_LINE}\n{self.origin}\ncontent {self.content}\nheader {self.header}\nby {self.by.isoformat()}\n"


@dataclass(frozen=True)
class Verdict:
    """What became of a report: `undated` is an absence that no witness is asked to date."""

    state: State
    index: int | None = None


def key_name(origin: str) -> str:
    """Return the name under which a log signs receipts, with a key of its own."""
    return f"{origin}/receipts"


def due_by(reported_on: date) -> date:
    """Return the last day by which a report of this day must be public."""
    return reported_on + _GRACE


def sign_receipt(receipt: Receipt, seed: bytes) -> bytes:
    """Return the receipt as a signed note for whoever reported."""
    return sign_note(receipt.text, key_name(receipt.origin), seed)


def read_receipt(note: bytes, key: Verifier) -> Receipt:
    """Return a receipt that this key signed. Raises `Unusable`."""
    lines = open_note(note, key).split("\n")
    if len(lines) != 6:
        raise _NO_RECEIPT
    first, origin, content, header, by, _ = lines
    day = _day(by.removeprefix("by ")) if by.startswith("by ") else None
    found = Receipt(origin, content.removeprefix("content "), header.removeprefix("header "), day or date.min)
    hashes = _HASH.fullmatch(found.content) and _HASH.fullmatch(found.header)
    if first != FIRST_LINE or not is_origin(origin) or not hashes or day is None or found.text.split("\n") != lines:
        raise _NO_RECEIPT
    if key.name != key_name(origin):
        raise Unusable("ledger.origin", "The checkpoint names another log than the key that signed it.", "A receipt is signed under the name of its log.", "Take it to whoever gave it.")  # fmt: skip
    return found


def index_of(receipt: Receipt, entries: Iterable[LoggedEntry]) -> int | None:
    """Return where the log has the report of a receipt, if it has it."""
    found = (entry.seq for entry in entries if entry.kind == REPORT and entry.body.get("content") == receipt.content)
    return next(found, None)


def judge(receipt: Receipt, index: int | None, witnessed: Witnessed) -> Verdict:
    """Say what a checkpoint means for a receipt, given at which index its tree has an entry with that content."""
    if index is not None:
        return Verdict("included", index)
    if witnessed.is_after(receipt.by):
        return Verdict("left-out")
    return Verdict("undated" if witnessed.policy.quorum == NONE else "not-due")


_NO_RECEIPT = Unusable("ledger.receipt", "This is not a receipt for a report.", "It has five lines: form, log, content, header and day.", "Use the file as it was given.")  # fmt: skip


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
