"""Versions of products: compared part by part, numbers as numbers."""

import re
from itertools import zip_longest

_PART = re.compile(r"[0-9]+|[a-z]+", re.ASCII)
_BOUND = re.compile(r"\s*(<=|>=|<|>|=)?\s*([^\s,<>=]+)\s*", re.ASCII)


def compare(one: str, other: str) -> int:
    """Return -1, 0 or 1; a letter part stands before the number it would precede (1.0rc1 < 1.0).

    >>> compare("7.2.9", "7.2.11"), compare("1.0", "1.0.0"), compare("1.0rc1", "1.0")
    (-1, 0, -1)
    """
    for left, right in zip_longest(_parts(one), _parts(other), fillvalue=(1, 0, "")):
        if left != right:
            return -1 if left < right else 1
    return 0


def in_range(version: str | None, bounds: str) -> bool:
    """Is the version inside all the bounds, such as `>=7.0,<7.2.11`? Unknown is inside: the owner must look.

    >>> in_range("7.2.4", ">=7.0,<7.2.11"), in_range("7.2.11", "<7.2.11"), in_range(None, "<1")
    (True, False, True)
    """
    if not bounds or not version:
        return True
    return all(_holds(compare(version, bound), sign or "=") for sign, bound in _BOUND.findall(bounds))


def _holds(order: int, sign: str) -> bool:
    return {"<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, "=": order == 0}[sign]


def _parts(version: str) -> list[tuple[int, int, str]]:
    """Numbers sort above letters, so that a pre-release stands before its release."""
    return [(1, int(part), "") if part.isdecimal() else (0, 0, part) for part in _PART.findall(version.lower())]
