"""The rooms, as their own docstrings explain them."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

from tools.docs.page import ROOT, Page

ORDER = (
    *("ground", "ledger", "rights", "constituency", "sharing", "feeds", "regime", "sources", "products"),
    *("warning", "replies", "campaigns", "measures", "incidents", "strategy", "programmes", "promises"),
)
QUESTIONS = ("What it is for:", "Words it owns:", "What it promises:", "What it never does:")
_SRC = ROOT / "src" / "baluarte"


@dataclass(frozen=True)
class Room:
    """One room: its opening sentence and its four answers."""

    name: str
    opening: str
    answers: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words this room owns; what stands in brackets explains one and is no word."""
        plain = re.sub(r"\s*\([^)]*\)", "", self.answers[1])
        return tuple(word.strip() for word in plain.rstrip(".").split(","))


def read_room(name: str) -> Room:
    """Read one room from its docstring."""
    text = ast.get_docstring(ast.parse((_SRC / "core" / name / "__init__.py").read_text("utf-8"))) or ""
    opening, _, rest = text.partition("\n")
    found = [re.search(rf"{question} (.*?)(?=\n(?:{'|'.join(QUESTIONS)})|\Z)", rest, re.DOTALL) for question in QUESTIONS]
    return Room(name, opening, tuple(" ".join(one[1].split()) if one else "" for one in found))


def rooms() -> tuple[Room, ...]:
    """Return every room that stands, in order."""
    return tuple(read_room(name) for name in ORDER if (_SRC / "core" / name / "__init__.py").exists())


def page() -> Page:
    """Return the page of rooms."""
    parts = []
    for room in rooms():
        storeys = [f"`{path.relative_to(_SRC).as_posix()}`" for path in _places(room.name)]
        answers = [f"- **{question.rstrip(':')}**: {answer}" for question, answer in zip(QUESTIONS, room.answers, strict=True)]
        parts.append("\n".join([f"## {room.name}", "", room.opening, "", *answers, f"- **Where it stands**: {', '.join(storeys)}"]))
    opening = "A room is what code is about. It has one name on every storey, and leans only on rooms that come before it here."
    return Page("rooms", "Rooms", opening, "\n\n".join(parts))


def _places(name: str) -> list[Path]:
    from_storeys = [_SRC / "core" / name, _SRC / "store" / name, _SRC / "actions" / f"{name}.py"]
    return [path for path in from_storeys if path.exists()]
