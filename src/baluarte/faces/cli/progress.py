"""Progress on standard error: a bar on a terminal, else a line each tenth or half minute."""

import sys
import time
from threading import Lock
from types import TracebackType
from typing import Self

from baluarte.core.ground.text import Text
from baluarte.faces.cli.terminal import current

_WIDTH = 24
_TENTH = 10
_QUIET_SECONDS = 30.0
_BLINK_SECONDS = 0.1  # a bar is drawn at most ten times a second


class Progress:
    """Counts towards a total and says so. Use it as a context; `step` moves it on.

    A total of 0 means that nobody knows how much there is: then only counts are shown.
    """

    def __init__(self, title: Text, total: int) -> None:
        flags = current().flags
        self.title = title.in_(flags.language)
        self.total = total
        self.done = 0
        self.silent = flags.quiet or not flags.progress
        self.bar = sys.stderr.isatty() and not self.silent
        self._lock = Lock()
        self._said = 0  # tenths already said
        self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.bar:
            self._draw()
            sys.stderr.write("\n")

    def step(self, amount: int = 1) -> None:
        """Say that so much more is done. Several threads may say so."""
        with self._lock:
            self._step(amount)

    def _step(self, amount: int) -> None:
        self.done += amount
        if self.silent:
            return
        now = time.monotonic()
        if self.bar:
            if now - self._last >= _BLINK_SECONDS or self.done >= self.total > 0:
                self._last = now
                self._draw()
        elif self._tenths() > self._said or now - self._last >= _QUIET_SECONDS:
            self._said, self._last = self._tenths(), now
            sys.stderr.write(self._line() + "\n")

    def _tenths(self) -> int:
        return self.done * _TENTH // self.total if self.total else 0

    def _draw(self) -> None:
        filled = min(_WIDTH, self.done * _WIDTH // self.total) if self.total else 0
        sys.stderr.write(f"\r{self._line()} [{'#' * filled:<{_WIDTH}}]")
        sys.stderr.flush()

    def _line(self) -> str:
        if not self.total:
            return f"{self.title} {self.done:,}"
        return f"{self.title} {min(100, self.done * 100 // self.total):3d} %  {self.done:,}/{self.total:,}"
