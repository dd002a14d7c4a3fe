"""Versions of makers who follow no published scheme: dotted numbers, with letters and words whose meaning is plain.

`8.8.15 Patch 33`, `1.0.2zg`, `9.1 R14.4`, `15.2(7)E4`, `10.0.17763.5329`. A word that
stands before a release (rc, beta) sorts below it, one that stands after it (patch, SP,
update) above. Where two versions differ in a word of another kind, nothing is said.
"""

import re
from itertools import zip_longest

_TOKEN = re.compile(r"[0-9]+|[a-z]+", re.ASCII)
_ALLOWED = re.compile(r"[0-9a-z._ +~\-:/,()]+", re.ASCII)
_CISCO = re.compile(r"([0-9]+)\.([0-9]+)\(([0-9]+)([a-z]?)\)([a-z]*)([0-9]*)([a-z]*)", re.ASCII)
_LEAD = re.compile(r"(?:version|ver|release|v)\.? *(?=[0-9])", re.ASCII)
_PRE = {"dev": 0, "snapshot": 0, "alpha": 1, "beta": 2, "milestone": 3, "pre": 4, "preview": 4, "rc": 5, "cr": 5}
_POST = {
    "patch": "patch", "p": "patch", "sp": "sp", "servicepack": "sp", "update": "update", "u": "update", "upd": "update",
    "cu": "cu", "hotfix": "hotfix", "hf": "hotfix", "build": "build", "r": "revision", "rev": "revision", "revision": "revision",
    "release": "release", "rel": "release", "fp": "fixpack", "fixpack": "fixpack", "maintenance": "maintenance", "mr": "maintenance",
    "rollup": "rollup", "ru": "rollup", "su": "security-update", "post": "post", "final": "release", "ga": "release",
}  # fmt: skip
_PHRASES = (
    ("service pack", "sp"),
    ("cumulative update", "cu"),
    ("fix pack", "fixpack"),
    ("release candidate", "rc"),
    ("hot fix", "hotfix"),
)
_Token = tuple[str, int, str]  # kind (number, pre, post, letter, word, end), number, text
_END: _Token = ("end", 0, "")


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1; None where the two differ in a way that has no plain meaning.

    >>> compare("1.0.2zg", "1.0.2za"), compare("1.0", "1.0.0"), compare("8.8.15", "8.8.15 Patch 1")
    (1, 0, -1)
    """
    left, right = _plain(one), _plain(other)
    cisco = _CISCO.fullmatch(left), _CISCO.fullmatch(right)
    if cisco[0] and cisco[1]:
        return _trains(cisco[0], cisco[1])
    mine, theirs = _tokens(left), _tokens(right)
    if mine is None or theirs is None or cisco[0] or cisco[1]:
        return None
    for place, (a, b) in enumerate(zip_longest(mine, theirs, fillvalue=_END)):
        if a != b:
            return _decide(a, b, (mine[place:], theirs[place:]))
    return 0


def _plain(text: str) -> str:
    low = text.casefold()
    for phrase, word in _PHRASES:
        low = low.replace(phrase, word)
    return _LEAD.sub("", low, count=1) if _LEAD.match(low) else low


def _tokens(text: str) -> list[_Token] | None:
    """Return the parts of a version; None for what does not begin with a number or holds other letters."""
    if not _ALLOWED.fullmatch(text) or not text[:1].isdecimal() or "(" in text:
        return None
    found = list(_TOKEN.finditer(text))
    tokens = []
    for place, part in enumerate(found):
        follows = place + 1 < len(found) and found[place + 1][0].isdecimal()
        glued = part.start() > 0 and text[part.start() - 1].isdecimal()
        tokens.append(_token(part[0], follows=follows, glued=glued))
    return tokens


def _token(text: str, *, follows: bool, glued: bool) -> _Token:
    """A number; a word that is known; letters glued to a number with none behind them count releases, as in 1.0.2zg."""
    if text.isdecimal():
        return "number", int(text), ""
    if text in _PRE:
        return "pre", _PRE[text], ""
    if text in _POST and (len(text) > 1 or follows):
        return "post", 0, _POST[text]
    if glued and not follows and len(text) <= 2:
        return "letter", len(text), text
    return "word", 0, text


def _decide(a: _Token, b: _Token, rest: tuple[list[_Token], list[_Token]]) -> int | None:
    """Two versions are the same up to here: which of the next parts is the lower one?"""
    if a[0] == b[0] and a[0] in {"number", "pre", "letter"}:
        return -1 if a[1:] < b[1:] else 1
    if "word" in {a[0], b[0]} or a[0] == b[0]:
        return None  # a word nobody explained, or two words of which neither is the earlier
    if a[0] == "pre" or b[0] == "pre":
        return -1 if a[0] == "pre" else 1
    if b[0] == "end":
        return 0 if _nothing(rest[0]) else 1
    if a[0] == "end":
        return 0 if _nothing(rest[1]) else -1
    return None  # a patch of 8.8.15 against 8.8.15.1: the maker alone knows


def _nothing(rest: list[_Token]) -> bool | None:
    """Do these parts add nothing: zeros, or `release` and `GA` behind a version?"""
    return all((kind == "number" and not value) or text == "release" for kind, value, text in rest) or None


def _trains(one: re.Match[str], other: re.Match[str]) -> int | None:
    """Trains of one maker's software are sold side by side: only within one of them is there a before and an after."""
    if one[5] != other[5]:
        return None
    left, right = ((int(each[1]), int(each[2]), int(each[3]), each[4], int(each[6] or 0), each[7]) for each in (one, other))
    return (left > right) - (left < right)
