"""When a source is visited: every so many minutes, or at hours of the day that people read.

`every 60m`, `every 6h`, `at 06:30`, `at 06:30,18:30`, or `by hand`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from baluarte.core.errors import Unusable

_EVERY = re.compile(r"every ([1-9][0-9]{0,4})(m|h)", re.ASCII)
_AT = re.compile(r"at ([0-2][0-9]:[0-5][0-9](?:,[0-2][0-9]:[0-5][0-9])*)", re.ASCII)
_FIRST_PAUSE = timedelta(minutes=5)
_LONGEST = timedelta(days=8)


@dataclass(frozen=True)
class Schedule:
    """A rhythm, or hours of the day; neither is by hand."""

    every: timedelta | None = None
    at: tuple[time, ...] = ()

    def due(self, last: datetime | None, since: datetime, zone: str) -> datetime | None:
        """Return when the next visit is due after the last one, or None where only a hand starts it.

        >>> from datetime import UTC
        >>> begun = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)
        >>> read_schedule("every 6h").due(begun, begun, "America/Mexico_City").isoformat()
        '2026-03-05T21:00:00+00:00'
        >>> read_schedule("at 06:30").due(begun, begun, "America/Mexico_City").isoformat()
        '2026-03-06T12:30:00+00:00'
        """
        if self.every is not None:
            return last + self.every if last else since
        if not self.at:
            return None
        start = last or since
        local = start.astimezone(ZoneInfo(zone))
        moments = [datetime.combine(local.date() + timedelta(days=days), hour, local.tzinfo) for days in range(3) for hour in self.at]
        return next(moment for moment in sorted(moments) if moment > start).astimezone(start.tzinfo)

    @property
    def span(self) -> timedelta:
        """The usual time between two visits."""
        if self.every is not None:
            return self.every
        return timedelta(days=1) / len(self.at) if self.at else _LONGEST


def read_schedule(text: str) -> Schedule:
    """Read a schedule, or raise `Unusable`.

    >>> read_schedule("every 90m").every, read_schedule("by hand")
    (datetime.timedelta(seconds=5400), Schedule(every=None, at=()))
    """
    if text == "by hand":
        return Schedule()
    if found := _EVERY.fullmatch(text):
        every = timedelta(minutes=int(found[1]) * (60 if found[2] == "h" else 1))
        if every <= _LONGEST:
            return Schedule(every=every)
    if found := _AT.fullmatch(text):
        hours = found[1].split(",")
        if all(hour < "24" for hour in hours):
            return Schedule(at=tuple(sorted({time.fromisoformat(hour) for hour in hours})))
    raise Unusable(
        "source.schedule",
        f"{text!r} is no schedule.",
        "A source is visited in a rhythm of at most eight days, at hours of the day, or by hand.",
        "Write `every 60m`, `at 06:30,18:30` or `by hand`.",
    )


def pause_after(failures: int, usual: timedelta) -> timedelta:
    """Return how long to wait after so many visits in a row that failed: longer each time, never longer than usual.

    >>> [pause_after(times, timedelta(hours=1)).seconds // 60 for times in (1, 2, 3, 4, 9)]
    [5, 10, 20, 40, 60]
    """
    return min(usual, _FIRST_PAUSE * 2 ** min(failures - 1, 10)) if failures > 0 else usual
