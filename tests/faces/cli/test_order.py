"""The world is opened before an action is imported: opening it is what sets the store up."""

import ast
from pathlib import Path

import pytest

from baluarte.faces import cli

FILES = sorted(Path(cli.__file__).parent.glob("*.py"))


def functions():
    for path in FILES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                imports = [
                    one.lineno
                    for one in ast.walk(node)
                    if isinstance(one, ast.ImportFrom) and (one.module or "").startswith("baluarte.actions")
                ]
                if imports:
                    yield pytest.param(node, min(imports), id=f"{path.stem}.{node.name}")


@pytest.mark.parametrize(("function", "first"), list(functions()))
def test_the_world_is_open_before_an_action_is_imported(function, first):
    given = any(argument.arg == "world" for argument in function.args.args)
    opened = [one.lineno for one in ast.walk(function) if isinstance(one, ast.Attribute) and one.attr == "world"]

    assert given or min(opened) < first


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_file_of_the_command_imports_an_action_when_it_is_loaded(path):
    top = [node.module or "" for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.ImportFrom)]

    assert not [name for name in top if name.startswith(("baluarte.actions", "baluarte.store", "django"))]
