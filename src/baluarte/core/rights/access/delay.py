"""What a delay of notice must say: an authority, a closed reason, and a day within ninety days."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text

MOST_DAYS = 90
REASONS = {
    "court": Text("orden judicial", "court order"),
    "investigation": Text("investigación en curso", "running investigation"),
    "life": Text("peligro para la vida", "danger to life"),
}


@dataclass(frozen=True)
class Wanted:
    """A delay somebody asks for. `renews` names the decision it follows: each renewal is a new one, and counted."""

    organisation: str
    authority: str
    reference: str
    reason: str
    expires_on: date | None
    renews: int = 0


@dataclass(frozen=True)
class Asked(Wanted):
    """A delay whose every part was checked."""

    expires_on: date = date.min


def check_delay(wanted: Wanted, today: date) -> Asked:
    """Return a delay that may be stored, or raise `Unusable`.

    >>> check_delay(Wanted("an-inst-012", "Juzgado Segundo", "31/2026", "court", date(2026, 4, 1)), date(2026, 3, 5)).expires_on
    datetime.date(2026, 4, 1)
    """
    named = replace(wanted, authority=" ".join(wanted.authority.split())[:200], reference=" ".join(wanted.reference.split())[:200])
    if not named.organisation or not named.authority or not named.reference:
        raise _wrong("It names no organisation, no authority or no reference.", "Name all three.")
    if named.reason not in REASONS:
        raise _wrong(f"{named.reason!r} is no reason.", f"Reasons: {', '.join(REASONS)}.")
    last = today + timedelta(days=MOST_DAYS)
    if named.expires_on is None or not today < named.expires_on <= last:
        raise _wrong("It has no day of expiry within ninety days.", f"Name a day until {last.isoformat()}.")
    return Asked(named.organisation, named.authority, named.reference, named.reason, named.expires_on, named.renews)


def _wrong(what: str, fix: str) -> Unusable:
    return Unusable(
        "rights.delay", f"The delay cannot be stored. {what}", "Nobody's notice is held back without a decision and an end.", fix
    )
