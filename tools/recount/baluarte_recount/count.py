"""Unpack, tell the format, count. What cannot be told apart counts as one record, with the reason."""

import io
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from baluarte_recount.delimited import count_delimited
from baluarte_recount.objects import count_array, count_lines_of_objects
from baluarte_recount.sheet import count_sheet
from baluarte_recount.told import Count, Refused, Source
from baluarte_recount.unpack import Gzip, Plain

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_LOOK = 4096
_UNNOTICED = ("__MACOSX/", ".DS_Store")  # what a desktop adds to an archive

__all__ = ["Count", "count_stream"]


def count_stream(stream: BinaryIO) -> Count:
    """Return what a file holds, packed or not; the stream can be wound back.

    A refused file counts as one record, and so does a refused file of an archive: the others are counted.
    """
    total = Count()
    try:
        for inside in _members(stream):
            try:
                total += _count(inside)
            except Refused as refusal:
                total += Count(records=1, refused=refusal.code)
    except (Refused, zipfile.BadZipFile, NotImplementedError, RuntimeError) as refusal:
        return Count(records=1, refused=str(refusal) or "file.not-this-format")
    return total


def _members(stream: BinaryIO) -> Iterator[Source]:
    begins = stream.read(4)
    stream.seek(0)
    if begins.startswith(_GZIP):
        yield Gzip(stream)
    elif begins == _ZIP and not _is_workbook(stream):
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if not member.is_dir() and not any(part in member.filename for part in _UNNOTICED):
                    with archive.open(member) as inside:
                        yield Plain(inside)
    else:
        yield Plain(stream)


def _is_workbook(stream: BinaryIO) -> bool:
    with zipfile.ZipFile(stream) as archive:
        found = "[Content_Types].xml" in archive.namelist()
    stream.seek(0)
    return found


def _count(source: Source) -> Count:
    begins = _first(source)
    if begins.startswith(_ZIP):
        return count_sheet(io.BytesIO(begins + _rest(source)))
    first = begins.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if first == b"[" or (first == b"{" and _is_catalogue(begins)):
        return count_array(begins, source)
    if first == b"{":
        return count_lines_of_objects(begins, source)
    return count_delimited(begins, source)


def _is_catalogue(begins: bytes) -> bool:
    """One object that keeps its records in a list, as the catalogue of exploited flaws does."""
    return b'"catalogVersion"' in begins or b'"cveID"' in begins


def _first(source: Source) -> bytes:
    """The first bytes, however small the pieces are in which they come."""
    begins = b""
    while len(begins) < _LOOK and (chunk := source.read(_LOOK - len(begins))):
        begins += chunk
    return begins


def _rest(source: Source) -> bytes:
    parts = []
    while chunk := source.read(1 << 20):
        parts.append(chunk)
    return b"".join(parts)
