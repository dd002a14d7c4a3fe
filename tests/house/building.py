"""The checkout as the house tests see it: its files, its modules, what git keeps."""

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src" / "baluarte"
ROOMS = (
    "errors",
    "ground",
    "ledger",
    "rights",
    "constituency",
    "sharing",
    "feeds",
    "regime",
    "sources",
    "products",
    "warning",
    "replies",
    "campaigns",
    "measures",
    "incidents",
    "strategy",
    "programmes",
    "promises",
)
_GENERATED = ("migrations",)


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of ours that a person writes: the package, the tools and the tests."""
    found = (path for folder in ("src", "tools", "tests") for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in found if not set(path.parts) & set(_GENERATED))


@cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse(path.read_text("utf-8"))


@cache
def kept() -> tuple[Path, ...]:
    """Every file that git keeps or would keep."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def short(path: Path) -> str:
    """A path as the reader writes it."""
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file, methods too."""
    return [node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
