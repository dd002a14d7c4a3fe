"""Where the command `baluarte` starts: it hands the face its doors, and nothing is opened yet."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.ground.check import Check
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.faces.cli.app import run
from baluarte.faces.cli.terminal import Begun, Doors, Item, Restoring, Tell, Upgrade, Voice


def main() -> None:
    """Run the line that was typed and end with its exit code."""
    sys.exit(run(sys.argv[1:], os.environ, Doors(_open_world, ThisMachine())))


def _open_world() -> World:
    _must_have_begun()
    from baluarte.wiring.world import open_world  # noqa: PLC0415 - loads Django: the offline half never asks for it

    return open_world()


def _must_have_begun() -> None:
    """Look for the embedded database before anything would make an empty one."""
    import django  # noqa: F401, PLC0415 - where the server half is missing, that is what has to be said

    data = Path(os.environ.get("BALUARTE_DATA", "var"))
    if not os.environ.get("DATABASE_URL") and not (data / "baluarte.sqlite3").exists():
        raise Unusable(
            "command.not-begun", f"There is no installation in '{data}'.", "Its folder holds no database.", "Run 'baluarte init' first."
        )


class ThisMachine:
    """The computer this runs on. Each part is imported when it is asked for, since it loads Django."""

    def init(self, tell: Callable[[Text], None]) -> Begun:
        """Make the data folder, the tables, the static files and the first administrator link."""
        from baluarte.wiring.begin import begin  # noqa: PLC0415

        return begin(tell)

    def link(self, name: str = "") -> str:
        """Return a new link for the administrator, or for a member of the team."""
        from baluarte.wiring.begin import make_link  # noqa: PLC0415
        from baluarte.wiring.world import open_world  # noqa: PLC0415

        return make_link(open_world(), name)

    def serve(self, host: str, port: int, voice: Voice) -> int:
        """Run the web and the jobs until told to stop."""
        from baluarte.wiring.serve import serve  # noqa: PLC0415

        return serve(host, port, voice)

    def demo(self, port: int, voice: Voice, *, reset: bool, browser: bool) -> int:
        """Run the fictional country on loopback until told to stop."""
        from baluarte.wiring.demo_server import show  # noqa: PLC0415

        return show(port, voice, reset=reset, browser=browser)

    def doctor(self) -> tuple[Item, ...]:
        """Look at everything that must be well on this machine."""
        from baluarte.wiring.doctor import examine  # noqa: PLC0415

        return examine()

    def restore(self, wish: Restoring, tell: Tell) -> Check:
        """Bring a backup back into an empty place, and return what the proof says."""
        from baluarte.wiring.backup.restore import restore  # noqa: PLC0415

        return restore(wish, tell, lambda _point: None)

    def seal_keys(self, target: str, passphrase: str) -> list[str]:
        """Write the keys of the installation into one sealed file, and return their names."""
        from baluarte.gateways.keyfile import seal_keys  # noqa: PLC0415

        _must_have_begun()
        return seal_keys(Path(os.environ.get("BALUARTE_DATA") or "var"), Path(target), passphrase)

    def upgrade(self, tell: Tell, *, plan: bool) -> Upgrade:
        """Bring tables to the form of this program, with a backup before and checks after."""
        from baluarte.wiring.backup.upgrade import upgrade  # noqa: PLC0415

        _must_have_begun()
        return upgrade(tell, plan=plan)


if __name__ == "__main__":
    main()
