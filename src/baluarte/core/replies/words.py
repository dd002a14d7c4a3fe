"""One word of a reply: which of the five it is, whatever its accents, its case and its punctuation.

A word counts only where it is all that was said, but for a greeting and thanks: "fixed soon",
"fixed: no" and a word with a line below it are for a person. What a person decides in any case,
a false positive and whose something is, may go on with its reason.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from baluarte.core.ground.fold import fold
from baluarte.core.replies.said import WORDS, Word

_LONGEST = 300  # letters of a line that are looked at
_GOES_ON = re.compile(r"\s*[:;,.!–—-]+\s*")  # what may stand between the word and its explanation
_ODD = re.compile(r"[^a-z0-9 ]+")
_LETTERS = re.compile(r"[a-z0-9\s.,:;!¡'’\"“”«»*_()–—…-]*")  # a sign beside these may say the contrary
_WITH_REASON: frozenset[Word] = frozenset({"false", "not-ours", "wrong-contact"})
_UNTIL = re.compile(r"\b(?:hasta|until|till?)\s+(?:el\s+)?([0-9]{4}-[0-9]{2}-[0-9]{2})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Heard:
    """The word of a reply, what was said beside it, and the day it names as an end."""

    word: Word
    rest: str
    until: date | None = None


def hear(text: str) -> Heard | None:
    r"""Return the one word that a text says, or None where it says none, or more than one.

    >>> hear("Buenas tardes.\n\n¡ARREGLADO!\n")
    Heard(word='fixed', rest='', until=None)
    >>> hear("No es mío: es del vecino").word, hear("FIXED soon"), hear("fixed\nnot mine")
    ('not-ours', None, None)
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    while lines and _is_courtesy(lines[0]):
        lines.pop(0)
    while lines and _is_courtesy(lines[-1]):
        lines.pop()
    said = _word_of(lines[0]) if lines else None
    if said is None:
        return None
    word, beside = said
    rest = "\n".join(filter(None, (beside, *lines[1:])))
    if rest and (word not in _WITH_REASON or any(_word_of(line) for line in lines[1:])):
        return None
    return Heard(word, rest, _until(text))


def _word_of(line: str) -> tuple[Word, str] | None:
    """Return the word that a line begins with, and what follows it; a whole line of it alone counts before a part of it."""
    if "?" in line[:_LONGEST]:
        return None
    if len(line) <= _LONGEST and (word := _phrases().get(_plain(line))) is not None:
        return word, ""
    mark = _GOES_ON.search(line, 0, _LONGEST)
    while mark is not None:
        if (word := _phrases().get(_plain(line[: mark.start()]))) is not None:
            return word, line[mark.end() :].strip()
        mark = _GOES_ON.search(line, mark.end(), _LONGEST) if mark.end() > mark.start() else None
    return None


def _is_courtesy(line: str) -> bool:
    return len(line) <= _LONGEST and _plain(line) in _courtesies()


def _plain(text: str) -> str:
    """Return a text as words are compared; empty where it holds a letter or a sign that none of them has."""
    if not _LETTERS.fullmatch(fold(text)):
        return ""
    return " ".join(_ODD.sub(" ", fold(text).replace("'", "").replace("’", "")).split())


def _until(text: str) -> date | None:
    found = _UNTIL.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


@cache
def _told() -> dict[str, list[str]]:
    return tomllib.loads(files("baluarte.core.replies").joinpath("words.toml").read_text("utf-8"))


@cache
def _phrases() -> dict[str, Word]:
    known = dict(WORDS)
    return {phrase: word for word, phrases in _told().items() if word in known for phrase in phrases}


@cache
def _courtesies() -> frozenset[str]:
    return frozenset(_told()["courtesy"])
