"""Versions that are days: `2024-01-15`, `20240115`, `2024.01.15`."""

import re
from datetime import date

_FORM = re.compile(r"([0-9]{4})([-./]?)([0-9]{2})\2([0-9]{2})(?:T[0-9:.]+Z?)?", re.ASCII)


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1, or None where a text is no day.

    >>> compare("2024-01-15", "20240116"), compare("2024-02-30", "2024-03-01")
    (-1, None)
    """
    left, right = _day(one), _day(other)
    return None if left is None or right is None else (left > right) - (left < right)


def _day(text: str) -> date | None:
    form = _FORM.fullmatch(text)
    try:
        return date(int(form[1]), int(form[3]), int(form[4])) if form else None
    except ValueError:
        return None
