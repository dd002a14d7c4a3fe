"""A watched folder: a file is taken when nobody is writing it any more, and moved when its bytes are durable.

Whole is what has not changed for a minute, whether it was written here or renamed into
place. Names that begin with a dot or end in `.part` or `.tmp` are somebody's unfinished work.
"""

import os
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from baluarte.core.sources.round import Arrived, Found, Stumbled
from baluarte.gateways.doors.door import MOST_BYTES, Door

DONE, ASIDE = "done", "aside"
_UNFINISHED = (".part", ".tmp", ".filepart", ".crdownload")


@dataclass(frozen=True)
class Seen:
    """A file as it was looked at: two looks that agree are one file."""

    path: Path
    size: int
    changed: int  # nanoseconds
    inode: int

    @property
    def mark(self) -> str:
        """What tells this version from another."""
        return f"{self.size}-{self.changed}"


def folder(door: Door) -> Iterator[Found]:
    """Yield the whole files of the folder, oldest first."""
    place = door.incoming / (door.source.option("folder") or door.source.name)
    place.mkdir(parents=True, exist_ok=True)
    quiet = int(door.source.option("quiet_seconds"))
    for seen in sorted(_regular(place), key=lambda one: (one.changed, one.path.name)):
        if time.time_ns() - seen.changed < quiet * 1e9:
            continue
        trouble = _unfit(seen)
        if trouble:
            _move(seen.path, place / ASIDE)
            yield Stumbled(_shown(seen.path), trouble, "It was moved to the folder `aside`.")
            continue
        yield Arrived(_shown(seen.path), seen.mark, lambda seen=seen: _open(seen), keep=lambda seen=seen: _keep(seen, place))  # type: ignore[misc]


def _regular(place: Path) -> Iterator[Seen]:
    """Yield the plain files of a folder: no link leads elsewhere, no device is opened."""
    for path in place.iterdir():
        if path.name.startswith(".") or path.name.lower().endswith(_UNFINISHED):
            continue
        said = path.lstat()
        if stat.S_ISREG(said.st_mode):
            yield Seen(path, said.st_size, max(said.st_mtime_ns, said.st_ctime_ns), said.st_ino)


def _unfit(seen: Seen) -> str:
    if seen.size > MOST_BYTES:
        return "file.too-large"
    try:
        _open(seen).close()
    except OSError:
        return "source.unreadable"
    return ""


def _open(seen: Seen) -> BinaryIO:
    descriptor = os.open(seen.path, os.O_RDONLY | os.O_NOFOLLOW)
    return os.fdopen(descriptor, "rb")


def _keep(seen: Seen, place: Path) -> None:
    """Move a file whose bytes are durable; one that was written meanwhile stays and is taken again."""
    said = seen.path.lstat()
    if (said.st_ino, said.st_size, max(said.st_mtime_ns, said.st_ctime_ns)) == (seen.inode, seen.size, seen.changed):
        _move(seen.path, place / DONE)


def _move(path: Path, into: Path) -> None:
    """Move a file into a folder under its own name, or under a numbered one where that is taken."""
    into.mkdir(exist_ok=True)
    number, target = 1, into / path.name
    while target.exists() or target.is_symlink():
        number += 1
        target = into / f"{path.name[:200]}.{number}"
    path.rename(target)


def _shown(path: Path) -> str:
    """A name that is no text is shown with its odd bytes written out."""
    return os.fsencode(path.name).decode("utf-8", "backslashreplace").replace("\\0", "�")[:400]
