"""When a notice may leave, by its kind and by the hours its reader keeps; and when a failed one is tried again."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from baluarte.core.constituency.contact import Schedule
from baluarte.core.warning.notice import NoticeKind

WORKING_HOURS = (9, 18)  # of the country's clock, Monday to Friday
DIGEST_HOUR = 8
# Minutes until the next try; the last one repeats.
BACK_OFF = (1, 2, 5, 15, 30, 60)
JITTER = 0.2  # of the wait, either way, so that a server that returns is not met by all at once
GIVEN_UP = timedelta(hours=48)


def due_at(kind: NoticeKind, schedule: Schedule, now: datetime, zone: str) -> datetime:
    """Return the moment from which a notice may leave. What is urgent never waits.

    >>> from datetime import UTC
    >>> friday_evening = datetime(2026, 3, 7, 2, 0, tzinfo=UTC)
    >>> due_at("digest", "working-hours", friday_evening, "America/Mexico_City").isoformat()
    '2026-03-09T15:00:00+00:00'
    """
    if kind == "urgent" or schedule == "always":
        return now
    local = now.astimezone(ZoneInfo(zone))
    if schedule == "daily-digest":
        return now if local.hour >= DIGEST_HOUR else _at(local.date(), DIGEST_HOUR, now, zone)
    begins, ends = WORKING_HOURS
    if local.weekday() < 5 and begins <= local.hour < ends:
        return now
    day = local.date() if local.weekday() < 5 and local.hour < begins else local.date() + timedelta(days=1)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return _at(day, begins, now, zone)


def next_try(attempts: int, first_try: datetime, now: datetime, chance: float) -> datetime | None:
    """Return when to try again after so many attempts, or None when it is time to give up.

    `chance` is between 0 and 1 and moves the wait by up to a fifth.

    >>> from datetime import UTC
    >>> start = datetime(2026, 3, 5, tzinfo=UTC)
    >>> (next_try(3, start, start, 0.5) - start).total_seconds()
    300.0
    """
    if now - first_try >= GIVEN_UP:
        return None
    minutes = BACK_OFF[min(attempts, len(BACK_OFF)) - 1]
    return now + timedelta(minutes=minutes * (1 + JITTER * (2 * chance - 1)))


def local_day(moment: datetime, zone: str) -> date:
    """Return the day that people of the country call it."""
    return moment.astimezone(ZoneInfo(zone)).date()


def _at(day: date, hour: int, now: datetime, zone: str) -> datetime:
    return datetime.combine(day, time(hour), ZoneInfo(zone)).astimezone(now.tzinfo)
