"""What may be done stands in the matrix: an action or an act without a line there fails here by itself."""

import ast

import pytest
from tools.docs.actions import Action, actions, is_public, read_action
from tools.docs.permissions import without_leave

from baluarte.core.rights.fresh import WEIGHTY
from baluarte.core.rights.permissions import OPEN, RULES

FOUND = actions()
FORGETFUL = '''
def read_secrets(world, actor):
    """Read what nobody thought of."""
    with world.one_entry(actor.id, "read_secrets"):
        return 1
'''
UNLISTED = FORGETFUL.replace("        return 1", '        _allow(actor, "read_secrets")')


def unruled(found: tuple[Action, ...]) -> list[str]:
    """Return the actions that ask for an act that has no line, or for none although they are not open."""
    lacking = [one for one in found if one.acts - set(RULES)]
    return [one.name for one in lacking] + [one.name for one in without_leave(found) if one.name not in OPEN]


def test_every_action_asks_for_an_act_that_has_a_line_in_the_matrix():
    assert unruled(FOUND) == []


@pytest.mark.parametrize("source", [FORGETFUL, UNLISTED], ids=["asks-nothing", "asks-what-has-no-line"])
def test_a_new_action_without_a_rule_is_found(source):
    tree = ast.parse(source)

    assert unruled((read_action("rights", tree.body[0], tree),)) == ["read_secrets"]


def test_every_line_of_the_matrix_is_asked_by_an_action():
    asked = frozenset().union(*(one.acts for one in FOUND))

    assert set(RULES) - asked == set()


def test_what_is_said_to_be_open_is_an_action_that_asks_for_no_role():
    assert set(OPEN) - {one.name for one in without_leave(FOUND)} == set()


def test_a_public_action_asks_for_nothing():
    # What everybody may read is declared at the action itself, and needs no line.
    assert [one.name for one in FOUND if is_public(one) and one.acts] == []


def test_every_act_of_weight_is_an_act():
    assert WEIGHTY - set(RULES) == set()
