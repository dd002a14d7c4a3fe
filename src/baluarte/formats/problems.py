"""Words of an error for people, in both languages, found by its stable code.

The core speaks plain English to operators. The words here are data (`problems.toml`),
so a language can be completed without touching the core. `{0}`, `{1}` in a Spanish
sentence stand for the words in quotes of the English one, in order: they are values.
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from baluarte.core.constituency.row import what_and_fix
from baluarte.core.errors import BaluarteError
from baluarte.core.ground.text import Language

_QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(frozen=True)
class Sentences:
    """What happened, why, and what to do now."""

    what: str
    why: str
    fix: str


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the Spanish sentences of every code, and of every class under its name."""
    text = files("baluarte.formats").joinpath("problems.toml").read_text("utf-8")
    return tomllib.loads(text)


def in_words(error: BaluarteError, language: Language) -> Sentences:
    """Return the three sentences of an error; a code without words of its own has those of its class.

    >>> from baluarte.core.errors import Unusable
    >>> odd = Unusable("query.unknown-key", "'colour' is not a key of findings.", "", "Did you mean 'color'?")
    >>> in_words(odd, "es").what
    'La lista no conoce la clave «colour».'
    """
    if language == "en":
        return Sentences(error.what, error.why, error.fix)
    known = catalogue()
    words = known.get(error.code) or _words_of_a_row(error.code) or known[type(error).__name__]
    return Sentences(*(_filled(words.get(part, ""), getattr(error, part)) for part in ("what", "why", "fix")))


def _words_of_a_row(code: str) -> dict[str, str]:
    """Return the words of a code that one row of a list can have; a form is judged as such a row."""
    what, fix = what_and_fix(code)
    return {} if what.es == code else {"what": f"«{{0}}»: {what.es}", "fix": fix.es}


def _filled(sentence: str, english: str) -> str:
    values = [one or two for one, two in _QUOTED.findall(english)]
    numbers = re.findall(r"\{(\d)\}", sentence)
    if any(int(number) >= len(values) for number in numbers):
        # The English sentence names no such value: it offers a list, which stands by itself.
        return english.partition(":")[2].strip() and f"Valores posibles: {english.partition(':')[2].strip()}"
    return sentence.format(*values) if numbers else sentence
