"""The raw store: every byte that arrived, under an address that gives nothing away.

The address of a blob is the HMAC-SHA-256 of its bytes under a key of the installation:
the same bytes have the same address, so a repeated delivery is recognised, and whoever
guesses a content cannot confirm the guess from a name. A client's file name never
becomes a path. Bytes are verified before any of them is handed out.
"""

import hashlib
import hmac
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from baluarte.core.errors import Broken, Missing
from baluarte.store.feeds.durable import Step, drop, make_folder, settle
from baluarte.store.ground.shortage import plainly

CHUNK = 1 << 20
ASIDE = "aside-"  # how temporary files begin


@dataclass(frozen=True)
class Blob:
    """Bytes that are durable: their address, length and plain SHA-256."""

    address: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class RawStore:
    """Blobs below one folder, under one key."""

    root: Path
    key: bytes = field(repr=False)

    def keep(self, stream: BinaryIO, mark: int, step: Step) -> Blob:
        """Copy a stream into the store and return once its bytes survive a power cut.

        The temporary file stands in the folder of the store, not of the blob: its address
        is known only when the last byte is read. `mark` tells temporary files apart.
        """
        aside = self.root / f"{ASIDE}{mark:032x}"
        with plainly():
            make_folder(self.root, self.root.parent)
            try:
                blob = self._copy(stream, aside, step)
                step("feeds.raw.synced")
                self._place(aside, blob, step)
            finally:
                drop(aside)
        return blob

    @contextmanager
    def open(self, address: str) -> Iterator[BinaryIO]:
        """Open a blob whose every byte has been hashed again; a mismatch is `Broken`."""
        with self._file(address) as stream:
            if not hmac.compare_digest(self._address(stream), address):
                raise _damaged(address)
            stream.seek(0)
            yield stream

    def size(self, address: str) -> int | None:
        """Return the length of a blob, or None where there is no such file."""
        path = self._path(address)
        return path.stat().st_size if path.is_file() else None

    def sweep(self, longest: timedelta) -> int:
        """Remove temporary files that nobody can still be writing, and return how many; a process that was killed leaves one."""
        old = [path for path in self.root.glob(f"{ASIDE}*") if path.stat().st_mtime < time.time() - longest.total_seconds()]
        for path in old:
            drop(path)
        return len(old)

    def _copy(self, stream: BinaryIO, aside: Path, step: Step) -> Blob:
        secret, plain, length = hmac.new(self.key, digestmod=hashlib.sha256), hashlib.sha256(), 0
        with aside.open("xb") as out:
            while chunk := stream.read(CHUNK):
                secret.update(chunk)
                plain.update(chunk)
                length += out.write(chunk)
            out.flush()
            step("feeds.raw.written")
            os.fsync(out.fileno())
        return Blob(secret.hexdigest(), length, plain.hexdigest())

    def _place(self, aside: Path, blob: Blob, step: Step) -> None:
        final = self._path(blob.address)
        make_folder(final.parent, self.root)
        if final.exists() and _same_bytes(aside, final):
            return
        settle(aside, final, step, "feeds.raw")

    def _address(self, stream: BinaryIO) -> str:
        secret = hmac.new(self.key, digestmod=hashlib.sha256)
        while chunk := stream.read(CHUNK):
            secret.update(chunk)
        return secret.hexdigest()

    def _file(self, address: str) -> BinaryIO:
        try:
            return self._path(address).open("rb")
        except FileNotFoundError:
            raise Missing(
                "raw.missing",
                f"The bytes {address[:12]}… are not in the raw store.",
                "A delivery names them, so they must be there.",
                "Restore them from the backup, then run `baluarte check accounting --deep`.",
            ) from None

    def _path(self, address: str) -> Path:
        return self.root / address[:2] / address[2:4] / address


def _same_bytes(one: Path, other: Path) -> bool:
    with one.open("rb") as left, other.open("rb") as right:
        while True:
            chunk = left.read(CHUNK)
            if chunk != right.read(CHUNK):
                return False
            if not chunk:
                return True


def _damaged(address: str) -> Broken:
    return Broken(
        "raw.damaged",
        f"The bytes {address[:12]}… are not those that were stored.",
        "The raw store is named by a keyed hash of its content, and the hash no longer fits.",
        "Restore the file from the backup; nothing was read from it.",
    )
