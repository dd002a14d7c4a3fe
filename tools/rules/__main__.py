"""Check the rules over the checkout, or over the files that are named."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tools.rules.book import breaches
from tools.rules.source import Source

ROOT = Path(__file__).parents[2]


def sources(root: Path = ROOT) -> Iterator[Source]:
    """Yield every Python file and template of the checkout that is ours."""
    for folder in ("src", "tools", "tests"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in {".py", ".html"} and "static" not in path.parts:
                yield Source(path.relative_to(root).as_posix(), path.read_text("utf-8"))


def main(names: list[str]) -> int:
    """Print each breach; return 1 where there is one."""
    found = [breach for source in sources() if not names or source.path in names for breach in breaches(source)]
    for breach in found:
        print(breach)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
