"""How long a contact is trusted: whoever answered is there for a while, and is asked before that ends.

Addresses collected by hand raise delivery more than anything else, and go stale more quickly
than anything else.
"""

from dataclasses import dataclass
from datetime import date, timedelta

VERIFIED = timedelta(days=180)
ASK_BEFORE = timedelta(days=21)
ASK_AGAIN = timedelta(days=14)  # so long nobody is asked twice


@dataclass(frozen=True)
class Lapsing:
    """A mailbox whose verification is about to end: it is asked whether it still reaches its organisation."""

    organisation: str
    role: str
    address: str
    until: date


def ends(verified_until: date | None, since: date | None) -> date | None:
    """Return the day until which a contact is trusted: since it last answered, else since it was registered.

    >>> ends(None, date(2026, 1, 1)), ends(date(2026, 3, 1), date(2020, 1, 1))
    (datetime.date(2026, 6, 30), datetime.date(2026, 3, 1))
    """
    return verified_until or (since + VERIFIED if since else None)


def is_due(end: date | None, tested_on: date | None, today: date) -> bool:
    """Must a contact be asked now? One that was asked within a fortnight is left alone.

    >>> is_due(date(2026, 3, 20), None, date(2026, 3, 5)), is_due(date(2026, 6, 1), None, date(2026, 3, 5))
    (True, False)
    >>> is_due(date(2026, 3, 20), date(2026, 3, 1), date(2026, 3, 5))
    False
    """
    asked_lately = tested_on is not None and today < tested_on + ASK_AGAIN
    return end is not None and end - ASK_BEFORE <= today and not asked_lately
