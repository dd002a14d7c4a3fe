"""What somebody says about a notice, in one of five words, and what it means for each of its findings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from baluarte.core.errors import Unusable
from baluarte.core.ground.names import read_mail
from baluarte.core.ground.text import Text
from baluarte.core.replies.terms import terms
from baluarte.core.warning.finding import Answer

Word = Literal["fixed", "working", "false", "not-ours", "wrong-contact"]
WORDS: tuple[tuple[Word, Text], ...] = (
    ("fixed", Text("Ya está corregido", "It is fixed")),
    ("working", Text("Lo estamos atendiendo", "We are working on it")),
    ("false", Text("Es un falso positivo", "It is a false positive")),
    ("not-ours", Text("No es nuestro", "It is not ours")),
    ("wrong-contact", Text("Este no es el contacto correcto", "This is the wrong contact")),
)
# What a word does to a finding. "wrong-contact" says nothing about findings: it says who is not to be asked.
MOVES: Mapping[Word, Answer] = {"fixed": "claim-fix", "working": "acknowledge", "false": "propose-false", "not-ours": "not-ours"}
MOST_LETTERS = 2000
MOST_FINDINGS = 5000


@dataclass(frozen=True)
class Said:
    """One answer: the word, why, until when, about which findings (none named: all of the notice), and who to ask instead."""

    word: Word
    why: str = ""
    until: date | None = None
    findings: tuple[str, ...] = ()
    instead: str = ""


def settle(said: Said, today: date) -> Said:
    """Return an answer as it is taken, or raise `Unusable` where something is missing.

    A false positive without a date is proposed for thirty days: nothing is muted without an end.

    >>> settle(Said("false", "a honeypot of ours"), date(2026, 3, 5)).until
    datetime.date(2026, 4, 4)
    """
    if said.word not in dict(WORDS):
        raise Unusable("reply.word", f"{said.word!r} is no answer.", "There are five of them.", f"Use one of {', '.join(dict(WORDS))}.")
    why = said.why.strip()[:MOST_LETTERS]
    if said.word in {"false", "not-ours"} and not why:
        raise Unusable("reply.why-missing", "The reason is missing.", "A person of the team decides by it.", "Say why in one sentence.")
    until = (said.until or today + terms().proposed_mute) if said.word == "false" else None
    if until is not None and not today < until <= today + terms().longest_mute:
        raise Unusable(
            "reply.until", f"{until} is no fit end date.", "It lies after today, and within one year. Nothing is muted for ever.", "Give such a day."
        )  # fmt: skip
    return Said(said.word, why, until, said.findings[:MOST_FINDINGS], _instead(said) if said.word == "wrong-contact" else "")


def _instead(said: Said) -> str:
    if not said.instead.strip():
        return ""
    read = read_mail(said.instead.strip())
    if read is None:
        raise Unusable(
            "reply.instead", f"{said.instead!r} is not one mail address.", "", "Write it as name@example.org, or leave it empty."
        )
    return read[0]
