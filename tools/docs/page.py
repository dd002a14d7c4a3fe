"""A reference page as text, and how a table is written in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
_NOTE = "<!-- Printed by `./baluarte dev docs` from the code it describes. Change the code, not this page. -->"


@dataclass(frozen=True)
class Page:
    """One page: its file name without ending, title, opening sentence and body."""

    name: str
    title: str
    opening: str
    body: str

    @property
    def text(self) -> str:
        """The whole page, ending in one line break."""
        return f"# {self.title}\n{_NOTE}\n\n{self.opening}\n\n{self.body.strip()}\n"

    @property
    def path(self) -> Path:
        """Where the page lies."""
        return REFERENCE / f"{self.name}.md"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    r"""Return a Markdown table; a bar inside a cell is written so that it stays inside.

    >>> print(table(["a", "b"], [["1", "x|y"]]))
    | a | b |
    | --- | --- |
    | 1 | x\|y |
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell, bars=number == 1) for cell in line)} |" for number, line in enumerate(lines))


def _cell(text: str, *, bars: bool) -> str:
    return text if bars else " ".join(text.split()).replace("|", "\\|")
