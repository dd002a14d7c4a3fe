"""The actions: the list of everything the system can do."""

import ast
from dataclasses import dataclass
from pathlib import Path

from tools.docs.page import ROOT, Page, table

_ACTIONS = ROOT / "src" / "baluarte" / "actions"
# Who asks is found out before anybody asks: these have no actor yet, and the second and third leave no mark.
BEFORE_THE_ACTOR = ("sign_in", "actor_of", "actor_of_token")


@dataclass(frozen=True)
class Action:
    """One action as its source states it. `entries` counts how often it opens a mark of its own."""

    room: str
    name: str
    parameters: tuple[str, ...]
    returns: str
    sentence: str
    marks: str  # change or read
    entries: int
    decorators: tuple[str, ...]

    @property
    def signature(self) -> str:
        """The call as one writes it."""
        return f"{self.name}({', '.join(self.parameters)})"


def actions() -> tuple[Action, ...]:
    """Return every action, room by room, in the order of its file."""
    return tuple(one for one in public_functions() if one.parameters[1:2] == ("actor",) or one.name in BEFORE_THE_ACTOR)


def public_functions() -> tuple[Action, ...]:
    """Return every function of the storey that has no underscore, an action or not."""
    return tuple(one for path in sorted(_ACTIONS.glob("*.py")) if path.stem != "__init__" for one in _read(path))


def is_public(action: Action) -> bool:
    """Return whether the action reads only what is already published, or only says who asks, and so leaves no mark."""
    return not {"public", "identifies", "relays"}.isdisjoint(action.decorators)


def page() -> Page:
    """Return the page of actions."""
    parts = []
    for room in dict.fromkeys(action.room for action in actions()):
        rows = [(f"`{one.signature}`", one.sentence, f"`{one.returns}`", one.marks) for one in actions() if one.room == room]
        parts.append(f"## {room}\n\n{table(['action', 'what it does', 'returns', 'its mark'], rows)}")
    opening = (
        "An action is the only way to the store and to the outside world, for people and programs alike. It is given the world and\n"
        "the actor, runs in one transaction, and leaves exactly one mark: a change in the ledger, or an access record for a read."
    )
    return Page("actions", "Actions", opening, "\n\n".join(parts))


def _read(path: Path) -> list[Action]:
    tree = ast.parse(path.read_text("utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]
    return [_action(path.stem, node, tree) for node in found]


def _action(room: str, node: ast.FunctionDef, tree: ast.Module) -> Action:
    sentence = " ".join((ast.get_docstring(node) or "").partition("\n\n")[0].split())
    marks = [call for call in _reached(node, tree) if isinstance(call.func, ast.Attribute) and call.func.attr == "one_entry"]
    changes = any(ast.unparse(word.value) == "'change'" for call in marks for word in call.keywords if word.arg == "kind")
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    return Action(
        room,
        node.name,
        tuple(argument.arg for argument in arguments),
        ast.unparse(node.returns) if node.returns else "",
        sentence,
        "change" if changes else "read" if marks else "none",
        len(marks),
        tuple(ast.unparse(one).rpartition(".")[2] for one in node.decorator_list),
    )


def _reached(node: ast.FunctionDef, tree: ast.Module) -> list[ast.Call]:
    """Return the calls of a function and of the private functions of its file that it calls."""
    private = {one.name: one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("_")}
    waiting, seen, calls = [node], {node.name}, []
    while waiting:
        for call in (one for one in ast.walk(waiting.pop()) if isinstance(one, ast.Call)):
            calls.append(call)
            name = ast.unparse(call.func)
            if name in private and name not in seen:
                seen.add(name)
                waiting.append(private[name])
    return calls
