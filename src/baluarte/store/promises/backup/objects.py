"""The files of all backups, each once, under the SHA-256 of its bytes.

What did not change since yesterday has the name it had yesterday and is not copied again. A
backup is real when its list stands beside them; a file that no list names is a leftover.
"""

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.errors import Broken
from baluarte.core.promises.listing import Kept
from baluarte.store.feeds.durable import Step, drop, make_folder, settle

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Objects:
    """The files below one folder, by content."""

    root: Path

    def keep(self, source: Path, path: str, step: Step) -> Kept:
        """Copy a file in, unless its content is there already, and return what the list must say of it."""
        with source.open("rb") as stream:
            digest, size = hashlib.file_digest(stream, "sha256").hexdigest(), stream.tell()
        final = self.place(digest)
        if not final.is_file() or final.stat().st_size != size:
            self._copy(source, final, digest, step)
        return Kept(path, digest, size)

    def place(self, digest: str) -> Path:
        """Return where the content of a digest lies."""
        return self.root / digest[:2] / digest

    def damage(self, kept: Kept, *, deep: bool) -> str:
        """Return what is wrong with the copy of a file, or an empty text; `deep` reads every byte."""
        place = self.place(kept.sha256)
        if not place.is_file():
            return "is not in the backup"
        if place.stat().st_size != kept.bytes:
            return "has another length than when it was copied"
        if not deep:
            return ""
        with place.open("rb") as stream:
            return "" if hashlib.file_digest(stream, "sha256").hexdigest() == kept.sha256 else "is not what was copied"

    def bring_back(self, kept: Kept, target: Path, below: Path, step: Step) -> None:
        """Write a file where it belongs, durably; a copy that is damaged is never handed out."""
        make_folder(target.parent, below)
        aside = target.parent / f".{target.name}.restore"
        try:
            digest = _copy_synced(self.place(kept.sha256), aside, step, "backup.restore")
            if digest != kept.sha256:
                raise damaged(kept.path)
            settle(aside, target, step, "backup.restore")
        finally:
            drop(aside)

    def unpack(self, kept: Kept) -> gzip.GzipFile:
        """Open a packed table; its bytes were verified before."""
        return gzip.open(self.place(kept.sha256), "rb")

    def clear(self, named: Iterable[str]) -> int:
        """Remove every file that no list names; return how many."""
        kept, count = frozenset(named), 0
        for place in self.root.glob("??/*"):
            if place.name not in kept:
                drop(place)
                count += 1
        return count

    def _copy(self, source: Path, final: Path, digest: str, step: Step) -> None:
        make_folder(final.parent, self.root.parent)
        aside = final.parent / f".{final.name}.{os.getpid()}"
        try:
            if _copy_synced(source, aside, step, "backup.object") != digest:
                raise damaged(str(source))
            settle(aside, final, step, "backup.object")
        finally:
            drop(aside)


def damaged(path: str) -> Broken:
    """Return what is raised where bytes are not those that were meant."""
    return Broken(
        "backup.damaged",
        f"The copy of '{path}' is not what was copied.",
        "Every file of a backup is named by its content.",
        "Use an earlier backup, and look at the disk that holds this one.",
    )


def _copy_synced(source: Path, target: Path, step: Step, name: str) -> str:
    """Copy into a file that is made here: one left by an earlier try goes, and a link in its place is not followed."""
    digest = hashlib.sha256()
    drop(target)
    with source.open("rb") as stream, target.open("xb") as out:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        step(f"{name}.written")
        os.fsync(out.fileno())
    shutil.copymode(source, target)
    return digest.hexdigest()
