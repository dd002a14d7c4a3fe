"""Cut a stream of any length into blocks that end at a line end, in flat memory.

A line over the cap is never held: its beginning is kept as evidence, the rest is
counted while it flows past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from baluarte.formats.tabular.dialect import LINE_CAP, RAW_CAP, SLICE


class Source(Protocol):
    """Anything that hands out bytes until it is empty."""

    def read(self, size: int = ..., /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


@dataclass(frozen=True)
class Block:
    """Whole lines, but for the very last of a file, which may lack its line end."""

    data: bytes
    final: bool = False


@dataclass(frozen=True)
class Giant:
    """One line beyond the cap: what it began with, and how long it was with its line end."""

    raw: bytes
    length: int


def cut(source: Source, size: int = SLICE) -> Iterator[Block | Giant]:
    """Yield the stream as blocks of whole lines and giant lines, ending with a final block."""
    rest = b""
    while True:
        chunk = _fill(source, size)
        if not chunk:
            yield Block(rest, final=True)
            return
        data = rest + chunk if rest else chunk
        end = data.rfind(b"\n") + 1
        if end:
            yield Block(data[:end])
        rest = data[end:]
        if len(rest) > LINE_CAP:
            giant, rest = _let_pass(source, rest)
            yield giant


def has_long_line(data: bytes, cap: int) -> bool:
    """True when some line is longer than the cap; it jumps from line end to line end."""
    at = 0
    while len(data) - at > cap:
        end = data.rfind(b"\n", at, at + cap)
        if end < 0:
            return True
        at = end + 1
    return False


def _fill(source: Source, size: int) -> bytes:
    """Read until the size is reached or nothing more comes: decompressors hand out crumbs."""
    first = source.read(size)
    if not first or len(first) == size:
        return first
    parts, length = [first], len(first)
    while length < size:
        part = source.read(size - length)
        if not part:
            break
        parts.append(part)
        length += len(part)
    return b"".join(parts)


def _let_pass(source: Source, begun: bytes) -> tuple[Giant, bytes]:
    raw, length = begun[:RAW_CAP], len(begun)
    while True:
        chunk = source.read(LINE_CAP)
        end = chunk.find(b"\n") + 1
        if end or not chunk:
            return Giant(raw, length + end), chunk[end:]
        length += len(chunk)
