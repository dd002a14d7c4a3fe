"""Versions of packages of Linux distributions: epoch, upstream version, release, as rpm and dpkg order them."""

import re
from itertools import zip_longest

_RPM = re.compile(r"[0-9]+|[A-Za-z]+|~|\^", re.ASCII)
_RPM_FORM = re.compile(r"(?:([0-9]+):)?([A-Za-z0-9._+~^]+)(?:-([A-Za-z0-9._+~^]+))?", re.ASCII)
_DEB_FORM = re.compile(r"(?:([0-9]+):)?([A-Za-z0-9.+~-]+)", re.ASCII)


def compare_rpm(one: str, other: str) -> int | None:
    """Return -1, 0 or 1 as rpm does: a tilde sorts below the end, a caret above it. A missing release decides nothing.

    >>> compare_rpm("1.0~rc1-1", "1.0-1"), compare_rpm("0:1.10-1.el9", "1.9-3.el9"), compare_rpm("1:1.0-1", "2.0-1")
    (-1, 1, 1)
    """
    left, right = _RPM_FORM.fullmatch(one), _RPM_FORM.fullmatch(other)
    if left is None or right is None:
        return None
    epochs = int(left[1] or 0) - int(right[1] or 0)
    if epochs:
        return 1 if epochs > 0 else -1
    return _rpm(left[2], right[2]) or (_rpm(left[3], right[3]) if left[3] and right[3] else 0)


def compare_deb(one: str, other: str) -> int | None:
    """Return -1, 0 or 1 as dpkg does.

    >>> compare_deb("1.2.3-4+deb12u1", "1.2.3-4"), compare_deb("1.0~rc1", "1.0"), compare_deb("2:1.0", "1:9")
    (1, -1, 1)
    """
    left, right = _DEB_FORM.fullmatch(one), _DEB_FORM.fullmatch(other)
    if left is None or right is None:
        return None
    epochs = int(left[1] or 0) - int(right[1] or 0)
    if epochs:
        return 1 if epochs > 0 else -1
    mine, theirs = _revision(left[2]), _revision(right[2])
    return _deb(mine[0], theirs[0]) or _deb(mine[1], theirs[1])


def _rpm(one: str, other: str) -> int:
    left, right = _RPM.findall(one), _RPM.findall(other)
    for a, b in zip_longest(left, right, fillvalue=""):
        if a != b and (order := _rpm_part(a, b)):
            return order
    return 0


def _rpm_part(a: str, b: str) -> int:
    """A tilde is below the end, a caret above it and below everything else; numbers are above letters."""
    mine, theirs = _rank(a), _rank(b)
    if mine != theirs:
        return 1 if mine > theirs else -1
    if a.isdecimal():
        return (int(a) > int(b)) - (int(a) < int(b))
    return (a > b) - (a < b)


def _rank(part: str) -> int:
    if part in {"~", "", "^"}:
        return ("~", "", "^").index(part)
    return 4 if part.isdecimal() else 3


def _revision(text: str) -> tuple[str, str]:
    upstream, dash, revision = text.rpartition("-")
    return (upstream, revision) if dash else (text, "0")


def _deb(one: str, other: str) -> int:
    left, right = re.findall(r"([^0-9]*)([0-9]*)", one), re.findall(r"([^0-9]*)([0-9]*)", other)
    length = max(len(left), len(right))
    for (word, number), (their_word, their_number) in zip(_padded(left, length), _padded(right, length), strict=True):
        mine, theirs = _letters(word, their_word)
        if mine != theirs:
            return 1 if mine > theirs else -1
        difference = int(number or 0) - int(their_number or 0)
        if difference:
            return 1 if difference > 0 else -1
    return 0


def _padded(parts: list[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    return parts + [("", "")] * (length - len(parts))


def _letters(one: str, other: str) -> tuple[list[int], list[int]]:
    """Letters in dpkg's order: a tilde below the end, letters next, everything else above."""
    width = max(len(one), len(other))
    return _weights(one, width), _weights(other, width)


def _weights(text: str, width: int) -> list[int]:
    weights = [-1 if letter == "~" else ord(letter) if letter.isalpha() else ord(letter) + 256 for letter in text]
    return weights + [0] * (width - len(weights))
