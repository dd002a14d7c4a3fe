"""The one term each way: every word people read for a thing, in both languages, with its meaning.

Nobody invents a second word. The pages, mails and papers of every room take theirs from here;
authors of packs may add terms, never change these.
"""

import csv
import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from baluarte.core.ground.text import Text


@dataclass(frozen=True)
class Term:
    """One word: its name in the code, what people read, and what it means."""

    code: str
    word: Text
    meaning: Text


@cache
def terms() -> tuple[Term, ...]:
    """Return every term, in the order of the work.

    >>> next(term.word.es for term in terms() if term.code == "finding")
    'hallazgo'
    """
    text = files("baluarte.core.ground").joinpath("glossary.csv").read_text("utf-8")
    return tuple(
        Term(row["code"], Text(row["es"], row["en"]), Text(row["meaning_es"], row["meaning_en"]))
        for row in csv.DictReader(io.StringIO(text))
    )
