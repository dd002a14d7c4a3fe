"""One file as the rules see it: its path, its text, its tree, and the exceptions it declares."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_ALLOW = re.compile(r"#\s*allow (?P<rule>[a-z-]+): \S")


@dataclass(frozen=True)
class Source:
    """A file of the checkout. `path` is relative to its root, with forward slashes."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree; each node knows its parent as `above`."""
        tree = ast.parse(self.text)
        for node in ast.walk(tree):
            for child in ast.iter_child_nodes(node):
                child.above = node  # type: ignore[attr-defined]
        return tree

    @cached_property
    def comments(self) -> tuple[tuple[int, str], ...]:
        """Every comment with its line."""
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return tuple((token.start[0], token.string) for token in tokens if token.type == tokenize.COMMENT)

    def allows(self, rule: str, line: int) -> bool:
        """Return whether the line gives its reason for breaking this rule."""
        lines = self.text.split("\n")
        found = _ALLOW.search(lines[line - 1]) if line <= len(lines) else None
        return found is not None and found["rule"] == rule

    @cached_property
    def calls(self) -> tuple[ast.Call, ...]:
        """Every call in the file; nine rules look at them, so they are gathered once."""
        return tuple(node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[int, str]]:
        """Every imported module with its line; `from a import b` counts as `a.b`."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, name.name) for name in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield from ((node.lineno, f"{node.module}.{name.name}") for name in node.names)


def called(call: ast.Call) -> str:
    """Return the dotted name of what is called, as far as it is written out; a method begins with a dot.

    >>> called(ast.parse("a.b(1)").body[0].value), called(ast.parse("f()()").body[0].value)
    ('a.b', '')
    """
    parts: list[str] = []
    node: ast.expr = call.func
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif parts:
        parts.append("")
    return ".".join(reversed(parts))
