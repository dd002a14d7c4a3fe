"""The list of powers: what the system can do to anybody, for what, by whom, and what it leaves behind.

A new line is a new power. The committed page and the code must be equal, so it shows as a
difference that somebody has to approve; and the hash of the page is that of the release.
"""

import ast
from pathlib import Path

from tools.docs.actions import Action, actions, is_public
from tools.docs.page import ROOT, Page, table

from baluarte.core.rights.permissions import RULES
from baluarte.core.rights.roles import ROLES

_ACTIONS = ROOT / "src" / "baluarte" / "actions"
_OPENING = (
    "Every function of `actions` is a power: there is no other way to the data or to the outside world. This page is printed from them.\n"
    "A line that is new, or that is gone, is a change of what the state can do with this software, and needs a decision record."
)


def page() -> Page:
    """Return the page of powers."""
    parts = []
    for room in dict.fromkeys(one.room for one in actions()):
        rows = [_row(one) for one in actions() if one.room == room]
        parts.append(f"## {room}\n\n{table(['power', 'what it does', 'reads a person', 'who may', 'what it leaves'], rows)}")
    return Page("powers", "List of powers", _OPENING, "\n\n".join(parts))


def reads_a_person(action: Action) -> bool:
    """Return whether an action names a use, because it opens personal data."""
    return "use" in action.parameters


def callers_of(name: str) -> tuple[str, ...]:
    """Return the actions whose source calls a function of this name, of their own file or through its private helpers."""
    return tuple(
        sorted(f"{_room(path)}.{node.name}" for path, node, calls in _functions() if name in calls and not node.name.startswith("_"))
    )


def _row(one: Action) -> tuple[str, ...]:
    person = "with purpose and ground" if reads_a_person(one) else "no"
    leaves = "nothing: it is public" if is_public(one) else "an access record" if one.marks == "read" else "an entry of the ledger"
    return (f"`{one.name}`", one.sentence, person, ", ".join(_who(one)) or "whoever asks", leaves)


def _who(one: Action) -> tuple[str, ...]:
    rules = [RULES[act] for act in one.acts if act in RULES]
    return tuple(role for role in ROLES if any(rule.cell(role) != "none" for rule in rules))


def _functions() -> list[tuple[Path, ast.FunctionDef, set[str]]]:
    found = []
    for path in sorted(_ACTIONS.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        found += [(path, node, _called(node)) for node in tree.body if isinstance(node, ast.FunctionDef)]
    return found


def _called(node: ast.FunctionDef) -> set[str]:
    calls = (one.func for one in ast.walk(node) if isinstance(one, ast.Call))
    return {func.attr if isinstance(func, ast.Attribute) else func.id for func in calls if isinstance(func, ast.Attribute | ast.Name)}


def _room(path: Path) -> str:
    return path.relative_to(_ACTIONS).parts[0].removesuffix(".py")
