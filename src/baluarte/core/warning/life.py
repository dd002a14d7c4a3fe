"""The life of a finding: what may follow what, and that nothing is muted for ever.

open, came back -> acknowledged -> fix claimed -> closed by observation -> came back
                -> accepted until a date, false until a date -> open again on that date
                -> false positive proposed: the team decides
                -> not ours: a dispute over the asset
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from baluarte.core.errors import Unusable
from baluarte.core.feeds.taxonomy import incident_types
from baluarte.core.warning.finding import Answer, State

LONGEST_MUTE = timedelta(days=365)
_AFTER: dict[Answer, State] = {
    "acknowledge": "acknowledged",
    "claim-fix": "fix-claimed",
    "accept-until": "accepted",
    "false-until": "false",
    "propose-false": "false-proposed",
    "not-ours": "dispute",
    "reopen": "open",
}


def answer(state: State, given: Answer, until: date | None, today: date) -> tuple[State, date | None]:
    """Return the state after an answer, and its end date; raise `Unusable` where it may not follow.

    >>> answer("open", "claim-fix", None, date(2026, 3, 5))
    ('fix-claimed', None)
    """
    if state == "closed":
        raise Unusable(
            "finding.closed", "This finding is closed.", "Only a machine that sees it again reopens it.", "Wait for the next sighting."
        )
    if given not in _AFTER:
        raise Unusable("finding.answer", f"{given!r} is no answer.", "", f"Use one of {', '.join(_AFTER)}.")
    if given in {"accept-until", "false-until", "propose-false"}:
        return _AFTER[given], _end(until, today)
    if until is not None:
        raise Unusable(
            "finding.until",
            "This answer takes no end date.",
            "Only an accepted risk or a false positive ends on a date.",
            "Leave the date out.",
        )
    return _AFTER[given], None


def sighted(state: State) -> State:
    """Return the state after another sighting: what was closed came back; the rest stays as answered."""
    return "came-back" if state == "closed" else state


def wakes(state: State, until: date | None, today: date) -> bool:
    """Has a mute ended? Then the finding is open again, in the same thread.

    >>> wakes("accepted", date(2026, 3, 4), date(2026, 3, 5))
    True
    """
    return state in {"accepted", "false", "false-proposed"} and until is not None and until < today


def quiet_days(rsit_type: str) -> int:
    """Return the days without a sighting that close a finding of this type."""
    kind = incident_types().get(rsit_type)
    return kind.quiet_days if kind else 30


def may_close(last_seen: datetime, rsit_type: str, arrivals: Iterable[date], today: date) -> bool:
    """Is there evidence of absence? Its report arrived on every expected day of the quiet time, without it.

    `arrivals` are the days on which its report type arrived complete. The quiet time must
    have passed since the last sighting, the report must have come after it, once in each
    seven days at least and within the last seven: a feed that failed closes nothing.
    """
    quiet = timedelta(days=quiet_days(rsit_type))
    since = last_seen.date()
    if today - since < quiet:
        return False
    came = sorted(day for day in arrivals if since < day <= today)
    week = timedelta(days=7)
    steps = [since, *came, today]
    return bool(came) and all(after - before <= week for before, after in pairwise(steps))


def _end(until: date | None, today: date) -> date:
    if until is None:
        raise Unusable(
            "finding.until-missing", "An end date is missing.", "No mute is for ever.", "Give the day on which it is looked at again."
        )
    if not today < until <= today + LONGEST_MUTE:
        raise Unusable(
            "finding.until-range", f"{until} is no fit end date.", "It lies after today, and within one year.", "Give such a day."
        )
    return until
