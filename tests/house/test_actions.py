"""The list of actions is the list of powers: each has one form, and leaves one mark."""

import ast

import pytest
from tests.house.building import SRC, tree
from tools.docs.actions import BEFORE_THE_ACTOR, actions, is_public, public_functions

PLAIN = {"str", "int", "bool", "bytes", "float", "None", "dict", "tuple", "list", "date", "datetime", "Literal", "Iterator", "Any"}
FOUND = actions()


def ids(action) -> str:
    return f"{action.room}.{action.name}"


def test_there_are_actions():
    assert len(FOUND) > 20


@pytest.mark.parametrize("action", FOUND, ids=ids)
def test_an_action_is_given_the_world_and_then_who_asks(action):
    first = list(action.parameters[:2])

    # Nobody has signed in yet when a link is used, and a token says who it is.
    assert first == ["world", "actor"] or (first[0] == "world" and action.name in BEFORE_THE_ACTOR)


def test_what_is_public_and_no_action_is_known_by_name():
    # Where bytes lie, which two rooms must agree on. The list may only shrink.
    others = {one.name for one in public_functions()} - {one.name for one in FOUND}

    assert others <= {"raw_store", "lake"}


@pytest.mark.parametrize("action", FOUND, ids=ids)
def test_an_action_returns_core_types_rows_or_plain_values(action):
    names = {node.id for node in ast.walk(ast.parse(action.returns, mode="eval")) if isinstance(node, ast.Name)} - PLAIN - {"pl"}
    # Whatever else it returns is defined in the core, or in a format that is pure as well.
    core = {node.name for path in (SRC / "core").rglob("*.py") for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)}

    assert names - core == set()


@pytest.mark.parametrize("action", FOUND, ids=ids)
def test_an_action_opens_an_entry_unless_it_reads_what_is_public(action):
    # Exactly one mark an act is tested in tests/actions; here, that no action forgot.
    assert (action.entries == 0) == is_public(action)


@pytest.mark.parametrize("action", FOUND, ids=ids)
def test_an_action_is_named_verb_and_object_and_says_what_it_does(action):
    assert "_" in action.name
    assert action.sentence.endswith(".")
