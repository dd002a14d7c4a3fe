"""The closed days of a country, as a pack writes them: `baluarte/calendars/1`, YAML.

Every list of days says from when it holds and who decreed it. A key that is not known is
refused: a misspelt one would open an office on a holiday.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NoReturn

import yaml

from baluarte.core.errors import Unusable
from baluarte.core.warning.calendar.days import WEEK, Calendar, Closed, day_of

FORMAT = "baluarte/calendars/1"
MOST_BYTES = 1 << 20
_LEAP = 2028  # a year in which every fixed day exists
_OF_FILE = frozenset({"format", "calendars", "notices", "counting"})
_OF_CALENDAR = frozenset({"week", "closed", "closed_once", "covers"})


def read_calendar(data: bytes, name: str = "") -> Calendar:
    r"""Return the calendar of a file that notices keep, or the one of a name. Raises `Unusable`, saying where.

    >>> text = b"format: baluarte/calendars/1\nnotices: an\ncalendars: {an: {week: [mon, sat], closed: []}}"
    >>> read_calendar(text).week
    (0, 5)
    """
    file = _mapping(_load(data), "the file", _OF_FILE)
    if file.get("format") != FORMAT:
        _refuse(f"the file is not {FORMAT}")
    calendars = _mapping(file.get("calendars"), "calendars", None)
    chosen = name or str(file.get("notices") or (next(iter(calendars)) if len(calendars) == 1 else ""))
    if chosen not in calendars:
        _refuse(f"there is no calendar {chosen!r}; it has {', '.join(map(str, calendars))}")
    return _calendar(chosen, _mapping(calendars[chosen], chosen, _OF_CALENDAR))


def _calendar(name: str, said: Mapping[str, Any]) -> Calendar:
    week = tuple(
        sorted(WEEK.index(day) if day in WEEK else _refuse(f"{name}: {day!r} is no day of the week") for day in said.get("week") or ())
    )
    closed = tuple(_closed(name, part) for part in _listed(said.get("closed")))
    once = tuple(sorted(_day(name, _mapping(part, name, None).get("date")) for part in _listed(said.get("closed_once"))))
    covers = _mapping(said["covers"], f"{name}: covers", frozenset({"from", "until"})) if said.get("covers") else None
    return Calendar(
        name, week or (0, 1, 2, 3, 4), closed, once, (_day(name, covers["from"]), _day(name, covers["until"])) if covers else None
    )


def _closed(name: str, part: object) -> Closed:
    said = _mapping(part, f"{name}: closed", frozenset({"from", "until", "source", "days"}))
    rules = tuple(_rule(rule) for rule in _listed(said.get("days")))
    if not said.get("source"):
        _refuse(f"{name}: a list of closed days names no source")
    return Closed(rules, _day(name, said.get("from")), _day(name, said["until"]) if said.get("until") else None, str(said["source"]))


def _rule(rule: object) -> str:
    """Return a rule in the one way it is written, once it has named a day."""
    text = " ".join(str(rule).lower().split())
    if day_of(text, _LEAP) is None and not text.startswith("fifth"):
        _refuse(f"{text!r} is a day that no year has")
    return text


def _load(data: bytes) -> object:
    if len(data) > MOST_BYTES:
        _refuse("the file is larger than a calendar can be")
    try:
        return yaml.load(data.decode("utf-8-sig"), yaml.BaseLoader)  # noqa: S506, TID251 - a pack reader; the loader makes nothing but texts
    except (yaml.YAMLError, UnicodeDecodeError) as failure:
        first_line, _, _ = str(failure).partition("\n")
        _refuse(f"it cannot be read: {first_line}")


def _mapping(value: object, where: str, known: frozenset[str] | None) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        _refuse(f"{where} is no list of names and values")
    odd = sorted(str(key) for key in value if known is not None and key not in known)
    if odd:
        _refuse(f"{where} has an unknown key {odd[0]!r}")
    return value


def _listed(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else ()


def _day(name: str, value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        _refuse(f"{name}: {value!r} is no day; write it as 2026-03-09")


def _refuse(why: str) -> NoReturn:
    raise Unusable(
        "calendar.unusable",
        f"The calendar cannot be used: {why}.",
        "A day that is read wrongly opens an office on a holiday.",
        "Correct the file.",
    )
