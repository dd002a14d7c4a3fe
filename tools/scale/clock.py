"""Time and memory of a measurement, with all the processes that it begins."""

import os
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

_LOOK = 0.1  # seconds between two looks at the memory


def processor_seconds() -> float:
    """Return the processor time of this process and of those of its children that ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


class PeakMemory:
    """The most memory that a process and all below it held at once, in MiB; pages they share count once.

    Use it as a context around the wait for that process. Where the system does not tell
    (it is read from `/proc`), the peak stays nought.
    """

    def __init__(self, process: int) -> None:
        self.mib = 0.0
        self._process = process
        self._ended = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(_LOOK):
            self.mib = max(self.mib, sum(_held(process) for process in _family(self._process)) / 1024)


def _family(process: int) -> list[int]:
    """Return a process and all that it began, and they began."""
    try:
        told = [(thread / "children").read_text("utf-8") for thread in Path(f"/proc/{process}/task").iterdir()]
    except OSError:
        return [process]
    return [process, *(one for line in told for child in line.split() for one in _family(int(child)))]


def _held(process: int) -> int:
    """Return the KiB that a process holds, its part of what is shared (PSS)."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
