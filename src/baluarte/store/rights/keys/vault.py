"""The vault: seals values under the key of their subject, opens them, and destroys keys.

Its folder stands apart from the database and from every backup: BALUARTE_KEYS names it, by
default `keys` in the data folder.
"""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from baluarte.core.rights.keys.sealing import Sealed, read_sealed, seal, unseal
from baluarte.store.rights.keys.keyfile import KeyFile

STANDING = "standing"  # the period of what is kept for as long as its subject is known


@dataclass(frozen=True)
class Place:
    """Which key seals a value: class of data and period, the subject, and the field that the value is of."""

    shelf: str
    period: str
    subject: str
    about: str


@dataclass(frozen=True)
class Vault:
    """The key files below one folder."""

    root: Path
    over: bytes = field(repr=False)
    _files: dict[tuple[str, str], KeyFile] = field(default_factory=dict, repr=False, compare=False, hash=False)

    def seal(self, content: bytes, place: Place, *, create: bool = True) -> str:
        """Return a value sealed for a column; without `create` a subject nobody knows gives an empty text."""
        keys = self._file(place.shelf, place.period)
        if create:
            keys.ensure((place.subject,))
        case = keys.case(place.subject)
        key = keys.key(case) if case else None
        if case is None or key is None:
            return ""
        return str(Sealed(place.shelf, place.period, case, seal(key, content, place.about)))

    def open(self, text: str, about: str) -> bytes | None:
        """Return what a sealed text says, or None where its key is destroyed."""
        sealed = read_sealed(text)
        if sealed is None:
            return None
        key = self._file(sealed.shelf, sealed.period).key(sealed.case)
        return unseal(key, sealed.content, about) if key else None

    def ensure(self, shelf: str, period: str, subjects: Iterable[str]) -> None:
        """Make the keys of many subjects in one write."""
        self._file(shelf, period).ensure(subjects)

    def destroy(self, subject: str) -> dict[tuple[str, str], int]:
        """Destroy every data key of a subject, in all classes and periods; return in which there was one."""
        found = {(keys.path.parent.name, keys.path.stem): keys.destroy([case]) for keys in self.files() if (case := keys.case(subject))}
        return {place: count for place, count in found.items() if count}

    def destroy_case(self, sealed: Sealed) -> int:
        """Destroy the data key that one sealed value names."""
        return self._file(sealed.shelf, sealed.period).destroy([sealed.case])

    def end_period(self, shelf: str, period: str) -> int:
        """Destroy the key of a class and period; return how many subjects it had."""
        return self._file(shelf, period).end()

    def files(self) -> Iterator[KeyFile]:
        """Return every key file, in order."""
        for path in sorted(self.root.glob("*/*.keys")):
            yield self._file(path.parent.name, path.stem)

    def _file(self, shelf: str, period: str) -> KeyFile:
        known = self._files.get((shelf, period))
        if known is None:
            known = self._files[shelf, period] = KeyFile(self.root / shelf / f"{period}.keys", self.over)
        return known


def vault() -> Vault:
    """Return the vault of this installation."""
    return _vault(str(settings.KEYS), str(settings.SECRET_KEY))


@lru_cache(maxsize=8)
def _vault(root: str, secret: str) -> Vault:
    extracted = hmac.digest(b"baluarte-installation-v1", secret.encode(), hashlib.sha256)
    return Vault(Path(root), hmac.digest(extracted, b"keys\x01", hashlib.sha256))
