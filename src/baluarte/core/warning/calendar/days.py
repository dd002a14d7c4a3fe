"""Days on which nothing but the urgent leaves: fixed ones, and those that move with Easter or with the week.

Computed once for each year. Beyond the years that a calendar covers nobody knows what will
be decreed; notices then keep to the days of the week alone, and the calendar says so.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from baluarte.core.errors import Unusable

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_PLACES = ("first", "second", "third", "fourth", "fifth")
_FIXED = re.compile(r"([0-9]{2})-([0-9]{2})", re.ASCII)
_EASTER = re.compile(r"easter(?: ([+-])([0-9]{1,3}))?", re.ASCII)
_MOVING = re.compile(rf"({'|'.join((*_PLACES, 'last'))}) ({'|'.join(WEEK)}) of ([0-9]{{2}})", re.ASCII)


@dataclass(frozen=True)
class Closed:
    """Days that are closed every year from a year on: `02-05`, `first mon of 02`, `easter -2`; and who says so."""

    rules: tuple[str, ...]
    since: date
    until: date | None = None
    source: str = ""


@dataclass(frozen=True)
class Calendar:
    """The working days of a country: the week, what is closed every year, what is closed once, and what is known at all."""

    name: str
    week: tuple[int, ...] = (0, 1, 2, 3, 4)
    closed: tuple[Closed, ...] = ()
    once: tuple[date, ...] = ()
    covers: tuple[date, date] | None = None

    def is_holiday(self, day: date) -> bool:
        """True on a day that is closed by name, whatever day of the week it is."""
        return day in holidays(self, day.year)

    def is_working(self, day: date) -> bool:
        """True on a day of the working week that is not closed."""
        return day.weekday() in self.week and not self.is_holiday(day)

    def knows(self, day: date) -> bool:
        """True where the calendar says what is closed; elsewhere only the week counts."""
        return self.covers is None or self.covers[0] <= day <= self.covers[1]


# A country without a calendar still has a week.
PLAIN = Calendar("plain")


@lru_cache(maxsize=256)
def holidays(calendar: Calendar, year: int) -> frozenset[date]:
    """Return the closed days of a year.

    >>> moving = Closed(("05-01", "first mon of 02", "easter -2"), date(2025, 1, 1))
    >>> sorted(day.isoformat() for day in holidays(Calendar("an", closed=(moving,)), 2026))
    ['2026-02-02', '2026-04-03', '2026-05-01']
    """
    named = {day for part in calendar.closed for rule in part.rules if (day := day_of(rule, year)) and _in_force(part, day)}
    return frozenset(named | {day for day in calendar.once if day.year == year})


def day_of(rule: str, year: int) -> date | None:
    """Return the day that a rule names in a year; None where that year has none, as a fifth Monday.

    >>> day_of("third mon of 11", 2026), day_of("last thu of 11", 2026), day_of("fifth mon of 02", 2026)
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 26), None)
    """
    if found := _FIXED.fullmatch(rule):
        return _date(year, int(found[1]), int(found[2]))
    if found := _EASTER.fullmatch(rule):
        return easter(year) + timedelta(days=int(f"{found[1] or '+'}{found[2] or 0}"))
    if found := _MOVING.fullmatch(rule):
        return _of_the_week(year, int(found[3]), WEEK.index(found[2]), found[1])
    raise Unusable(
        "calendar.rule",
        f"{rule!r} names no day of a year.",
        "A day is 02-05, 'first mon of 02', 'last thu of 11' or 'easter -2'.",
        "Write it in one of these ways.",
    )


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar, by the computation that the almanacs have used since 1876.

    >>> easter(2026), easter(2038), easter(1954)
    (datetime.date(2026, 4, 5), datetime.date(2038, 4, 25), datetime.date(1954, 4, 18))
    """
    century, of_century = divmod(year, 100)
    golden = year % 19
    leap, rest = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    quarter, left = divmod(of_century, 4)
    sunday = (32 + 2 * rest + 2 * quarter - epact - left) % 7
    late = (golden + 11 * epact + 22 * sunday) // 451
    month, day = divmod(epact + sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _of_the_week(year: int, month: int, weekday: int, place: str) -> date | None:
    first = _date(year, month, 1)
    if first is None:
        return None
    start = first + timedelta(days=(weekday - first.weekday()) % 7)
    days = [start + timedelta(weeks=number) for number in range(5)]
    inside = [day for day in days if day.month == month]
    if place == "last":
        return inside[-1]
    number = _PLACES.index(place)
    return inside[number] if number < len(inside) else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # 29 February of most years, and months that are none
        return None


def _in_force(part: Closed, day: date) -> bool:
    return part.since <= day and (part.until is None or day <= part.until)
