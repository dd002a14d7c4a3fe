"""Serve: the web and the jobs as children of one supervisor that stops both.

It listens on loopback until told otherwise, and does not start while the database
could lose a commit (guarantees.md 5.7).
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from baluarte.core.errors import Broken, Unusable
from baluarte.faces.cli.terminal import Voice

STOPPED = 0
_PATIENCE_SECONDS = 25.0  # between the polite stop and the hard one
_LOOK_SECONDS = 0.2
_READY_SECONDS = 60.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Supervisor:
    """Starts children, waits, and ends them all when it is told to stop or one of them dies."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = dict(environment)
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.told_to_stop = False

    def start(self, name: str, *words: str) -> None:
        """Start one child. It has its own session, so that Ctrl-C reaches it through us alone."""
        environment = fewer_threads(self.environment) if name == "jobs" else self.environment
        command = [sys.executable, "-m", "baluarte.wiring.child", name, *words]
        self.children[name] = subprocess.Popen(command, env=environment, start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own module

    def listen_for_stop(self) -> None:
        """Take Ctrl-C and a polite stop as the wish to end."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)

    def wait_until_ready(self, host: str, port: int) -> bool:
        """Return True as soon as the web child takes connections, False when there is nothing to wait for."""
        until = time.monotonic() + _READY_SECONDS
        while time.monotonic() < until and not self.told_to_stop and self.children["web"].poll() is None:
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.settimeout(_LOOK_SECONDS)
                if probe.connect_ex((host, port)) == 0:
                    return True
            time.sleep(_LOOK_SECONDS)
        return False

    def wait(self) -> int:
        """Wait until told to stop; raise `Broken` when a child ended by itself."""
        try:
            while not self.told_to_stop:
                dead = [name for name, child in self.children.items() if child.poll() is not None]
                if dead:
                    raise _ended(dead[0], self.children[dead[0]].returncode)
                time.sleep(_LOOK_SECONDS)
        finally:
            self.end()
        return STOPPED

    def end(self) -> None:
        """End every child: politely, then for good."""
        for child in self.children.values():
            if child.poll() is None:
                child.terminate()
        until = time.monotonic() + _PATIENCE_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.told_to_stop = True


def fewer_threads(environment: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which the worker computes on half of the processors, at least one."""
    half = max(1, (os.cpu_count() or 2) // 2)
    return {"POLARS_MAX_THREADS": str(half), **environment}


def serve(host: str, port: int, voice: Voice) -> int:
    """Serve an installation until told to stop."""
    from baluarte.wiring.doctor import refuse_unless_ready  # noqa: PLC0415 - loads Django

    check_port(host, port)
    refuse_unless_ready(voice.tell)
    return run(host, port, lambda address: voice.ready(address, ""))


def run(host: str, port: int, when_ready: Callable[[str], None]) -> int:
    """Start both children, say where they are, and stay until told to stop."""
    supervisor = Supervisor(os.environ)
    supervisor.listen_for_stop()
    supervisor.start("web", host, str(port))
    supervisor.start("jobs")
    if supervisor.wait_until_ready(host, port):
        when_ready(f"http://{f'[{host}]' if ':' in host else host}:{port}")
    return supervisor.wait()


def check_port(host: str, port: int) -> None:
    """Raise `Unusable` where the port is taken, before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unusable(
                "serve.port",
                f"'{host}' port '{port}' cannot be used: {error.strerror}.",
                "",
                "Stop what listens there, or choose another with --port.",
            ) from error


def _ended(name: str, code: int) -> Broken:
    return Broken(
        "serve.child",
        f"The process '{name}' ended by itself with '{code}'.",
        "Web and jobs run together or not at all.",
        "Read what it printed above.",
    )
