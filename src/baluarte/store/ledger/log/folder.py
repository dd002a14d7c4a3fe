"""The folder of the log: files that anyone may read, each written once and never changed.

A file is written aside, synced, and given its name by a hard link, which fails where the
name is taken: so a file is there whole or not at all, and none is ever replaced. Only
`checkpoint` changes, by one rename.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.errors import Broken, Missing
from baluarte.core.ledger.tiles import WIDTH, Tile, is_tile_path, read_bundle
from baluarte.store.ground.shortage import plainly

Step = Callable[[str], None]
CHECKPOINT = "checkpoint"
ASIDE = ".aside-"  # how temporary files begin
_READABLE = 0o644
_LONGEST = 3600  # seconds after which nobody is still writing a temporary file


@dataclass(frozen=True)
class LogFolder:
    """The public files of one log, below one folder."""

    root: Path

    def read(self, path: str) -> bytes:
        """Return the bytes of a path below the prefix of the log. Raises `Missing`."""
        try:
            return (self.root / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise Missing("ledger.no-file", f"The log has no file '{path}'.", "", "Check the address.") from None

    def entry(self, index: int, size: int) -> bytes:
        """Return the bytes of an entry of a tree of this size. Raises `Missing` or `Broken`."""
        number, place = divmod(index, WIDTH)
        width = min(WIDTH, size - number * WIDTH)
        path = Tile(0, number, width).bundle_path
        return read_bundle(self.read(path), width, path)[place]

    def keep(self, files: Mapping[str, bytes], step: Step) -> None:
        """Write files that are not there yet and make them durable; one that is there must hold the same bytes. Raises `Broken`."""
        folders: dict[Path, None] = {}
        with plainly():
            for path, data in files.items():
                folders |= dict.fromkeys(self._keep_one(path, data, step))
            step("ledger.files.linked")
            for folder in folders:
                _sync_folder(folder)
            step("ledger.files.synced")

    def publish(self, note: bytes, step: Step) -> None:
        """Put a checkpoint in the place of the last one, in one step that a power cut leaves done or undone."""
        with plainly():
            self.root.mkdir(parents=True, exist_ok=True)
            aside = _written_aside(self.root, note)
            step("ledger.checkpoint.written")
            aside.replace(self.root / CHECKPOINT)
            step("ledger.checkpoint.renamed")
            _sync_folder(self.root)
            step("ledger.checkpoint.synced")

    def published(self) -> bytes:
        """Return the checkpoint that is published; nothing where none is yet."""
        with suppress(Missing):
            return self.read(CHECKPOINT)
        return b""

    def sweep(self) -> None:
        """Remove temporary files that a process left which was killed; those of the last hour may still be written."""
        for path in self.root.rglob(f"{ASIDE}*"):
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < time.time() - _LONGEST:
                    path.unlink()

    def narrow(self, path: str) -> Iterator[str]:
        """Give the narrower files of a full tile or bundle that earlier checkpoints needed, by path."""
        full = path.partition(".p/")[0]
        with suppress(FileNotFoundError):
            for place in sorted((self.root / f"{full}.p").iterdir()):
                yield f"{full}.p/{place.name}"

    def every(self) -> Iterator[str]:
        """Give the path of every file below the prefix, temporary ones left out."""
        for place, inside, names in os.walk(self.root):
            inside.sort()
            for name in sorted(names):
                if not name.startswith(ASIDE):
                    yield str((Path(place) / name).relative_to(self.root))

    def strangers(self) -> Iterator[str]:
        """Give the paths that no log would have."""
        return (path for path in self.every() if path != CHECKPOINT and not path.startswith("access/") and not is_tile_path(path))

    def _keep_one(self, path: str, data: bytes, step: Step) -> list[Path]:
        final = self.root / path
        if final.exists():
            _refuse_other(final, path, data)
            return [final.parent]
        made = _folders(final.parent, self.root)
        aside = _written_aside(final.parent, data)
        try:
            step("ledger.files.written")
            os.link(aside, final)
        except FileExistsError:  # another writer came first
            _refuse_other(final, path, data)
        finally:
            aside.unlink(missing_ok=True)
        return made


def _refuse_other(final: Path, path: str, data: bytes) -> None:
    if final.read_bytes() != data:
        raise Broken(
            "ledger.file",
            f"'{path}' holds other bytes than those that were logged.",
            "A file of the log is written once.",
            "Nothing was signed. Compare with a mirror; an older backup was restored, or somebody changed a file.",
        )


def _written_aside(folder: Path, data: bytes) -> Path:
    """Write a synced file under a name of its own: two writers never hold the same one."""
    path = folder / f"{ASIDE}{secrets.token_hex(8)}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _READABLE)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _folders(folder: Path, root: Path) -> list[Path]:
    """Make a folder, and return every one from it up to above the root: their names must be synced too."""
    folder.mkdir(parents=True, exist_ok=True)
    return [folder, *(place for place in folder.parents if place.is_relative_to(root)), root.parent]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
