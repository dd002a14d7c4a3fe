"""What answers of servers amount to: verified, not there yet, there but different, or we could not ask.

A failed question is never a verdict. Nothing is decided by one server alone: at least two
must have answered, the name servers themselves among them, and all of them the same.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from baluarte.core.constituency.claims.token import read_token
from baluarte.core.ground.questions import Heard

Outcome = Literal["verified", "not-there", "different", "could-not-ask"]
Why = Literal["", "other-text", "disagree", "wildcard", "other-host", "one-server", "failed"]
LEAST = 2  # servers that must have answered about a name
MOST_SHOWN = 120  # letters of what was found that are repeated to a person


@dataclass(frozen=True)
class Verdict:
    """What was decided, and the facts a person is told: whom we asked, what we expected, what we found and where."""

    outcome: Outcome
    asked: tuple[Heard, ...] = ()
    why: Why = ""
    expected: str = ""
    found: str = ""
    where: str = ""
    signed: bool = False


def decide_records(asked: Sequence[Heard], tokens: Collection[str], expected: str) -> Verdict:
    """Return what the text records of a name amount to. `tokens` are those that hold now, `expected` is what was asked to be placed."""
    heard = tuple(asked)
    answered = [one for one in heard if one.answered]
    if len(answered) < LEAST or not any(one.role == "authority" for one in answered):
        return Verdict("could-not-ask", heard, "one-server" if answered else "failed", expected, where=_failing(heard))
    showing = [one for one in answered if _shows(one, tokens)]
    others = [one for one in answered if one not in showing]
    if showing and not others:
        wild = next((one for one in showing if one.wildcard), None)
        if wild is not None:
            return Verdict("different", heard, "wildcard", expected, _shown(wild, tokens), wild.server)
        return Verdict("verified", heard, "", expected, expected, signed=all(one.signed for one in showing if one.role == "resolver"))
    odd = next((one for one in others if one.found), None)
    if showing or odd is not None:
        odd = odd or others[0]
        return Verdict("different", heard, "disagree" if showing else "other-text", expected, _shown(odd, tokens), odd.server)
    return Verdict("not-there", heard, "", expected)


def decide_file(heard: Heard, tokens: Collection[str], expected: str) -> Verdict:
    """Return what the answer of a web server amounts to."""
    if heard.elsewhere:
        return Verdict("different", (heard,), "other-host", expected, heard.elsewhere, heard.server)
    if not heard.answered:
        return Verdict("could-not-ask", (heard,), "failed", expected, where=heard.server)
    if not heard.found:
        return Verdict("not-there", (heard,), "", expected)
    if _shows(heard, tokens):
        return Verdict("verified", (heard,), "", expected, expected)
    return Verdict("different", (heard,), "other-text", expected, _shown(heard, tokens), heard.server)


def _shows(one: Heard, tokens: Collection[str]) -> bool:
    return any(read_token(text) in tokens for text in one.found if read_token(text))


def _shown(one: Heard, tokens: Collection[str]) -> str:
    """Return what was found, first what is not ours; a text of others is cut and never holds a line break."""
    texts = sorted(one.found, key=lambda text: read_token(text) in tokens)
    return "".join(letter if letter.isprintable() else " " for letter in texts[0])[:MOST_SHOWN] if texts else ""


def _failing(heard: Sequence[Heard]) -> str:
    return next((one.server for one in heard if not one.answered), heard[0].server if heard else "")
