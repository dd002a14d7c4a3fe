"""`findings.csv`: first things first, however many there are.

Findings come a few organisations at a time. One such block is sorted as it is; more of
them wait on disk by priority and day, and each of these is sorted when its turn comes.
"""

import shutil
from datetime import date

import polars as pl

from baluarte.core.ground.rows import Rows
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.tables import first_things, rows_of
from baluarte.formats.tabular import to_csv

_NAME, _ASIDE = "findings.csv", ".findings"


class FirstThings:
    """The findings of a run on their way into one sorted file."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._only: pl.DataFrame | None = None
        self._turns: dict[tuple[int, date], int] = {}  # (priority, day) -> parts that wait for it

    def add(self, findings: pl.DataFrame) -> None:
        """Take the findings of some organisations, sorted."""
        if self._only is None and not self._turns:
            self._only = findings
            return
        if self._only is not None:
            self._set_aside(self._only)
            self._only = None
        self._set_aside(findings)

    def write(self) -> None:
        """Write the file, durable when this returns."""
        if not self._turns:
            only = self._only
            self._folder.write(_NAME, b"" if only is None else to_csv(rows_of(only)))
            return
        with self._folder.path(_NAME).open("wb") as out:
            for number, turn in enumerate(sorted(self._turns, key=lambda turn: (turn[0], -turn[1].toordinal()))):
                text = to_csv(self._sorted(turn), bom=not number)
                out.write(text if not number else text.split(b"\r\n", 1)[1])
        self._folder.keep(_NAME)
        shutil.rmtree(self._folder.path(_ASIDE))

    def _set_aside(self, findings: pl.DataFrame) -> None:
        turns = findings.with_columns(pl.col("last_seen").dt.date().alias("#day")).partition_by("priority", "#day", as_dict=True)
        for (priority, day), part in turns.items():
            turn = (int(priority), day)
            self._turns[turn] = self._turns.get(turn, 0) + 1
            part.drop("#day").write_ipc(self._folder.path(_part(turn, self._turns[turn])), compression="lz4")

    def _sorted(self, turn: tuple[int, date]) -> Rows:
        parts = [pl.read_ipc(self._folder.path(_part(turn, part))) for part in range(1, self._turns[turn] + 1)]
        return rows_of(pl.concat(parts).pipe(first_things))


def _part(turn: tuple[int, date], part: int) -> str:
    return f"{_ASIDE}/{turn[0]}-{turn[1]}-{part}.arrow"
