"""When a period ends: the day from which its key is destroyed, and everything sealed in it ends at once."""

import re
from datetime import date, timedelta

from baluarte.core.rights.catalogue.field import Catalogue

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})", re.ASCII)
KEY_COPIES_LIVE = timedelta(days=14)
# Which class of retention rules the keys of each shelf.
OF_SHELF = {"message": "message-content", "reply": "message-content", "mail": "message-content", "account": "account-name"}


def ends_on(shelf: str, period: str, catalogue: Catalogue) -> date | None:
    """Return the day from which the key of a shelf and period must be gone; None where it stands with its subjects."""
    form, kept = _MONTH.fullmatch(period), catalogue.retention.get(OF_SHELF.get(shelf, ""))
    if form is None or kept is None or kept.days is None:
        return None
    year, month = int(form[1]), int(form[2])
    return date(year + month // 12, month % 12 + 1, 1) + timedelta(days=kept.days)


def last_day(kept: str, today: date, catalogue: Catalogue) -> date | None:
    """Return the day before which data of a class of retention is over, or None where it is kept for ever."""
    told = catalogue.retention.get(kept)
    return today - timedelta(days=told.days) if told and told.days is not None else None


def complete_on(today: date, copies_until: date | None) -> date:
    """Return when an erasure is complete: today, or when the last copy of the keys must have been destroyed."""
    return max(today, copies_until) if copies_until else today
