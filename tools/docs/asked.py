"""For which acts an action asks leave, read from its source: `may(actor, "read_findings")`, `_allow(actor, "…")`.

An act is the word after the actor in a call, or what is given for a parameter named `act`.
"""

import ast
from collections.abc import Iterable, Mapping

Functions = Mapping[str, ast.FunctionDef]


def acts(calls: Iterable[ast.Call], functions: Functions) -> frozenset[str]:
    """Return the acts of calls; `functions` are those of the same file, by name."""
    return frozenset(word for call in calls for given in _given(call, functions) for word in _words(given, functions))


def _given(call: ast.Call, functions: Functions) -> list[ast.expr]:
    """Return what a call gives for an act. A dataclass is filled with names of actions, a shelf with other words: both ask nobody."""
    name = ast.unparse(call.func)
    if "." in name or name[:1].isupper():
        return []
    if name in functions and _takes_act(functions[name]):
        return _bound(call, functions[name])
    return [act for who, act in zip(call.args, call.args[1:], strict=False) if ast.unparse(who) == "actor"]


def _takes_act(function: ast.FunctionDef) -> bool:
    return any(one.arg == "act" for one in function.args.args + function.args.kwonlyargs)


def _bound(call: ast.Call, function: ast.FunctionDef) -> list[ast.expr]:
    """Return what a call binds to the parameter `act`, or its default."""
    names = [one.arg for one in function.args.args]
    given = dict(zip(names, call.args, strict=False)) | {one.arg: one.value for one in call.keywords if one.arg}
    defaults = dict(zip(reversed(names), reversed(function.args.defaults), strict=False))
    return [found for found in (given.get("act", defaults.get("act")),) if found is not None]


def _words(node: ast.expr, functions: Functions) -> set[str]:
    if isinstance(node, ast.IfExp):
        return _words(node.body, functions) | _words(node.orelse, functions)
    if isinstance(node, ast.Call) and ast.unparse(node.func) in functions:
        found = [one.value for one in ast.walk(functions[ast.unparse(node.func)]) if isinstance(one, ast.Return) and one.value]
        return set().union(*(_words(value, functions) for value in found))
    return {node.value} if isinstance(node, ast.Constant) and isinstance(node.value, str) else set()
