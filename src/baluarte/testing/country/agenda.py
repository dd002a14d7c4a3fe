"""What happened in the country, in order: deliveries, rounds of the desk, and the last two days hour by hour."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from baluarte.testing.country.feed import Feed, bundle, days, weeks
from baluarte.testing.country.lives import FIRST, LAST
from baluarte.testing.country.source import pack_folder
from baluarte.testing.country.story import FLAW_DAY, HOSPITAL

_MORNING, _ROUND, _TOLD = time(12, 0), time(14, 0), time(14, 20)  # 06:00, 08:00 and 08:20 in the capital
_EVENING = time(18, 0)
_FIRST_FLAW = date(2025, 9, 15)
_ONE_BY_ONE = date(2026, 3, 4)  # the day of the flaw
_ANSWER_DAY = date(2026, 3, 2)  # Monday of the story's week
_YEAR_END = date(2025, 12, 29)  # the first round of notices; from the daily files on there is one a day
_LAST_ANSWERS = date(2026, 2, 9)


@dataclass(frozen=True)
class Arrives:
    """A delivery comes in and is read."""

    at: datetime
    feed: str
    name: str
    data: bytes


@dataclass(frozen=True)
class Round:
    """The desk looks what has fallen silent; now and then institutions answer."""

    at: datetime
    answers: bool = False


@dataclass(frozen=True)
class Tells:
    """Notices are made and sent, to all who have news or to these alone."""

    at: datetime
    organisations: tuple[str, ...] = ()


Happening = Arrives | Round | Tells
OPENING = datetime.combine(FIRST - timedelta(days=4), _MORNING, UTC)  # the register is filled


def agenda(feed: Feed) -> Iterator[Happening]:
    """Return everything that happened, oldest first. Files are made as they are asked for."""
    for monday in weeks():
        yield from _week(feed, monday)
    for day in days():
        yield from _day(feed, day)
        yield Round(_moment(day, _ROUND), answers=day == _ANSWER_DAY)
        yield from _told(feed, day)


def exploited(day: date) -> bytes:
    """Return the list of exploited flaws as it stood on a day, in the layout of the well-known catalogue."""
    whole = json.loads((pack_folder() / "exploited.json").read_text("utf-8"))
    known = [entry for entry in whole["vulnerabilities"] if entry["dateAdded"] <= day.isoformat()]
    version = f"{day:%Y.%m.%d}"
    dated = {"catalogVersion": version, "dateReleased": f"{day.isoformat()}T18:00:00.0000Z", "count": len(known)}
    return (json.dumps({**whole, **dated, "vulnerabilities": known}, ensure_ascii=False, indent=4) + "\n").encode()


def _week(feed: Feed, monday: date) -> Iterator[Happening]:
    """A week's files come together on the Monday after."""
    day = monday + timedelta(days=7)
    if day == _FIRST_FLAW:
        yield Arrives(_moment(day - timedelta(days=1), _EVENING), "kev", "exploited.json", exploited(day))
    yield Arrives(_moment(day, _MORNING), "shadowserver", f"{monday:%Y-%m-%d}-semana-anahuac.zip", bundle(feed.week(monday)))
    yield Round(_moment(day, _ROUND), answers=day.day <= 7 and day <= _LAST_ANSWERS)
    if day == _YEAR_END:
        yield Tells(_moment(day, _TOLD))


def _day(feed: Feed, day: date) -> Iterator[Happening]:
    """A day's files come together, and one by one on the two days that the desk still looks at."""
    files = {file.name: file.data for file in feed.day(day)}
    if day < _ONE_BY_ONE:
        files = {f"{day:%Y-%m-%d}-dia-anahuac.zip": bundle(feed.day(day))}
    for name, data in files.items():
        yield Arrives(_moment(day, _MORNING), "shadowserver", name, data)


def _told(feed: Feed, day: date) -> Iterator[Happening]:
    """One hospital is warned at 08:40 on the day of the flaw, and who said to run the device once it is listed.

    On the last morning all others get their news, and then the 41 theirs.
    """
    if day == FLAW_DAY:
        yield Tells(_moment(day, time(14, 40)), (HOSPITAL,))
        yield Arrives(_moment(day, _EVENING), "kev", "exploited.json", exploited(day))
        yield Tells(_moment(day, time(18, 20)), tuple(slug for slug in feed.script.exposed if feed.script.runs_edge(slug)))
        return
    yield Tells(_moment(day, _TOLD))
    if day == LAST:
        name = f"{day:%Y-%m-%d}-{feed.script.layout.name}-anahuac.csv"
        yield Arrives(_moment(day, time(14, 45)), "shadowserver", name, feed.script.handed_over())
        yield Tells(_moment(day, time(14, 50)), feed.script.exposed)


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, UTC)
