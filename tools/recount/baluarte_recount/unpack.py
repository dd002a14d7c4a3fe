"""Bytes as they are or out of gzip, as far as they are sound; where they break off is told."""

import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

_PIECE = 1 << 16


@dataclass
class Plain:
    """A stream as it is."""

    stream: IO[bytes]
    truncated: bool = False

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        if self.truncated:
            return b""
        try:
            return self.stream.read(size)
        except (EOFError, zlib.error, zipfile.BadZipFile):
            self.truncated = True
            return b""


class Gzip:
    """The first member of a gzip file: what stands behind it is not read."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.truncated = False
        self._stream = stream
        self._engine = zlib.decompressobj(wbits=31)
        self._tail = b""

    def read(self, size: int) -> bytes:
        """Return at most so many bytes, none at the end."""
        while not self.truncated and not self._engine.eof:
            packed = self._tail or self._stream.read(_PIECE)
            if not packed:
                self.truncated = True
                break
            try:
                out = self._engine.decompress(packed, size)
            except zlib.error:
                self.truncated = True
                break
            self._tail = self._engine.unconsumed_tail
            if out:
                return out
        return b""
