"""A line typed at a terminal, in this process: what it printed, and how it ended."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from baluarte.core.ground.text import Text
from baluarte.faces.cli.app import run
from baluarte.faces.cli.terminal import Begun, Doors, Item


@dataclass
class Ended:
    """One finished run."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one document it must be."""
        return json.loads(self.out)


class QuietMachine:
    """A machine that does nothing but remember what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, ...]] = []
        self.items: tuple[Item, ...] = (Item("clock", True, Text("bien", "well")),)

    def init(self, _tell) -> Begun:
        self.asked.append(("init",))
        return Begun("/data", "/data/db", "env", "/data/backups", "http://127.0.0.1:8000/es/sign-in/abc")

    def link(self, name: str = "") -> str:  # noqa: ARG002 - the protocol has it
        return "http://127.0.0.1:8000/es/sign-in/abc"

    def serve(self, host: str, port: int, voice) -> int:
        self.asked.append(("serve", host, port))
        voice.ready(f"http://{host}:{port}", "")
        return 0

    def demo(self, port: int, voice, *, reset: bool, browser: bool) -> int:
        self.asked.append(("demo", port, reset, browser))
        voice.tell(Text("Poblando…", "Populating…"))
        voice.ready(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port}/es/sign-in/abc")
        return 0

    def doctor(self) -> tuple[Item, ...]:
        return self.items


@pytest.fixture
def machine() -> QuietMachine:
    return QuietMachine()


@pytest.fixture
def type_line(capsys, machine) -> Callable[..., Ended]:
    """Type a line, with the world and environment that the test gives."""

    def typed(*words: str, world: Any = None, environment: Mapping[str, str] | None = None) -> Ended:
        def open_world() -> Any:
            if isinstance(world, BaseException):
                raise world
            return world

        code = run(words, {"LANG": "en_GB.UTF-8", **(environment or {})}, Doors(open_world, machine))
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return typed
