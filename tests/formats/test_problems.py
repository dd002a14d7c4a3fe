"""Every error says in both languages what happened, why, and what to do now."""

import ast
from pathlib import Path

import pytest

import baluarte
from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.formats.problems import catalogue, in_words

CLASSES = {kind.__name__ for kind in (Broken, Missing, Outdated, Refused, Unreachable, Unusable)}
SOURCE = Path(baluarte.__file__).parent


def raised() -> dict[str, str]:
    """Return every code that the source states beside one of our errors, with where."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    found[code.value] = str(path.relative_to(SOURCE))
    return found


def test_every_code_has_its_words_in_spanish():
    assert {code: place for code, place in raised().items() if code not in catalogue()} == {}


def test_every_class_has_words_for_a_code_that_nobody_wrote():
    assert set(catalogue()) >= CLASSES
    assert in_words(Missing("no.such-code", "There is no such thing."), "es").what == "No existe, o no es visible para usted."


def test_every_entry_says_what_happened_in_a_whole_sentence():
    for code, words in catalogue().items():
        assert words["what"].endswith(".") or code == "", code
        assert all(part == "" or part[-1] in ".?" for part in words.values()), code


@pytest.mark.parametrize("kind", [Unusable, Refused])
def test_english_is_what_the_core_said(kind):
    error: BaluarteError = kind("some.code", "What happened.", "Why.", "What to do.")

    words = in_words(error, "en")

    assert (words.what, words.why, words.fix) == ("What happened.", "Why.", "What to do.")


def test_a_value_in_quotes_is_carried_into_spanish():
    error = Unusable("query.unknown-value", "'hihg' is not a value of severity.", "", "Did you mean 'high'?")

    assert in_words(error, "es").what == "«hihg» no es un valor de esa columna."
    assert in_words(error, "es").fix == "¿Quiso escribir «high»?"


def test_a_sentence_without_its_value_never_shows_an_empty_place():
    error = Unusable("query.unknown-value", "'x' is not a value.", "", "Known: red, green.")

    assert in_words(error, "es").fix == "Valores posibles: red, green."
