"""Each room answers four questions, and owns its words alone."""

import ast
from collections import Counter

import pytest
from tests.house.building import ROOMS, ROOT, SRC, modules, short, tree
from tools.docs.rooms import QUESTIONS, read_room

FOUND = [name for name in ROOMS if (SRC / "core" / name / "__init__.py").exists()]
MOST_LINES = 15


@pytest.mark.parametrize("name", FOUND)
def test_a_room_answers_four_questions_in_at_most_fifteen_lines(name):
    text = ast.get_docstring(tree(SRC / "core" / name / "__init__.py")) or ""

    assert [question for question in QUESTIONS if question not in text] == []
    assert text.count("\n") < MOST_LINES


def test_a_word_belongs_to_one_room_alone():
    owned = Counter(word for name in FOUND for word in read_room(name).words)

    assert [word for word, count in owned.items() if count > 1] == []


def test_a_room_has_one_name_on_every_storey():
    stores = {path.name for path in (SRC / "store").iterdir() if path.is_dir() and path.name != "__pycache__"}
    actions = {path.stem for path in (SRC / "actions").glob("*.py")} - {"__init__"}

    assert stores - set(ROOMS) == set()
    assert actions - set(ROOMS) == set()


def test_every_file_opens_with_one_sentence():
    # A test's own name is its sentence; everything else says what it is for.
    ours = [path for path in modules() if path.is_relative_to(ROOT / "src") or path.is_relative_to(ROOT / "tools")]

    silent = [short(path) for path in ours if path.stat().st_size and not (ast.get_docstring(tree(path)) or "").strip()]

    assert silent == []
