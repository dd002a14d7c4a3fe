"""The fields of one thing on a command line: `--sector health --language both`.

Only the fields that a command names may be set; a wrong one is refused with the nearest.
"""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date

from baluarte.core.errors import Unusable
from baluarte.core.ground.shape import Shape
from baluarte.faces.cli.lists import read_pairs
from baluarte.faces.cli.speech import both


def read_fields(words: Sequence[str], shape: Shape, allowed: Sequence[str]) -> dict[str, str]:
    """Return the fields that the words set; each once, each known, each choice among its values."""
    values: dict[str, str] = {}
    for key, value in read_pairs(words):
        name = key.replace("-", "_")
        if name not in allowed:
            raise _wrong("command.field", f"{key!r} is not a field here.", name, allowed)
        if name in values:
            raise Unusable("query.twice", f"The key {key!r} stands twice.", "", "Give it once.")
        choices = [choice for choice, _ in shape.column(name).choices]
        if choices and value not in choices:
            raise _wrong("query.unknown-value", f"{value!r} is not a value of {name}.", value, choices)
        values[name] = value
    return values


def read_day(text: str | None) -> date | None:
    """Return a day, or None for nothing; any other form is refused."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unusable("query.day", f"{text!r} is not a day.", "", "Write a day as 2026-03-01.") from None


def with_fields(es: str, en: str, shape: Shape, allowed: Sequence[str]) -> str:
    """Return the help of a command with the fields it may set, each with its values."""
    listed = ", ".join(_with_choices(shape, name) for name in allowed)
    return both(f"{es}\n\nCampos: {listed}.", f"{en}\n\nFields: {listed}.")


def changed(values: Mapping[str, object], new: Mapping[str, object]) -> bool:
    """True where one of the new values differs."""
    return any(values.get(name) != value for name, value in new.items())


def _with_choices(shape: Shape, name: str) -> str:
    choices = [choice for choice, _ in shape.column(name).choices if choice]
    return f"--{name} {'|'.join(choices)}" if choices else f"--{name}"


def _wrong(code: str, what: str, given: str, known: Sequence[str]) -> Unusable:
    near = difflib.get_close_matches(given, known, 1)
    fix = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(known)}."
    return Unusable(code, what, "An ignored field would be a wrong answer.", fix)
