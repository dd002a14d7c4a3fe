"""A folder of results: written beside its place, made durable, and put there whole at the end.

A folder made by an earlier run is replaced; any other folder that is not empty is refused,
since nobody wants to lose what it holds. Killed at any moment, the old one still stands.
"""

import os
import re
import secrets
import shutil
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from baluarte.core.errors import Unusable

MARK = ".baluarte-warn"  # says that a run of ours made the folder, and which files of it
_SAYS = b"Made by baluarte warn; the next run with this --out replaces these files.\n"


class Folder:
    """The folder `--out` names. Use it as a context: it takes its place only when nothing failed."""

    def __init__(self, place: Path) -> None:
        try:
            self.place = place.resolve()  # a link leads to the folder that is meant, and stays a link
            filled = self.place.is_dir() and any(self.place.iterdir())
            if (self.place.exists() and not self.place.is_dir()) or (filled and not (self.place / MARK).is_file()):
                raise _not_ours(place)
        except (OSError, ValueError, RuntimeError) as error:
            raise _unfit(place, error) from error
        if filled and (added := _added(self.place)):
            raise _would_lose(place, added)
        self.work = self.place.with_name(f".{self.place.name}.{secrets.token_hex(4)}.partial")

    def __enter__(self) -> Self:
        self._sweep()
        try:
            self.work.mkdir(parents=True)
        except OSError as error:
            raise _unfit(self.place, error) from error
        self.write(MARK, _SAYS)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is not None:
            shutil.rmtree(self.work, ignore_errors=True)
            return
        self.write(MARK, _SAYS + "".join(f"{name}\n" for name in sorted(_below(self.work))).encode("utf-8", "surrogateescape"))
        for folder, _, _ in os.walk(self.work):
            _sync(Path(folder))
        old = self.work.with_suffix(".old")
        if self.place.exists():
            self.place.rename(old)
        self.work.rename(self.place)
        _sync(self.place.parent)
        shutil.rmtree(old, ignore_errors=True)

    def write(self, name: str, data: bytes) -> None:
        """Write one file below the folder, durable when this returns."""
        path = self.path(name)
        with path.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())

    def path(self, name: str) -> Path:
        """Return where a file of ours goes, with its folder made."""
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def keep(self, name: str) -> None:
        """Make durable a file that somebody else wrote."""
        _sync(self.work / name)

    def _sweep(self) -> None:
        """Remove what killed runs of the same folder left behind; put back one that was moved aside.

        Only a folder of exactly our name and with our mark is touched.
        """
        parent = self.place.parent
        name = re.compile(rf"\.{re.escape(self.place.name)}\.[0-9a-f]{{8}}\.(?:old|partial)")
        for left in sorted(parent.iterdir()) if parent.is_dir() else ():
            if not name.fullmatch(left.name) or left.is_symlink() or not (left / MARK).is_file():
                continue
            if left.suffix == ".old" and not self.place.exists():
                left.rename(self.place)
            else:
                shutil.rmtree(left, ignore_errors=True)


def _below(place: Path) -> set[str]:
    """Return every file below a folder, by its name from there."""
    return {str((Path(folder) / name).relative_to(place)) for folder, _, names in os.walk(place) for name in names}


def _added(place: Path) -> str:
    """Return a file that somebody put into a folder of ours, or an empty text. The mark names the files that are ours."""
    ours = (place / MARK).read_bytes().decode("utf-8", "surrogateescape").split("\n")[1:-1]
    return min(_below(place) - {MARK, *ours}, default="") if ours else ""


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems cannot sync a folder
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _not_ours(place: Path) -> Unusable:
    return Unusable(
        "command.out-not-ours",
        f"'{place}' exists and no run of ours made it.",
        "Its content would be lost.",
        "Name a new folder, or an empty one.",
    )


def _would_lose(place: Path, added: str) -> Unusable:
    return Unusable(
        "command.out-added",
        f"'{place}' holds '{added}', which no run of ours wrote.",
        "The next run replaces the whole folder, and the file would be lost.",
        "Move it away, or name a new folder.",
    )


def _unfit(place: Path, error: Exception) -> Unusable:
    why = getattr(error, "strerror", None) or str(error)
    return Unusable("command.out", f"'{place}' cannot be made: {why}.", "", "Choose another folder.")
