"""Semantic versions (semver.org 2.0.0), and the shorter numbers that records write in their place."""

import re

from baluarte.core.products.versions import custom

_FORM = re.compile(
    r"v?(0|[1-9][0-9]*)(?:\.(0|[1-9][0-9]*))?(?:\.(0|[1-9][0-9]*))?(?:\.(0|[1-9][0-9]*))?"
    r"(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?",
    re.ASCII,
)
_Key = tuple[tuple[int, ...], tuple[tuple[int, int, str], ...] | None]


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1; build data counts for nothing.

    A record that says `semver` is at times compared with `1.0.2zg`, which is none: there the
    plain order of numbers and letters decides what it can, and None says that it cannot.

    >>> compare("1.0.0-alpha.1", "1.0.0-alpha.beta"), compare("1.2", "1.2.0"), compare("1.0.0+7", "1.0.0+8"), compare("1.x", "1.2")
    (-1, 0, 0, None)
    """
    left, right = _key(one), _key(other)
    if left is None or right is None:
        return custom.compare(one, other)
    if left[0] != right[0]:
        return -1 if left[0] < right[0] else 1
    if left[1] is None or right[1] is None:  # without a pre-release part it is the release itself
        return (left[1] is None) - (right[1] is None)
    return (left[1] > right[1]) - (left[1] < right[1])


def _key(text: str) -> _Key | None:
    form = _FORM.fullmatch(text)
    if form is None:
        return None
    numbers = tuple(int(part or 0) for part in form.groups()[:4])
    if not form[5]:
        return numbers, None
    return numbers, tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in form[5].split("."))
