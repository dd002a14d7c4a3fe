"""A task: some files that share their memory, read wherever there is room, with what they became on disk.

What a task is told fits a message: names of files, what is owned by whom, where to write.
What it found lies in files when it ends, and only sums and names come back. A task that
died is begun again: it first removes what an earlier try of it left behind.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from baluarte.core.warning.collapse import gather_found
from baluarte.core.warning.index import Index
from baluarte.faces.cli.offline.folder import Folder
from baluarte.faces.cli.offline.run import FileAccount, Keeper, Leash, Nowhere, Order, read_lane
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.offline.writer import Writer

HELD = 250_000  # findings in the memory of one worker: there are others beside it


@dataclass(frozen=True)
class Task:
    """The files of one lane with their numbers, and where their results go; without a folder they are only counted."""

    files: tuple[tuple[int, Path], ...]
    folder: Path | None
    found: Path  # folder of this task alone

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return sum(path.stat().st_size for _, path in self.files if path.is_file())


@dataclass(frozen=True)
class Done:
    """What came back: an account for each file, the clear names behind pseudonyms, and the files of findings."""

    accounts: dict[int, list[FileAccount]]
    names: pl.DataFrame
    found: tuple[Path, ...]


class Inside(Folder):
    """A folder that another process has opened, and will put in its place."""

    def __init__(self, work: Path) -> None:
        self.place = self.work = work


def tasks(lanes: Sequence[Sequence[tuple[int, Path]]], folder: Path | None, found: Path) -> list[Task]:
    """Return a task for each lane, the longest first, so that the last to end is short."""
    every = [Task(tuple(files), folder, found / f"{number:05d}") for number, files in enumerate(lanes)]
    return sorted(every, key=lambda task: task.bytes, reverse=True)


def do(task: Task, order: Order, index: Index, leash: Leash | None = None) -> Done:
    """Read the files of a task, write what they became, and return the sums."""
    _begin_again(task)
    keeper: Keeper = Nowhere()
    if task.folder is not None:
        keeper = Writer(Inside(task.folder), {number: one.slug for number, one in enumerate(order.assets.organisations, 1)})
    with Shelf(len(order.assets.organisations), HELD) as shelf:
        accounts, names = read_lane(order, index, keeper, shelf, list(task.files), leash or Leash())
        found = []
        for number, block in enumerate(shelf.blocks()):
            found.append(task.found / f"{number:03d}.arrow")
            gather_found([block]).write_ipc(found[-1], compression="lz4")
    return Done(accounts, names, tuple(found))


def _begin_again(task: Task) -> None:
    """Remove what an earlier try of this task wrote."""
    task.found.mkdir(parents=True, exist_ok=True)
    for path in task.found.iterdir():
        path.unlink()
    if task.folder is None:
        return
    for number, _ in task.files:
        (task.folder / f".set-aside-{number:05d}").unlink(missing_ok=True)
        for path in (task.folder / "events").glob(f"*_{number:05d}_*.parquet"):
            path.unlink()
