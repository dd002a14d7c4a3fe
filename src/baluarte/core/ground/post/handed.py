"""One message that a mail server took: the record of the gateway itself, kept apart from the outbox.

The two are compared: what left and stands in no outbox is a broken promise, and so is a
message whose mailbox is not the one of its row. The mailbox stands there as a keyed hash, for
the record outlives the address book of the day.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Handed:
    """That a message was taken: its Message-ID, the mark of its mailbox, and what the server called it."""

    at: datetime
    message_id: str
    mailbox: str
    provider_id: str


def mailbox_mark(key: bytes, address: str) -> str:
    """Return the mark of a mail address under a key of the installation; case does not matter.

    >>> mailbox_mark(b"k", "A@b.example") == mailbox_mark(b"k", "a@B.example")
    True
    """
    return hmac.digest(key, address.casefold().encode(), hashlib.sha256).hex()[:32]
