"""One word of a reply: which of the five it is, whatever its accents, its case and its punctuation.

Only a line that is such a word counts, alone or before a colon and an explanation: "fixed
soon" and "not fixed" are for a person. Two words that contradict each other are no word.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from baluarte.core.ground.fold import fold
from baluarte.core.replies.said import WORDS, Word

_MOST_LINES = 12
_LONGEST = 300  # letters of a line that are looked at
_GOES_ON = re.compile(r"\s*[:;,.!–—-]+\s*")  # what may stand between the word and its explanation
_ODD = re.compile(r"[^a-z0-9 ]+")
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
    lines = [line.strip() for line in text.split("\n") if line.strip()][:_MOST_LINES]
    found = [(place, *said) for place, line in enumerate(lines) if (said := _word_of(line[:_LONGEST])) is not None]
    if len({word for _, word, _ in found}) != 1:
        return None
    place, word, beside = found[0]
    rest = "\n".join(filter(None, (beside, *lines[place + 1 :])))
    return Heard(word, rest, _until(text))


def _word_of(line: str) -> tuple[Word, str] | None:
    """Return the word that a line begins with, and what follows it; a whole line of it alone counts before a part of it."""
    if "?" in line:
        return None
    if (word := _phrases().get(_plain(line))) is not None:
        return word, ""
    mark = _GOES_ON.search(line)
    while mark is not None:
        if (word := _phrases().get(_plain(line[: mark.start()]))) is not None:
            return word, line[mark.end() :].strip()
        mark = _GOES_ON.search(line, mark.end()) if mark.end() > mark.start() else None
    return None


def _plain(text: str) -> str:
    return " ".join(_ODD.sub(" ", fold(text).replace("'", "").replace("’", "")).split())


def _until(text: str) -> date | None:
    found = _UNTIL.search(text)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None


@cache
def _phrases() -> dict[str, Word]:
    told = tomllib.loads(files("baluarte.core.replies").joinpath("words.toml").read_text("utf-8"))
    known = dict(WORDS)
    return {phrase: word for word, phrases in told.items() if word in known for phrase in phrases}
