"""What a narrowing path means: `core/warning` is its tests and the examples in its docstrings."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PURE = ("core", "formats")


@dataclass(frozen=True)
class Places:
    """The paths of each stage. `pure` runs with no network, `rest` on both databases."""

    pure: tuple[str, ...]
    rest: tuple[str, ...]


def everything(root: Path = ROOT) -> Places:
    """Return every folder of tests, by the stage it belongs to."""
    folders = sorted(path.name for path in (root / "tests").iterdir() if path.is_dir() and any(path.rglob("test_*.py")))
    pure = [f"tests/{name}" for name in folders if name in PURE]
    rest = [f"tests/{name}" for name in folders if name not in {*PURE, "scale"}]
    return Places((*pure, *(f"src/baluarte/{name}" for name in PURE)), tuple(rest))


def narrowed(path: str, root: Path = ROOT) -> Places:
    """Return the stages that one path touches; raise `LookupError` where nothing of that name is tested.

    A path is given as a reader thinks of it: `core/warning`, `tests/core/warning`,
    `src/baluarte/core/warning/match.py` or `tests/whole/test_demo.py::test_name`.
    """
    short, mark, test = path.partition("::")
    short = short.rstrip("/").removeprefix("./").removeprefix("tests/").removeprefix("src/baluarte/")
    stem = short.removesuffix(".py")
    folder, _, name = stem.rpartition("/")
    there = [
        root / "tests" / short,
        root / "tests" / f"{stem}.py",
        *(root / "tests" / folder).glob(f"test_{name.removeprefix('test_')}*.py"),
    ]
    found = list(dict.fromkeys(place.relative_to(root).as_posix() + mark + test for place in there if place.exists()))
    if short.startswith(PURE) and not test:
        source = [root / "src/baluarte" / short, root / "src/baluarte" / f"{stem}.py"]
        found += list(dict.fromkeys(place.relative_to(root).as_posix() for place in source if place.exists()))
    if not found:
        raise LookupError(f"Nothing under tests/ or src/baluarte/ is called {path}.")
    return Places(tuple(found), ()) if short.startswith(PURE) else Places((), tuple(found))
