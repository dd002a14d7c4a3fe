"""The flags that every command takes, wherever they stand on the line.

They say how to print, never what to do. They are read before the command is looked up,
so that even a wrong command answers in the form and language that was asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import LANGUAGES, Language
from baluarte.core.sharing.label import LABELS, Label
from baluarte.faces.cli.speech import language_of

Form = Literal["table", "json", "jsonl", "csv", "md"]
Colour = Literal["auto", "always", "never"]
FORMS: tuple[Form, ...] = get_args(Form)
COLOURS: tuple[Colour, ...] = get_args(Colour)


@dataclass(frozen=True)
class Flags:
    """How this run speaks: language, form, fields, loudness, and the highest label it prints."""

    language: Language = "es"
    form: Form = "table"
    fields: tuple[str, ...] = ()
    quiet: bool = False
    verbose: bool = False
    progress: bool = True
    colour: Colour = "auto"
    max_tlp: Label = "amber"
    yes: bool = False
    version: bool = False

    @property
    def json(self) -> bool:
        """True when standard output must hold one valid document, whatever happens."""
        return self.form == "json"


def read_flags(arguments: Sequence[str], environment: Mapping[str, str]) -> tuple[Flags, list[str], Unusable | None]:
    """Return the flags, the rest of the line, and what was wrong with a flag, if anything.

    The error is handed back, not raised: it must be told in the form that was asked for.

    >>> flags, rest, wrong = read_flags(["org", "list", "--json=slug,name", "-q"], {})
    >>> flags.form, flags.fields, flags.quiet, rest
    ('json', ('slug', 'name'), True, ['org', 'list'])
    """
    flags = Flags(language=language_of(environment), colour="never" if environment.get("NO_COLOR") else "auto")
    if environment.get("NO_PROGRESS") or environment.get("CI"):
        flags = replace(flags, progress=False)
    rest: list[str] = []
    wrong: Unusable | None = None
    line = list(arguments)
    while line:
        word = line.pop(0)
        if word == "--":
            return flags, [*rest, word, *line], wrong
        try:
            found = _read(word, line, flags)
        except Unusable as error:
            wrong = wrong or error
            continue
        if found is None:
            rest.append(word)
        else:
            flags = found
    return flags, rest, wrong


def _read(word: str, line: list[str], flags: Flags) -> Flags | None:
    name, equals, value = word.partition("=")
    if name == "--json":
        return replace(flags, form="json", fields=tuple(part for part in value.split(",") if part))
    if name in _PLAIN and not equals:
        return _PLAIN[name](flags)
    if name not in _VALUED:
        return None
    if not equals and not line:
        raise _wrong(name, "", _VALUED[name][0])
    value = value if equals else line.pop(0)
    allowed, change = _VALUED[name]
    if value not in allowed:
        raise _wrong(name, value, allowed)
    return change(flags, value)


_PLAIN: dict[str, Callable[[Flags], Flags]] = {
    "-q": lambda flags: replace(flags, quiet=True),
    "--quiet": lambda flags: replace(flags, quiet=True),
    "-v": lambda flags: replace(flags, verbose=True),
    "--verbose": lambda flags: replace(flags, verbose=True),
    "--no-progress": lambda flags: replace(flags, progress=False),
    "--yes": lambda flags: replace(flags, yes=True),
    "--version": lambda flags: replace(flags, version=True),
}
_VALUED: dict[str, tuple[Sequence[str], Callable[[Flags, str], Flags]]] = {
    "--lang": (LANGUAGES, lambda flags, value: replace(flags, language=cast("Language", value))),
    "--format": (FORMS, lambda flags, value: replace(flags, form=cast("Form", value))),
    "--color": (COLOURS, lambda flags, value: replace(flags, colour=cast("Colour", value))),
    "--max-tlp": (LABELS, lambda flags, value: replace(flags, max_tlp=cast("Label", value))),
}


def _wrong(name: str, value: str, allowed: Sequence[str]) -> Unusable:
    known = f"Known: {', '.join(allowed)}."
    if not value:
        return Unusable("command.flag-alone", f"The flag '{name}' takes a value.", "", known)
    return Unusable("command.flag", f"'{name} {value}' is not possible.", "An ignored flag would be a wrong answer.", known)
