"""How a file becomes durable: written aside, synced, renamed, and the folder synced.

Every file we keep (raw bytes, parts of the lake) takes these four steps in this order,
and each step is a point where a test may stop the process.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

Step = Callable[[str], None]
_NAMED: set[Path] = set()  # folders whose names this process has synced
_MOST_NAMED = 100_000


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, as `fsync` of a file alone does not."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, below: Path) -> None:
    """Make a folder and make its name durable in every folder down from `below`.

    Who made a folder may have died before its name was synced: each process syncs once
    every name that it relies on, made by itself or not.
    """
    if folder in _NAMED and folder.is_dir():
        return
    line = [place for place in (folder, *folder.parents) if place.is_relative_to(below) and (place != below or not place.exists())]
    folder.mkdir(parents=True, exist_ok=True)
    for place in line:
        sync_folder(place.parent)
    if len(_NAMED) >= _MOST_NAMED:
        _NAMED.clear()
    _NAMED.add(folder)


def settle(aside: Path, final: Path, step: Step, name: str) -> None:
    """Give a synced temporary file its final name, and make that name durable."""
    step(f"{name}.before-rename")
    aside.replace(final)
    step(f"{name}.renamed")
    sync_folder(final.parent)
    step(f"{name}.folder-synced")


def drop(path: Path) -> None:
    """Remove a file that may be gone already."""
    with suppress(FileNotFoundError):
        path.unlink()
