"""`./baluarte test [path]`: everything we promise, checked on this machine.

Lint, types, contracts and rules; core and formats with no network; the rest on SQLite and
again on a PostgreSQL that is started here; browser tests; core and formats without extras.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.suite.browser import find_chromium
from tools.suite.place import Places, everything, narrowed
from tools.suite.postgres import postgres
from tools.suite.stage import Suite

_PLAIN = ("-m", "not browser and not scale")
_TWO = ("-n", "2", "--dist", "loadfile")
# What touches a database and so must hold on both kinds.
_STORED = ("tests/store", "tests/actions", "tests/faces", "tests/whole")


def main(words: list[str]) -> int:
    """Run every stage, or those that one path touches; print the summary last."""
    reader = argparse.ArgumentParser(prog="./baluarte test", description=__doc__)
    reader.add_argument("path", nargs="?", help="a part of the tests: core/warning, tests/whole, a file")
    path = reader.parse_args(words).path
    try:
        places = narrowed(path) if path else everything()
    except LookupError as error:
        print(error, file=sys.stderr)
        return 2
    # Under /tmp, because a socket's path is short and the database runs as another user.
    with tempfile.TemporaryDirectory(prefix="baluarte-test-") as folder:
        suite = Suite(Path(folder))
        if not path:
            checks(suite)
        pure(suite, places)
        stored(suite, places)
        browsers(suite, places)
        if not path:
            suite.check("core and formats alone, without extras", sys.executable, "-m", "tools.alone")
        return suite.report()


def checks(suite: Suite) -> None:
    """Everything that is true or false without running the program."""
    python = sys.executable
    suite.check("ruff: rules", python, "-m", "ruff", "check", ".")
    suite.check("ruff: format", python, "-m", "ruff", "format", "--check", ".")
    suite.check("mypy: strict types", python, "-m", "mypy")
    suite.check("import contracts", str(Path(python).with_name("lint-imports")))
    suite.check("structural rules", python, "-m", "tools.rules")


def pure(suite: Suite, places: Places) -> None:
    """Core and formats, where no network exists and Django is never loaded."""
    cut, plugin = _no_network()
    if not cut:
        print("No network namespace can be made here, so sockets are refused inside Python instead.")
    suite.tests("core and formats, no network", places.pure, *_PLAIN, *_TWO, *plugin, "-p", "no:django", before=cut)


def stored(suite: Suite, places: Places) -> None:
    """Everything above, on the embedded database and on a real PostgreSQL."""
    vendor = ("-p", "tools.suite.vendor")
    suite.tests("SQLite", places.rest, *_PLAIN, *_TWO, *vendor, WANTED_VENDOR="sqlite")
    again = tuple(place for place in places.rest if place.startswith(_STORED))
    if not again:
        return
    with postgres() as url:
        suite.tests("PostgreSQL", again, *_PLAIN, *_TWO, *vendor, WANTED_VENDOR="postgresql", DATABASE_URL=url)


def browsers(suite: Suite, places: Places) -> None:
    """Pages as people see them, where Debian's chromium is to be had."""
    places_with_pages = tuple(place for place in places.rest if place.startswith(("tests/faces", "tests/whole")))
    if not places_with_pages:
        return
    missing = find_chromium()
    if missing:
        suite.skip(f"browser tests: {missing}")
        return
    suite.tests("browser", places_with_pages, "-m", "browser", CHROMIUM=shutil.which("chromium") or "")


def _no_network() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the command that cuts the network, or the plugin that stands in for it."""
    flags = "-n" if os.geteuid() == 0 else "-rn"
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, flags, "true"], capture_output=True, check=False).returncode == 0:
        return (unshare, flags), ()
    return (), ("-p", "tools.suite.cutoff")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
