"""A signed bundle as one file: a zip whose manifest names every file in it, with its size and SHA-256.

Nothing of it is used before the manifest was verified, and no more bytes of a file are
read than the manifest says it has. The same content gives the same bytes.
"""

import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from baluarte.core.errors import Unusable
from baluarte.core.ledger.note import MOST_BYTES, Verifier, open_note, sign_note
from baluarte.core.products.bundle import Manifest, Part, read_manifest

MANIFEST, KEY = "manifest", "key"
MOST_FILES = 64
_DAY = (1980, 1, 1, 0, 0, 0)  # a zip has no time zone: no time at all
Take = Callable[[str, int], bytes]  # at most so many bytes of a file; KeyError where there is none


@dataclass(frozen=True)
class Opened:
    """A bundle whose signature and every byte were verified."""

    manifest: Manifest
    files: Mapping[str, bytes]

    def lines(self, *paths: str) -> Iterator[str]:
        """Yield the lines of its lists."""
        for path in paths:
            yield from (line for line in self.files.get(path, b"").decode().split("\n") if line)


def write_bundle(manifest: Manifest, files: Mapping[str, bytes], name: str, seed: bytes, key: Verifier) -> bytes:
    """Return the bundle of some files; the parts of the manifest are made here."""
    parts = tuple(Part(hashlib.sha256(data).hexdigest(), len(data), path) for path, data in sorted(files.items()))
    signed = sign_note(str(replace(manifest, parts=parts)), name, seed)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in ((MANIFEST, signed), (KEY, f"{key}\n".encode()), *sorted(files.items())):
            archive.writestr(zipfile.ZipInfo(path, _DAY), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


@dataclass(frozen=True)
class Container:
    """Where the files of a bundle lie: the names that are there, and how to take at most so many bytes of one."""

    names: tuple[str, ...]
    take: Take


def in_zip(data: bytes) -> Container:
    """Return the container of a bundle that is one file. Raises `Unusable`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Unusable(
            "bundle.file", "This is not a bundle.", "A bundle is one zip file, or a folder with its files.", "Fetch it again."
        ) from None

    def take(path: str, most: int) -> bytes:
        try:
            with archive.open(path) as stream:
                return stream.read(most + 1)
        except KeyError:
            raise altered(path, "It is missing.") from None
        except (zipfile.BadZipFile, zlib.error, ValueError, OSError, RuntimeError, NotImplementedError, EOFError):
            raise altered(path, "Its bytes are damaged.") from None

    return Container(tuple(archive.namelist()), take)


def key_inside(container: Container) -> str:
    """Return the key that a bundle brings along. It shows that nothing broke on the way, and never who made it."""
    return container.take(KEY, 1000).decode("utf-8", "replace").strip()


def open_bundle(container: Container, key: Verifier) -> Opened:
    """Return the content of a bundle that this key signed. Raises `Unusable`, and names the file that is not as it was signed."""
    names = container.names
    if len(names) > MOST_FILES:
        raise Unusable("bundle.file", "This is not a bundle.", f"A bundle holds at most {MOST_FILES} files.", "Fetch it again.")
    manifest = read_manifest(open_note(container.take(MANIFEST, MOST_BYTES), key))
    named = {MANIFEST, KEY, *(part.path for part in manifest.parts)}
    for path in names:
        if path not in named or names.count(path) > 1:
            raise altered(path, "It is not in the manifest, or stands twice.")
    return Opened(manifest, {part.path: _checked(part, container.take) for part in manifest.parts})


def altered(path: str, why: str) -> Unusable:
    """Return the refusal of a bundle because of one of its files."""
    return Unusable("bundle.altered", f"The file '{path}' of the bundle is not as it was signed.", why, "Do not use it; fetch it again.")


def _checked(part: Part, take: Take) -> bytes:
    data = take(part.path, part.size)
    if len(data) != part.size or hashlib.sha256(data).hexdigest() != part.sha256:
        raise altered(part.path, "Its bytes are not those that were signed.")
    return data
