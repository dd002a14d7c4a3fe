"""A backup is made: the database first, then the files it names, while nobody moves or removes any.

Files that arrive meanwhile are copied too and do no harm. A backup that is stopped leaves no
list, and the next one finds the files that were copied already.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection

from baluarte import __version__
from baluarte.core.ground.moments import iso
from baluarte.core.promises.listing import ROOTS, Kept, Listing, belongs
from baluarte.store.feeds.durable import Step
from baluarte.store.promises.backup import database
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.promises.backup.sealing import mark_of, sealed

_UNFINISHED = ("aside-", ".")  # how files begin that nobody has finished


@dataclass(frozen=True)
class Way:
    """How a backup is made: the points where a test may stop it, and how its turn is lengthened."""

    step: Step
    renew: Callable[[], None]


def make(data: Path, shelf: Shelf, key: bytes, now: datetime, way: Way) -> Listing:
    """Copy database, raw store, lake and the rest of the data folder, and return the list."""
    step = way.step
    shelf.root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".making-", dir=shelf.root) as aside:
        copied = database.copy(Path(aside), step)
        step("backup.database.complete")
        tables = tuple(shelf.objects.keep(path, name, step) for name, path in sorted(copied.files.items()))
        files = tuple(_files(data, shelf, way))
    missing = copied.needed - {kept.path for kept in files}
    listing = Listing(
        name=_free_name(shelf, now),
        at=iso(now),
        release=__version__,
        vendor=connection.vendor,
        migrations=copied.migrations,
        database=tables,
        files=files,
        rows=copied.rows,
        findings=copied.findings,
        columns=copied.columns,
        key_mark=mark_of(key),
        missing=tuple(sorted(missing)),
    )
    return shelf.write(sealed(listing, key), step)


def _files(data: Path, shelf: Shelf, way: Way) -> Iterator[Kept]:
    for folder in sorted(place for place in data.iterdir() if place.is_dir() and place.name in ROOTS):
        if folder.resolve() == shelf.root.resolve():
            continue
        for place, inside, names in os.walk(folder):
            inside[:] = sorted(name for name in inside if not name.startswith("."))
            way.renew()
            for name in sorted(names):
                if name.startswith(_UNFINISHED):
                    continue
                path = Path(place) / name
                told = str(path.relative_to(data))
                if not belongs(told) or not path.is_file():
                    continue  # what a stranger laid under `incoming`: a name that could not be written back, a pipe
                try:
                    yield shelf.objects.keep(path, told, way.step)
                except FileNotFoundError:
                    continue  # taken away while we looked; if the database names it, it is told as missing


def _free_name(shelf: Shelf, now: datetime) -> str:
    plain = f"{now:%Y%m%dT%H%M%SZ}"
    taken = shelf.names()
    return plain if plain not in taken else next(name for number in range(2, 10_000) if (name := f"{plain}-{number}") not in taken)
