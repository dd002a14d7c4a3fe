"""The whole matrix, lived: every action is asked by every role, and only those that the matrix names get past the question.

The arguments are samples of the right type, or nothing at all: whoever may not do a thing is
refused before anything is looked at. An action that is new is here without another line.
"""

import importlib
import inspect
import io
import pkgutil
import typing
from datetime import date

import pytest
from django.db import DatabaseError
from tools.docs.actions import Action, actions, is_public

from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import BaluarteError, Refused
from baluarte.core.rights import leave as answers
from baluarte.core.rights.actors import Actor, Holding
from baluarte.core.rights.grants import Grant
from baluarte.core.rights.leave import Refusal
from baluarte.core.rights.permissions import OPEN, RULES, SCOPES
from baluarte.core.rights.roles import MEMBERS, ROLES
from baluarte.core.rights.tokens import Wish

pytestmark = pytest.mark.django_db

SLUG = "hospital-central"
SAMPLES = {
    str: SLUG, int: 1, bytes: b"", date: date(2026, 3, 1), typing.BinaryIO: io.BytesIO(b""),
    Organisation: Organisation(SLUG, "Hospital Central"), Contact: Contact(SLUG, "security", "a@b.example"),
    Asset: Asset(SLUG, "cidr", "192.0.2.0/24"), Grant: Grant("hospital-1", "viewer", SLUG), Wish: Wish("siem"),
}  # fmt: skip
ASKING = [one for one in actions() if not is_public(one) and one.name not in OPEN]
REASONS = {one.reason for one in vars(answers).values() if isinstance(one, Refusal)}


def function_of(action: Action) -> typing.Callable[..., object]:
    """Return the function of an action, from whichever file of its room holds it."""
    room = importlib.import_module(f"baluarte.actions.{action.room}")
    files = [importlib.import_module(f"{room.__name__}.{one.name}") for one in pkgutil.iter_modules(getattr(room, "__path__", []))]
    return next(getattr(one, action.name) for one in (room, *files) if hasattr(one, action.name))


def arguments(function: typing.Callable[..., object]) -> dict[str, object]:
    """Return a sample of every argument that must be given."""
    hints = typing.get_type_hints(function)
    needed = [one.name for one in list(inspect.signature(function).parameters.values())[2:] if one.default is one.empty]
    return {name: sample(hints[name]) for name in needed}


def sample(hint: object) -> object:
    """Return something of a type: the first word of a closed list, what stands above, or nothing."""
    if typing.get_origin(hint) is typing.Literal:
        return typing.get_args(hint)[0]
    return () if typing.get_origin(hint) is tuple else SAMPLES.get(hint)


def somebody(role: str) -> Actor:
    """Return somebody who holds one role alone."""
    slug = SLUG if role in MEMBERS else ""
    held = Holding(role, slug, frozenset(SCOPES) if role == "provider" else None)
    reach = role if role in {"system", "visitor"} else "constituent" if slug else "officer"
    return Actor(f"someone-{role}", reach, slug, roles=frozenset({role}), grants=(held,))


def is_refused(world, action: Action, role: str) -> bool:
    """Return whether an action refuses somebody for their role; every other failure comes after that question."""
    function = function_of(action)
    try:
        function(world, somebody(role), **arguments(function))
    except Refused as refused:
        return refused.why in REASONS
    except (BaluarteError, AttributeError, TypeError, DatabaseError):
        return False
    return False


@pytest.mark.parametrize("action", ASKING, ids=lambda one: f"{one.room}.{one.name}")
def test_whom_the_matrix_does_not_name_is_refused(world, action):
    unnamed = [role for role in ROLES if all(RULES[act].cell(role) == "none" for act in action.acts)]

    assert unnamed, "an action that every role may do is public, and says so"
    assert [role for role in unnamed if not is_refused(world, action, role)] == []


@pytest.mark.parametrize("action", ASKING, ids=lambda one: f"{one.room}.{one.name}")
def test_whom_the_matrix_names_gets_past_the_question(world, action):
    # One who may about everybody, and one who may about the own: that each role has its cell is asked of the core alone.
    cells = {role: {RULES[act].cell(role) for act in action.acts} for role in ROLES if role != "system"}
    named = [next((role for role in cells if cells[role] == {cell}), "") for cell in ("all", "own")]

    assert [role for role in named if role and is_refused(world, action, role)] == []
