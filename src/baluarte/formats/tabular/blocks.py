"""Cut a stream of any length into blocks that end at a line end, in flat memory.

A line over the cap is never held: its beginning is kept as evidence, the rest is
counted while it flows past.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from baluarte.formats.tabular.dialect import LINE_CAP, RAW_CAP, SLICE

_PIECE = 1 << 16


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
    """Yield the stream as blocks of whole lines and giant lines, ending with a final block.

    The line that a block ends in is read to its end first, and then all is joined once:
    each further copy of 16 MiB costs as much as a third of reading it with Polars.
    """
    rest = b""
    while True:
        chunk = _fill(source, size)
        parts, ended = [rest, chunk], not chunk
        last, end = chunk.rfind(b"\n"), 0
        tail = len(chunk) - last - 1 + (len(rest) if last < 0 else 0)
        while not ended and not end and tail <= LINE_CAP:
            piece = source.read(_PIECE)
            ended, end = not piece, piece.find(b"\n") + 1
            tail += len(piece)
            parts.append(piece[:end] if end else piece)
            rest = piece[end:]
        data = b"".join(parts)
        if ended:
            yield Block(data, final=True)
            return
        if end:
            yield Block(data)
            continue
        end = data.rfind(b"\n") + 1
        if end:
            yield Block(data[:end])
        giant, rest = _let_pass(source, data[end:])
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
