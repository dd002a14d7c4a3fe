"""The glossary: every word that a room owns, in both languages."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from tools.docs.page import Page, table
from tools.docs.rooms import rooms

from baluarte.core.ground.glossary import terms

_MEANINGS = Path(__file__).with_name("glossary.toml")


def meanings() -> dict[str, tuple[str, str, str]]:
    """Return meaning, word in Spanish and meaning in Spanish of every owned word."""
    read = {term.code: (term.meaning.en, term.word.es, term.meaning.es) for term in terms()}
    ours = tomllib.loads(_MEANINGS.read_text("utf-8"))
    return read | {word: (one["en"], one["es"], one["que"]) for word, one in ours.items()}


def page() -> Page:
    """Return the glossary: each owned word under its room, then every other word that people read."""
    known = meanings()
    owned = [(room.name, room.words) for room in rooms()]
    parts = [f"## {name}\n\n{_words((word, known[word]) for word in words)}" for name, words in owned]
    taken = {word for _, words in owned for word in words}
    rest = [(term.word.en, (term.meaning.en, term.word.es, term.meaning.es)) for term in terms() if term.code not in taken]
    parts.append(f"## On pages and in mails\n\n{_words(rest)}")
    opening = "A word has one meaning here, and one room owns it. Cada palabra tiene un solo significado y una sola sala es su dueña."
    return Page("glossary", "Glossary", opening, "\n\n".join(parts))


def _words(words: Iterable[tuple[str, tuple[str, str, str]]]) -> str:
    rows = [(f"**{word}**", meaning, f"**{es}**", que) for word, (meaning, es, que) in words]
    return table(["word", "meaning", "palabra", "significado"], rows)
