"""The purposes and the catalogue in force: the version that was loaded last, else the one that travels with the program."""

from datetime import datetime
from functools import lru_cache
from pathlib import Path

import baluarte
from baluarte.core.errors import Unusable
from baluarte.core.rights.catalogue.field import Catalogue
from baluarte.core.rights.purposes.purpose import Purposes
from baluarte.formats.rightsfile.catalogue import read_catalogue
from baluarte.formats.rightsfile.purposes import read_purposes
from baluarte.store.rights.personal.models import RightsFile

EXAMPLE = "anahuac"


def purposes() -> Purposes:
    """Return the purposes in force."""
    return _purposes(_text("purposes"))


def catalogue() -> Catalogue:
    """Return the catalogue in force."""
    return _catalogue(_text("catalogue"), tuple(purposes().purposes))


def versions() -> list[tuple[str, str, datetime]]:
    """Return every version that was loaded: its kind, its name, and when."""
    return list(RightsFile.objects.order_by("id").values_list("kind", "version", "loaded_at"))


def keep(kind: str, version: str, data: bytes, by: tuple[str, datetime, str]) -> None:
    """Keep a new version of a file; one that was loaded before is not changed any more."""
    actor, now, sha256 = by
    if RightsFile.objects.filter(kind=kind, version=version).exists():
        raise Unusable(
            "rights.file-version",
            f"The version '{version}' of the {kind} was loaded before.",
            "A version is entered in the log, and stays what it was.",
            "Give the file a new version.",
        )
    RightsFile.objects.create(kind=kind, version=version, text=data.decode("utf-8-sig"), sha256=sha256, loaded_at=now, loaded_by=actor)


def _text(kind: str) -> str:
    loaded = RightsFile.objects.filter(kind=kind).order_by("-id").values_list("text", flat=True).first()
    return loaded or _example(kind)


@lru_cache(maxsize=4)
def _example(kind: str) -> str:
    package = Path(baluarte.__file__).parent
    installed = package / "packs" / EXAMPLE
    folder = installed if installed.is_dir() else package.parents[1] / "packs" / EXAMPLE
    return (folder / "rights" / f"{kind}.yaml").read_text("utf-8")


@lru_cache(maxsize=4)
def _purposes(text: str) -> Purposes:
    return read_purposes(text.encode())


@lru_cache(maxsize=4)
def _catalogue(text: str, codes: tuple[str, ...]) -> Catalogue:
    return read_catalogue(text.encode(), codes)
