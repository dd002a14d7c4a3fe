"""Versions of Maven artefacts, in the order of Maven's own `ComparableVersion`."""

import re
from itertools import zip_longest

_PART = re.compile(r"[0-9]+|[a-z]+|[^0-9a-z.\-]+", re.ASCII)
_FORM = re.compile(r"[0-9A-Za-z._+\-]+", re.ASCII)
_WORDS = {"alpha": 0, "a": 0, "beta": 1, "b": 1, "milestone": 2, "m": 2, "rc": 3, "cr": 3, "snapshot": 4, "": 5, "sp": 6}
_SAME_AS_NOTHING = {"ga", "final", "release"}
_Part = tuple[int, int, str]  # word below its absence -1, absence 0, other word 1, number 2
_NOTHING: _Part = (0, 5, "")


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1, or None where a text is no such version.

    >>> compare("1.0-alpha-1", "1.0-beta"), compare("1.0-SNAPSHOT", "1.0"), compare("1.0.Final", "1"), compare("2.17.1", "2.9")
    (-1, -1, 0, 1)
    """
    if not _FORM.fullmatch(one) or not _FORM.fullmatch(other):
        return None
    for a, b in zip_longest(_parts(one), _parts(other), fillvalue=_NOTHING):
        if a != b:
            return -1 if a < b else 1
    return 0


def _parts(text: str) -> list[_Part]:
    parts = [_part(part) for part in _PART.findall(text.casefold())]
    while parts and parts[-1] == _NOTHING:
        parts.pop()
    # Zeros before a word add nothing either: 1.0.0-rc1 is 1-rc1.
    kept: list[_Part] = []
    for place, part in enumerate(parts):
        rest = next((later for later in parts[place:] if later != _NOTHING), _NOTHING)
        if part == _NOTHING and rest[0] != 2:
            continue
        kept.append(part)
    return kept


def _part(text: str) -> _Part:
    if text.isdecimal():
        return (2, int(text), "") if int(text) else _NOTHING
    if text in _SAME_AS_NOTHING:
        return _NOTHING
    rank = _WORDS.get(text)
    if rank is None:
        return 1, 7, text
    return (-1, rank, "") if rank < 5 else (1, rank, "")
