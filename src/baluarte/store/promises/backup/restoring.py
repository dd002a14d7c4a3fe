"""A backup comes back: only into an empty place, and a place that was begun is finished or begun again, never mixed.

A marker lies in the place from the first byte to the last proof. While it lies there the
server does not start, and a second restore may go on over what the first one left.
"""

import hashlib
import json
from pathlib import Path

from baluarte.core.errors import Unusable
from baluarte.core.promises.listing import Kept, Listing, belongs
from baluarte.store.feeds.durable import Step, drop
from baluarte.store.promises.backup.listing import Shelf, strange

MARKER = "restoring.json"
# What may lie in an empty place: keys that were brought first, and the backups themselves.
_MAY_LIE = frozenset({"secret.key", "openpgp.key", "secrets", "backups", "handed", MARKER})


def refuse_unless_empty(data: Path) -> None:
    """Raise `Unusable` where the place holds anything that a restore would be mixed with."""
    if (data / MARKER).exists() or not data.exists():
        return
    found = sorted(path.name for path in data.iterdir() if path.name not in _MAY_LIE)
    if found:
        raise _not_empty(data, found[0])


def begin(data: Path, listing: Listing) -> None:
    """Say that a restore is going on in this place."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / MARKER).write_text(json.dumps({"backup": listing.name}), "utf-8")


def finish(data: Path) -> None:
    """Say that it is done."""
    drop(data / MARKER)


def bring_files(shelf: Shelf, listing: Listing, data: Path, step: Step) -> int:
    """Bring every file of the data folder back; what an earlier try brought is not brought again. Return how many there are."""
    for kept in listing.files:
        if not belongs(kept.path):
            raise strange(listing.name, kept.path)
    for kept in listing.files:
        target = _place(data, kept.path)
        if not _stands(target, kept):
            shelf.objects.bring_back(kept, target, data, step)
    return len(listing.files)


def bring_sqlite(shelf: Shelf, listing: Listing, path: Path, step: Step) -> None:
    """Bring the one file of the database back, in place of whatever an earlier try left."""
    for leftover in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        drop(leftover)
    shelf.objects.bring_back(listing.database[0], path, path.parent, step)


def _place(data: Path, path: str) -> Path:
    """Return where a file belongs; a symbolic link on the way there would lead out of the data folder."""
    target = data
    for part in path.split("/"):
        target /= part
        if target.is_symlink():
            raise _not_empty(data, f"{target.relative_to(data)} -> {target.readlink()}")
    return target


def _not_empty(data: Path, what: str) -> Unusable:
    return Unusable(
        "backup.not-empty",
        f"'{data}' is not empty: it holds '{what}'.",
        "A backup comes back into an empty place alone, so that nothing is mixed and nothing is lost.",
        "Name another folder with BALUARTE_DATA, and another database with DATABASE_URL.",
    )


def _stands(target: Path, kept: Kept) -> bool:
    if not target.is_file() or target.stat().st_size != kept.bytes:
        return False
    with target.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == kept.sha256
