"""The error codes: what each says, in which class, and what the reader should do next."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tools.docs.page import ROOT, Page, table

from baluarte.formats.problems import catalogue

_SRC = ROOT / "src" / "baluarte"
CODE = re.compile(r"[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*")
CLASSES = ("Unusable", "Refused", "Missing", "Outdated", "Unreachable", "Broken")
_NEXT = {
    "Unusable": ("The input is wrong. Correct it and call again.", "422", "2"),
    "Refused": ("The caller may not do this. The refusal itself is written down.", "403", "3"),
    "Missing": ("There is no such thing, or none that this caller may know of.", "404", "4"),
    "Outdated": ("Someone else changed it first. Read it again, then decide.", "409", "5"),
    "Unreachable": ("Another system did not answer. Wait and retry.", "503", "6"),
    "Broken": ("One of our own promises failed. Stop, keep the evidence, call a human.", "500", "70"),
}


@dataclass(frozen=True)
class Code:
    """One code: the class it is raised with, and the English sentences where they are written out."""

    code: str
    kind: str
    what: str
    fix: str


def codes() -> tuple[Code, ...]:
    """Return every code that the program raises, in order, each once."""
    found: dict[str, Code] = {}
    for path in sorted(_SRC.rglob("*.py")):
        for code in _raised(path):
            found.setdefault(code.code, code)
    return tuple(found[name] for name in sorted(found))


def page() -> Page:
    """Return the page of codes."""
    kinds = [(f"`{kind}`", *_NEXT[kind]) for kind in CLASSES]
    rows = [
        (f"`{one.code}`", f"`{one.kind}`" if one.kind else "", one.what, one.fix, catalogue().get(one.code, {}).get("what", ""))
        for one in codes()
    ]
    opening = (
        "A code is stable: it is never renamed once released. Values in a sentence stand in braces. A row that is set aside is no error;\n"
        "it goes to the quarantine of its delivery with a code of the same form."
    )
    body = [
        table(["class", "what to do", "HTTP", "exit"], kinds),
        "Exit code 0 is done; 1 is done, but a check found problems or rows were set aside; 130 is interrupted.",
        table(["code", "class", "what happened", "what to do now", "in Spanish"], rows),
    ]
    return Page("errors", "Error codes", opening, "\n\n".join(body))


def _raised(path: Path) -> list[Code]:
    tree = ast.parse(path.read_text("utf-8"))
    raisers = _raisers(tree)
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = ast.unparse(call.func).rpartition(".")[2]
        if name in raisers and call.args:
            words = [_sentence(value) for value in call.args[1:4]]
            fix = words[2] if len(words) == 3 else next((_sentence(word.value) for word in call.keywords if word.arg == "fix"), "")
            found += [Code(code, raisers[name], words[0] if words else "", fix) for code in _named(call.args[0])]
    return found


def _named(value: ast.expr) -> list[str]:
    """Return the codes that an expression may be: one that is written out, or all with words that begin like an f-string."""
    if isinstance(value, ast.Constant):
        return [value.value] if isinstance(value.value, str) and CODE.fullmatch(value.value) else []
    if isinstance(value, ast.JoinedStr) and isinstance(value.values[0], ast.Constant):
        beginning = str(value.values[0].value)
        return [code for code in catalogue() if "." in beginning and code.startswith(beginning)]
    return []


def _raisers(tree: ast.Module) -> dict[str, str]:
    """Return the names that make an error in this file: the classes, and helpers that hand their first argument on."""
    names = {kind: kind for kind in CLASSES}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.args.args:
            for call in (one for one in ast.walk(node) if isinstance(one, ast.Call)):
                kind = ast.unparse(call.func).rpartition(".")[2]
                first = call.args[0] if call.args else None
                if kind in CLASSES and isinstance(first, ast.Name) and first.id == node.args.args[0].arg:
                    names[node.name] = kind
    return names


def _sentence(value: ast.expr) -> str:
    """Return a sentence as it is written: what is filled in stands in braces."""
    if isinstance(value, ast.Constant):
        return str(value.value)
    if isinstance(value, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{…}" for part in value.values)
    return ""
