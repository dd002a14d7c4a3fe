"""Raw first, in two layers: every delivery has its bytes and every byte a delivery; and every byte is hashed again.

The hashes are taken here from the files as they lie on the disk, not by the code that stores
and reads them: a fault of that code would not be found by itself.
"""

import hashlib
import hmac
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from baluarte.core.feeds.delivery import Delivery
from baluarte.store.feeds.models import DeliveryRow, ManifestRow
from baluarte.store.ground.watch.laps import Seen

_CHUNK = 1 << 20
_GRACE_SECONDS = 24 * 3600  # bytes that were stored a moment ago may still get their row
_PARTS = "parts:"  # places behind those of the blobs


@dataclass(frozen=True)
class Ground:
    """The folders of raw store and lake, and the key under which raw bytes are named."""

    raw: Path
    lake: Path
    key: bytes


@dataclass(frozen=True)
class Structure:
    """Layer 1: each delivery's bytes are there in their length, and no bytes lie there for nobody."""

    ground: Ground

    def faults(self, delivery: Delivery) -> Iterator[str]:
        """Yield what is wrong with where a delivery's bytes lie."""
        path = place_of(self.ground.raw, delivery.blob)
        if not path.is_file():
            yield f"Delivery {delivery.id}: its {delivery.bytes} raw bytes are not there."
        elif path.stat().st_size != delivery.bytes:
            yield f"Delivery {delivery.id}: its bytes were {delivery.bytes}, the file has {path.stat().st_size}."

    def strangers(self) -> Iterator[str]:
        """Yield the files of the raw store that no delivery names, once they are older than any upload."""
        until = time.time() - _GRACE_SECONDS
        for path in sorted(self.ground.raw.glob("??/??/*")):
            if path.stat().st_mtime < until and not DeliveryRow.objects.filter(blob=path.name).exists():
                yield f"The raw store holds {path.stat().st_size} bytes ({path.name[:12]}…) that no delivery names."


@dataclass(frozen=True)
class EveryByte:
    """Layer 2: raw bytes and parts of the lake, each hashed again and compared with its name and its row."""

    ground: Ground

    def after(self, place: str) -> Iterator[Seen]:
        """Hash everything behind a place: first raw bytes in the order of their addresses, then the lake."""
        if not place.startswith(_PARTS):
            for address, digest in self._blobs(place):
                yield Seen(address, self._blob_faults(address, digest))
            place = _PARTS
        for number, path, digest in self._parts(place):
            yield Seen(f"{_PARTS}{number}", self._part_faults(path, digest))

    def left(self, place: str) -> int:
        """Return how many files are behind a place."""
        blobs = 0 if place.startswith(_PARTS) else DeliveryRow.objects.filter(blob__gt=place).values("blob").distinct().count()
        return blobs + ManifestRow.objects.filter(id__gt=_number(place)).count()

    def _blobs(self, place: str) -> Iterator[tuple[str, str]]:
        while page := list(DeliveryRow.objects.filter(blob__gt=place).order_by("blob").values_list("blob", "sha256").distinct()[:500]):
            yield from page
            place = page[-1][0]

    def _parts(self, place: str) -> Iterator[tuple[int, str, str]]:
        last = _number(place)
        while page := list(ManifestRow.objects.filter(id__gt=last).order_by("id").values_list("id", "path", "sha256")[:500]):
            yield from page
            last = page[-1][0]

    def _blob_faults(self, address: str, digest: str) -> list[str]:
        path = place_of(self.ground.raw, address)
        if not path.is_file():
            return [f"The raw bytes {address[:12]}… are not there."]
        named, plain = hmac.new(self.ground.key, digestmod=hashlib.sha256), hashlib.sha256()
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                named.update(chunk)
                plain.update(chunk)
        wrong = named.hexdigest() != address or plain.hexdigest() != digest
        return [f"The raw bytes {address[:12]}… are not those that were stored."] if wrong else []

    def _part_faults(self, path: str, digest: str) -> list[str]:
        file = self.ground.lake / path
        if not file.is_file():
            gone = ManifestRow.objects.filter(path=path).exists()  # else it was compacted meanwhile
            return [f"The file {path} of the lake is not there."] if gone else []
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        return [] if found == digest else [f"The file {path} of the lake is not the file that was written."]


def place_of(raw: Path, address: str) -> Path:
    """Return where the bytes of an address lie."""
    return raw / address[:2] / address[2:4] / address


def _number(place: str) -> int:
    return int(place.removeprefix(_PARTS) or 0) if place.startswith(_PARTS) else 0
