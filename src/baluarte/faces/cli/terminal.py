"""Who sits at the terminal: flags, and the two doors that lead further in.

The doors are handed in by `wiring`: one opens the world (and loads the server half),
the other is the machine itself. A command that opens neither needs no server.
"""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from baluarte.core.ground.check import Check
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.faces.cli.flags import Flags


@dataclass(frozen=True)
class Item:
    """One line of `doctor`: what was looked at, whether it is well, and the three sentences if not."""

    name: str
    good: bool
    what: Text
    why: Text = field(default_factory=lambda: Text("", ""))
    fix: Text = field(default_factory=lambda: Text("", ""))
    must: bool = False  # the server refuses to start while this is not good


@dataclass(frozen=True)
class Begun:
    """What `init` made: where everything lies, and the one link that opens it."""

    data: str
    database: str
    settings: str
    backups: str
    link: str


Tell = Callable[[Text], None]


@dataclass(frozen=True)
class Restoring:
    """Which backup comes back, from where, with which keys; `record` is a later record of the mail gateway, if one was saved."""

    name: str = ""
    folder: str = ""
    keys: str = ""
    passphrase: str = field(default="", repr=False)
    record: str = ""


@dataclass(frozen=True)
class Upgrade:
    """What an upgrade did, or would do: the migrations, the backup taken before, and what was checked after."""

    migrations: tuple[str, ...]
    backup: str = ""
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Voice:
    """How a long run speaks: `tell` says what goes on, `ready` prints where it is reached, and the link if any."""

    tell: Callable[[Text], None]
    ready: Callable[[str, str], None]


class Machine(Protocol):
    """What only `wiring` can do: processes, migrations, the health of this computer."""

    def init(self, tell: Callable[[Text], None]) -> Begun:
        """Make the data folder, the tables, the static files and the first administrator link."""
        ...

    def link(self, name: str = "") -> str:
        """Return a new link for the administrator, or for a member of the team."""
        ...

    def serve(self, host: str, port: int, voice: Voice) -> int:
        """Run the web and the jobs until told to stop; return the exit code."""
        ...

    def demo(self, port: int, voice: Voice, *, reset: bool, browser: bool) -> int:
        """Run the fictional country on loopback until told to stop; return the exit code."""
        ...

    def doctor(self) -> tuple[Item, ...]:
        """Look at everything that must be well on this machine. Change nothing."""
        ...

    def restore(self, wish: Restoring, tell: Tell) -> Check:
        """Bring a backup back into an empty place, and return what the proof says."""
        ...

    def seal_keys(self, target: str, passphrase: str) -> list[str]:
        """Write the keys of the installation into one sealed file, and return their names."""
        ...

    def upgrade(self, tell: Tell, *, plan: bool) -> Upgrade:
        """Bring tables to the form of this program, with a backup before and checks after; a plan changes nothing."""
        ...


@dataclass(frozen=True)
class Doors:
    """How a command reaches what it may not import."""

    open_world: Callable[[], World]
    machine: Machine


@dataclass
class Terminal:
    """One run of the command. `world` opens at first use."""

    flags: Flags
    doors: Doors | None = None

    @cached_property
    def world(self) -> World:
        """The real world of this installation; opening it loads the server half."""
        if self.doors is None:  # pragma: no cover - only a test that forgot its doors
            raise LookupError
        return self.doors.open_world()

    @property
    def machine(self) -> Machine:
        """The computer this runs on."""
        if self.doors is None:  # pragma: no cover
            raise LookupError
        return self.doors.machine


_CURRENT: ContextVar[Terminal] = ContextVar("terminal", default=Terminal(Flags()))  # noqa: B039 - never changed, only replaced


def current() -> Terminal:
    """Return the run that is going on."""
    return _CURRENT.get()


def sit_down(terminal: Terminal) -> None:
    """Make this the run that is going on."""
    _CURRENT.set(terminal)
