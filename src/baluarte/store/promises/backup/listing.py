"""The list of a backup: what is in it, of which release and moment, and how one knows that it came back whole."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from baluarte.core.errors import Broken, Missing
from baluarte.core.promises.listing import Kept, Listing, first_unsound
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.store.feeds.durable import Step, make_folder, settle
from baluarte.store.promises.backup.objects import Objects
from baluarte.store.promises.backup.sealing import canonical

_NAME = re.compile(r"[0-9]{8}T[0-9]{6}Z(?:-[0-9]+)?", re.ASCII)
_MOST_BYTES = 1 << 30


@dataclass(frozen=True)
class Shelf:
    """The backups of one folder."""

    root: Path

    @property
    def objects(self) -> Objects:
        """The files they share."""
        return Objects(self.root / "objects")

    def names(self) -> list[str]:
        """Return the complete backups, oldest first."""
        return sorted(path.stem for path in self.root.glob("*.json") if _NAME.fullmatch(path.stem))

    def every(self) -> Iterator[Listing]:
        """Yield the list of each backup, oldest first."""
        return (self.read(name) for name in self.names())

    def read(self, name: str) -> Listing:
        """Return the list of one backup (the newest where none is named), or raise what is wrong with it.

        Everything it names is looked at here; whether it is ours only its seal tells.
        """
        chosen = name or next(reversed(self.names()), "")
        path = self.root / f"{chosen}.json"
        if not _NAME.fullmatch(chosen) or not path.is_file():
            raise Missing("backup.missing", f"There is no backup '{name}'.", f"Looked in {self.root}.", "See: baluarte backup list")
        try:
            told = load_strict(path.read_bytes(), most=_MOST_BYTES)
            kept = {part: tuple(Kept(**one) for one in told[part]) for part in ("database", "files")}
            listing = Listing(**{**told, **kept, "missing": tuple(told["missing"])})
            unsound = first_unsound(listing)
        except (Bad, ValueError, KeyError, TypeError, AttributeError) as error:
            raise _unreadable(chosen) from error
        if unsound is not None:
            raise strange(chosen, unsound)
        if _digest(listing) != listing.sha256 or listing.name != chosen:
            raise _unreadable(chosen)
        return listing

    def write(self, listing: Listing, step: Step) -> Listing:
        """Make a backup real: its list is written last, and appears whole or not at all."""
        sealed = replace(listing, sha256=_digest(listing))
        make_folder(self.root, self.root.parent)
        aside, final = self.root / f".{listing.name}.{os.getpid()}", self.root / f"{listing.name}.json"
        with aside.open("wb") as out:
            out.write(json.dumps(asdict(sealed), ensure_ascii=False, indent=1, sort_keys=True).encode())
            out.flush()
            os.fsync(out.fileno())
        settle(aside, final, step, "backup.list")
        return sealed

    def keep_newest(self, most: int) -> int:
        """Remove all but the newest backups, and the files that only they named; return how many went."""
        old = self.names()[:-most] if most else []
        for name in old:
            (self.root / f"{name}.json").unlink()
        if old:
            self.objects.clear(kept.sha256 for listing in self.every() for kept in (*listing.database, *listing.files))
        return len(old)


def _digest(listing: Listing) -> str:
    return hashlib.sha256(canonical(listing)).hexdigest()


def strange(name: str, what: str) -> Broken:
    """Return what is raised where a list names what no backup of ours holds."""
    return Broken(
        "backup.strange-name",
        f"The list of the backup '{name}' names '{what}', and no backup of ours holds that.",
        "What comes back is written below our own folders and into our own tables, and nowhere else.",
        "Do not bring it back: somebody changed this list.",
    )


def _unreadable(name: str) -> Broken:
    return Broken(
        "backup.list-damaged",
        f"The list of the backup '{name}' is not what was written.",
        "Without its list nobody knows what belongs to a backup.",
        "Use an earlier backup, and look at the disk that holds this one.",
    )
