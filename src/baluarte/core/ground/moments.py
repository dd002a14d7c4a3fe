"""Moments are UTC, to the microsecond, and only declared forms are read."""

import re
from datetime import UTC, datetime, timedelta, timezone

_FORM = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,9}))?(Z|z|[+-][0-9]{2}:[0-9]{2})?",
    re.ASCII,
)
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)  # a sensor's clock may run ahead by this much
_WIDEST_OFFSET = timedelta(hours=14)


def read_moment(text: str, *, naive_is_utc: bool) -> datetime | str:
    """Return the moment a text states, or the code of what is wrong with it.

    Codes: `time.form`, `time.no-zone`, `time.range`. A leap second and 24:00 are
    read as the next second; more than six digits of a fraction are cut.

    >>> read_moment("2026-03-04 23:59:60", naive_is_utc=True).isoformat()
    '2026-03-05T00:00:00+00:00'
    >>> read_moment("2026-03-04T10:00:00-06:00", naive_is_utc=False).isoformat()
    '2026-03-04T16:00:00+00:00'
    >>> read_moment("20260304", naive_is_utc=True)
    'time.form'
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return "time.form"
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    zone = _zone(found[8])
    if zone is None and not naive_is_utc:
        return "time.no-zone"
    if isinstance(zone, str):
        return zone
    overflow, hour, minute, second = _overflow(hour, minute, second)
    fraction = int((found[7] or "0").ljust(9, "0")[:6])
    try:
        moment = datetime(year, month, day, hour, minute, second, fraction, tzinfo=zone or UTC)
        return (moment + overflow).astimezone(UTC)
    except (ValueError, OverflowError):
        return "time.range"


def out_of_range(moment: datetime, received_at: datetime) -> bool:
    """A sighting before 1990, or more than 48 hours in the future, is not one."""
    return moment < EARLIEST or moment > received_at + AHEAD


def iso(moment: datetime) -> str:
    """Return the moment as exports and folios print it.

    >>> iso(datetime(2026, 3, 5, 14, 7, tzinfo=UTC))
    '2026-03-05T14:07:00Z'
    """
    text = moment.astimezone(UTC).isoformat()
    return text.removesuffix("+00:00") + "Z"


def _zone(text: str | None) -> timezone | str | None:
    if text is None:
        return None
    if text in "Zz":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[4:6]))
    if offset > _WIDEST_OFFSET or int(text[4:6]) > 59:
        return "time.range"
    return timezone(-offset if text[0] == "-" else offset)


def _overflow(hour: int, minute: int, second: int) -> tuple[timedelta, int, int, int]:
    if (hour, minute, second) == (24, 0, 0):
        return timedelta(days=1), 0, 0, 0
    if second == 60:
        return timedelta(seconds=1), hour, minute, 59
    return timedelta(0), hour, minute, second
