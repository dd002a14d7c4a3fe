"""Unpack, tell the format, count. What cannot be told apart counts as one record, with the reason."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from baluarte_recount.delimited import count_delimited
from baluarte_recount.objects import count_array, count_lines_of_objects
from baluarte_recount.sheet import count_sheet
from baluarte_recount.told import Count, Refused

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"

__all__ = ["Count", "count_stream"]


@dataclass
class _Source:
    """A stream that remembers when it broke off."""

    stream: BinaryIO
    truncated: bool = False

    def read(self, size: int) -> bytes:
        if self.truncated:
            return b""
        try:
            return self.stream.read(size)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            self.truncated = True
            return b""


def count_stream(stream: BinaryIO, name: str = "") -> Count:
    """Return what a file holds, packed or not; the stream can be wound back."""
    total = Count()
    try:
        for member, inside in _members(stream, name):
            total += _count(inside, member)
    except Refused as refusal:
        return Count(records=1, refused=refusal.code)
    return total


def _members(stream: BinaryIO, name: str) -> Iterator[tuple[str, BinaryIO]]:
    begins = stream.read(4)
    stream.seek(0)
    if begins.startswith(_GZIP):
        with gzip.open(stream, "rb") as inside:
            yield name.removesuffix(".gz"), inside  # type: ignore[misc]
    elif begins == _ZIP and not _is_workbook(stream):
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if not member.is_dir():
                    with archive.open(member) as inside:
                        yield member.filename, inside  # type: ignore[misc]
    else:
        yield name, stream


def _is_workbook(stream: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(stream) as archive:
            return "[Content_Types].xml" in archive.namelist()
    except zipfile.BadZipFile:
        raise Refused("file.not-this-format") from None
    finally:
        stream.seek(0)


def _count(stream: BinaryIO, name: str) -> Count:
    source = _Source(stream)
    begins = source.read(1 << 16)
    if begins.startswith(_ZIP):
        return count_sheet(io.BytesIO(begins + _rest(source)))
    first = begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"[" or (first == b"{" and not _by_lines(name, begins)):
        return count_array(begins, source)
    if first == b"{":
        return count_lines_of_objects(begins, source)
    return count_delimited(begins, source)


def _by_lines(name: str, begins: bytes) -> bool:
    """One object a line: the name says so, or the first line is a whole object and more follow."""
    if name.lower().endswith((".jsonl", ".ndjson")):
        return True
    line, end, rest = begins.partition(b"\n")
    return bool(end) and line.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _rest(source: _Source) -> bytes:
    parts = []
    while chunk := source.read(1 << 20):
        parts.append(chunk)
    return b"".join(parts)
