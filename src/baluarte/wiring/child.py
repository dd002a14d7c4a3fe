"""The two processes that the supervisor starts: `web` answers requests, `jobs` rings the bells.

Run as `python -m baluarte.wiring.child web HOST PORT` or `… jobs`, never by hand.
"""

import ctypes
import os
import signal
import sys
from collections.abc import Sequence

_SET_PARENT_DEATH_SIGNAL = 1  # prctl(2)


def web(host: str, port: int) -> None:
    """Answer requests: one worker, four threads (stack.md 1.2 has the measurements)."""
    from granian.constants import Interfaces  # noqa: PLC0415 - only this child needs the server
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import Server  # noqa: PLC0415

    Server(
        "baluarte.wiring.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        websockets=False,
        log_level=LogLevels.error,
        workers_kill_timeout=10,
        process_name=None,
    ).serve()


def jobs() -> None:
    """Ring the bells, and give way to the pages."""
    from baluarte.wiring.queue import work  # noqa: PLC0415 - only this child needs the queue
    from baluarte.wiring.reader import give_way  # noqa: PLC0415

    give_way()
    work()


def end_with_parent() -> None:
    """Ask the system to stop this process when the supervisor is gone, even if it was killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() == 1:  # pragma: no cover - the supervisor ended before we asked
            sys.exit(0)


def main(words: Sequence[str]) -> None:
    """Run the child of that name."""
    end_with_parent()
    match list(words):
        case ["web", host, port]:
            web(host, int(port))
        case ["jobs"]:
            jobs()
        case _:
            sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
