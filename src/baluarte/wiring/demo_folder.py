"""The folder of a demo: whose it is, whether its country is complete, and how it is emptied.

Two files say so. The first is written before anything else, the second, last of all, by
one rename; what was interrupted between them is begun anew. A folder or a database
without them was made by somebody else and is never touched.
"""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import baluarte
from baluarte import __version__
from baluarte.core.errors import Unusable

_BEGUN, _COMPLETE = "demo.begun.json", "demo.json"


@dataclass(frozen=True)
class DemoFolder:
    """The data folder of a demo, and the database it belongs with (the text of DATABASE_URL)."""

    place: Path
    database: str

    @property
    def complete(self) -> bool:
        """True when the whole country is in it."""
        return (self.place / _COMPLETE).exists()

    @property
    def same_database(self) -> bool:
        """True when an earlier demo of this folder wrote to this very database."""
        for name in (_COMPLETE, _BEGUN):
            if (self.place / name).exists():
                written = json.loads((self.place / name).read_text("utf-8"))
                return bool(written.get("database") == self._mark())
        return False

    def refuse_foreign(self) -> None:
        """Raise `Unusable` where the folder holds something that no demo made."""
        if not self.place.exists() or not any(self.place.iterdir()):
            return
        if not self.complete and not (self.place / _BEGUN).exists():
            raise Unusable(
                "demo.foreign-folder",
                f"'{self.place}' holds something that is not a demo.",
                "A demo empties its folder when it is built again.",
                "Choose another folder with BALUARTE_DATA.",
            )

    def begin(self) -> None:
        """Empty the folder and say that a demo is being built in it."""
        self.place.mkdir(parents=True, exist_ok=True)
        self._write(_BEGUN)
        (self.place / _COMPLETE).unlink(missing_ok=True)
        for path in self.place.iterdir():
            if path.name == _BEGUN:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def say_complete(self) -> None:
        """Say that the whole country is in it. From here on it is only opened."""
        self._write(_COMPLETE)
        (self.place / _BEGUN).unlink(missing_ok=True)

    def _write(self, name: str) -> None:
        temporary = self.place / f"{name}.part"
        with temporary.open("w", encoding="utf-8") as out:
            json.dump({"version": __version__, "database": self._mark()}, out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(self.place / name)

    def _mark(self) -> str:
        """Return what stands for the database: its address may hold a password."""
        return hashlib.sha256(self.database.encode()).hexdigest()[:16]


def packs() -> Path:
    """Return the folder of the packs: beside the sources in a checkout, inside the package once installed."""
    package = Path(baluarte.__file__).parent
    checkout = package.parent.parent / "packs"
    return checkout if (checkout / "anahuac").is_dir() else package / "packs"
