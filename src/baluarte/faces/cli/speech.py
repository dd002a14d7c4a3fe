"""Two languages in one text: what a command says of itself, chosen when it is read.

Typer wants one text for help. `both` lays the Spanish and the English side by side
in it, and whoever prints takes the half that was asked for.
"""

from collections.abc import Mapping

from baluarte.core.ground.text import Language, Text

_BETWEEN = "\x1f"  # the unit separator: no sentence holds it


def both(es: str, en: str) -> str:
    """Return one text that holds the sentence in both languages."""
    return f"{es}{_BETWEEN}{en}"


def read_both(text: str) -> Text:
    """Return the two halves of a text; one without halves stands for itself.

    >>> read_both(both("hallazgo", "finding")).in_("es")
    'hallazgo'
    """
    es, between, en = text.partition(_BETWEEN)
    return Text(es, en if between else es)


def language_of(environment: Mapping[str, str]) -> Language:
    """Return the language of a terminal: English where its locale says so, else Spanish.

    >>> language_of({"LANG": "en_GB.UTF-8"}), language_of({"LC_ALL": "C", "LANG": "en_GB"})
    ('en', 'es')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "en" if environment[name].lower().startswith("en") else "es"
    return "es"
