"""How a message to one mailbox is protected: encrypted, plain over an encrypted way, or a summary alone.

A key that is registered is used. One that is no longer fit stops the message: it must not
leave in clear because a date has passed.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from baluarte.core.ground.world import KeyFacts
from baluarte.core.sharing.gate import Channel, may_receive
from baluarte.core.sharing.label import Label

Demand = Literal["any", "encrypted", "summary"]
Way = Literal["mail", "encrypted-mail", "mail-summary"]


@dataclass(frozen=True)
class Protection:
    """The way a message goes, under which key, and why a person must look first; empty sends."""

    way: Way
    fingerprint: str = ""
    held: str = ""

    @property
    def detail(self) -> bool:
        """True where the message may say what it is about."""
        return self.way != "mail-summary"


def protect(label: Label, demand: Demand, key: KeyFacts | None, now: datetime) -> Protection:
    """Return how something under a label goes to a mailbox; `key` is that of the mailbox, if it has one.

    >>> protect("amber", "any", None, datetime(2026, 3, 5)).way, protect("amber+strict", "any", None, datetime(2026, 3, 5)).way
    ('mail', 'mail-summary')
    >>> protect("amber+strict", "any", KeyFacts("c0ffee"), datetime(2026, 3, 5))
    Protection(way='encrypted-mail', fingerprint='c0ffee', held='')
    """
    if demand == "summary" or not may_receive(label, "recipient", "encrypted-mail"):
        return Protection("mail-summary")
    if key is not None:
        return Protection("encrypted-mail", key.fingerprint, key.unfit(now))
    plain: Channel = "mail"
    return Protection("mail" if demand == "any" and may_receive(label, "recipient", plain) else "mail-summary")
