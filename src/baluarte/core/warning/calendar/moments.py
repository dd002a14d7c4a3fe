"""From the hours of an organisation, of its contact and of its country to the moment at which a notice may leave."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baluarte.core.constituency.contact import Schedule
from baluarte.core.warning.calendar.days import PLAIN, Calendar
from baluarte.core.warning.calendar.wishes import DEFAULT, OPTIONAL, Wishes
from baluarte.core.warning.notice import NoticeKind
from baluarte.core.warning.schedule import DIGEST_HOUR, WORKING_HOURS, local_day

_FURTHEST = 60  # days that are looked at; nobody is silent for longer
Window = tuple[int, int] | None  # hours of one day, or none
AT_ONCE: frozenset[NoticeKind] = frozenset({"urgent", "campaign", "receipt"})


@dataclass(frozen=True)
class Hours:
    """Whose hours are kept: of the organisation, of the contact, under which calendar and clock."""

    wishes: Wishes = DEFAULT
    schedule: Schedule = "always"
    calendar: Calendar = PLAIN
    zone: str = "America/Mexico_City"


def leaves_at(kind: NoticeKind, hours: Hours, now: datetime) -> datetime:
    """Return the first moment from `now` on at which a notice may leave. What is urgent never waits.

    Both organisation and contact must be at work. Where their hours never meet, those of
    the organisation count: a notice that never leaves serves nobody.

    >>> from datetime import UTC
    >>> friday_evening = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
    >>> leaves_at("digest", Hours(schedule="working-hours"), friday_evening).isoformat()
    '2026-03-09T15:00:00+00:00'
    """
    if kind in AT_ONCE:
        return now
    found = _first(now, hours.zone, lambda day: _both(_wished(hours, day), _scheduled(hours, day)))
    return found or _first(now, hours.zone, lambda day: _wished(hours, day)) or now


def is_open(hours: Hours, now: datetime) -> bool:
    """True while the organisation's own hours run; a digest is written then, so that it holds the news of the night."""
    return _first(now, hours.zone, lambda day: _wished(hours, day)) == now


def weekly_due(wishes: Wishes, today: date, last: date | None) -> bool:
    """True when the weekly report of an organisation is to be written: on its day, or later where that day was missed.

    >>> weekly_due(Wishes(week_day=0), date(2026, 3, 9), None), weekly_due(Wishes(week_day=0), date(2026, 3, 10), None)
    (True, False)
    >>> weekly_due(Wishes(week_day=0), date(2026, 3, 10), date(2026, 3, 2))
    True
    """
    planned = today - timedelta(days=(today.weekday() - wishes.week_day) % 7)
    return planned == today if last is None else last < planned


def may_be_turned_off(kind: NoticeKind) -> bool:
    """True for the kinds that carry List-Unsubscribe."""
    return kind in OPTIONAL


def _wished(hours: Hours, day: date) -> Window:
    wishes = hours.wishes
    quiet = day.weekday() not in wishes.days or (wishes.holidays and hours.calendar.is_holiday(day))
    return None if quiet else (wishes.begins, wishes.ends)


def _scheduled(hours: Hours, day: date) -> Window:
    if hours.schedule == "working-hours":
        return WORKING_HOURS if hours.calendar.is_working(day) else None
    return (DIGEST_HOUR, 24) if hours.schedule == "daily-digest" else (0, 24)


def _both(one: Window, other: Window) -> Window:
    if one is None or other is None:
        return None
    begins, ends = max(one[0], other[0]), min(one[1], other[1])
    return (begins, ends) if begins < ends else None


def _first(now: datetime, zone: str, window: Callable[[date], Window]) -> datetime | None:
    """Return the first moment from now on that lies in the window of its day."""
    today, clock = local_day(now, zone), now.astimezone(ZoneInfo(zone))
    for ahead in range(_FURTHEST):
        day = today + timedelta(days=ahead)
        open_hours = window(day)
        if open_hours is None or (not ahead and clock.hour >= open_hours[1]):
            continue
        if not ahead and clock.hour >= open_hours[0]:
            return now
        return datetime.combine(day, time(open_hours[0]), ZoneInfo(zone)).astimezone(now.tzinfo)
    return None
