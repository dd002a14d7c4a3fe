"""What a legal hold must say: whose decision it is, what it is about, and a day on which it ends."""

from dataclasses import dataclass
from datetime import date, timedelta

from baluarte.core.errors import Unusable
from baluarte.core.rights.catalogue.field import Catalogue

MOST_DAYS = 366


@dataclass(frozen=True)
class Wanted:
    """A hold somebody asks for: on one subject, or on a class of retention where no subject is named."""

    retention: str
    authority: str
    reference: str
    expires_on: date | None
    subject: str = ""


def check_hold(wanted: Wanted, today: date, catalogue: Catalogue) -> date:
    """Return the day on which a hold ends, or raise `Unusable`."""
    if wanted.retention not in catalogue.retention:
        raise _wrong(f"{wanted.retention!r} is no class of retention.", f"Classes: {', '.join(catalogue.retention)}.")
    if not wanted.authority.strip() or not wanted.reference.strip():
        raise _wrong("It names no authority or no reference.", "Name both.")
    last = today + timedelta(days=MOST_DAYS)
    if wanted.expires_on is None or not today < wanted.expires_on <= last:
        raise _wrong("It has no day of expiry within a year.", f"Name a day until {last.isoformat()}.")
    return wanted.expires_on


def _wrong(what: str, fix: str) -> Unusable:
    return Unusable(
        "rights.hold", f"The hold cannot be stored. {what}", "Nothing is kept longer than promised without a decision and an end.", fix
    )
