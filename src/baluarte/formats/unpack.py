"""Unpack what arrives, one level deep, in flat memory, within limits that no file can argue with.

A file that breaks off gives what it held until then and says so in `partial`. Names inside
an archive are data: they tell the report type, and never become a path.
"""

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, BinaryIO, Protocol

from baluarte.core.errors import Unusable

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_CHUNK = 1 << 16
_MOST_AT_ONCE = 1 << 20  # so that little is lost where a limit is met
_FLOOR = 1 << 23  # below this a ratio says nothing: a short file of equal rows packs very well
_MOST_DIRECTORY = 1 << 24  # bytes of a table of contents
_TRUNCATED, _DAMAGED, _TRAILING, _TOO_LARGE = "file.truncated", "file.damaged", "file.trailing", "file.too-large"


@dataclass(frozen=True)
class Limits:
    """How much one file may become. Declared per feed; these are the defaults."""

    total: int = 8 << 30
    ratio: int = 200
    entries: int = 1_000
    joined: bool = False  # whether gzip members one behind the other are one file


class Source(Protocol):
    """Unpacked bytes of one file. `partial` and `notes` are complete at the end."""

    name: str
    notes: list[str]

    @property
    def partial(self) -> str:
        """Why the file broke off; empty where it did not."""
        ...

    def read(self, size: int = ..., /) -> bytes:
        """Return at most so many bytes, none at the end."""
        ...


def unpack(file_name: str, stream: BinaryIO, limits: Limits | None = None) -> list[Source]:
    """Return the files inside: one for plain and gzip, one a member for a zip. Raises `Unusable`."""
    limits = limits or Limits()
    beginning = stream.read(4)
    if beginning.startswith(_ZIP):
        return list(_members(stream, limits))
    source = _Plain(file_name, stream, beginning)
    if not beginning.startswith(_GZIP):
        return [source]
    return [_one_level(_Gzip(file_name.removesuffix(".gz"), source, limits))]


@dataclass
class _Plain:
    """Bytes as they are, behind those already looked at."""

    name: str
    stream: IO[bytes]
    ahead: bytes = b""
    partial: str = ""
    notes: list[str] = field(default_factory=list)

    def read(self, size: int = -1, /) -> bytes:
        if not self.ahead:
            return self.stream.read(size)
        given = self.ahead if size < 0 else self.ahead[:size]
        self.ahead = self.ahead[len(given) :]
        return given


@dataclass
class _Gzip:
    """The bytes of a gzip file, as far as they are sound."""

    name: str
    packed: _Plain
    limits: Limits
    partial: str = ""
    notes: list[str] = field(default_factory=list)
    taken: int = 0
    given: int = 0
    ended: bool = False
    tail: bytes = b""

    def __post_init__(self) -> None:
        self.engine = zlib.decompressobj(wbits=31)

    def read(self, size: int = _CHUNK, /) -> bytes:
        while not self.ended:
            packed = self.tail or self._more()
            if not packed and not self.engine.eof:
                return self._end(_TRUNCATED)
            out = self._inflate(packed, size)
            if self.engine.eof and not self.ended:
                self._next_member()
            if out:
                return self._measured(out)
        return b""

    def _more(self) -> bytes:
        packed = self.packed.read(_CHUNK)
        self.taken += len(packed)
        return packed

    def _inflate(self, packed: bytes, size: int) -> bytes:
        before = self.engine.copy()
        try:
            out = self.engine.decompress(packed, min(size, _MOST_AT_ONCE) if size > 0 else _CHUNK)
        except zlib.error:
            self._end(_DAMAGED)
            return _up_to_the_damage(before, packed)
        self.tail = self.engine.unconsumed_tail
        return out

    def _measured(self, out: bytes) -> bytes:
        self.given += len(out)
        if self.given > self.limits.total or self.given > max(_FLOOR, self.limits.ratio * self.taken):
            return self._end(_TOO_LARGE)
        return out

    def _next_member(self) -> None:
        """Look at what stands behind a member: nothing, zeros, another member, or garbage."""
        behind = self.engine.unused_data or self._more()
        zeros = False
        while behind and not behind.strip(b"\0"):
            zeros, behind = True, self._more()
        if zeros:
            self.notes.append("file.trailing-zeros")
        if not behind:
            self.ended = True
        elif behind.startswith(_GZIP) and self.limits.joined:
            self.engine, self.tail = zlib.decompressobj(wbits=31), behind
        else:
            self._end(_TRAILING)

    def _end(self, code: str) -> bytes:
        self.ended, self.partial = True, code
        return b""


def _up_to_the_damage(engine: "zlib._Decompress", packed: bytes) -> bytes:
    """Return what the bytes before the damage hold: an error throws away all that came with it."""
    parts: list[bytes] = []
    with suppress(zlib.error):
        for place in range(len(packed)):
            parts.append(engine.decompress(packed[place : place + 1]))  # noqa: PERF401 - what came before the error must be kept
    return b"".join(parts)


@dataclass
class _Member:
    """The bytes of one member of a zip; its checksum is verified at its end."""

    name: str
    stream: IO[bytes]
    partial: str = ""
    notes: list[str] = field(default_factory=list)

    def read(self, size: int = _CHUNK, /) -> bytes:
        if self.partial:
            return b""
        try:
            return self.stream.read(size)
        except EOFError:
            self.partial = _TRUNCATED
        except (zipfile.BadZipFile, zlib.error, struct.error):
            self.partial = _DAMAGED
        return b""


def _one_level(source: Source) -> Source:
    """Return the source again, or refuse an archive within an archive."""
    beginning = source.read(4)
    if beginning.startswith((_GZIP, *_ZIP[:1])):
        raise Unusable(
            "file.nested", "There is an archive inside the archive.", "One level is unpacked, no more.", "Unpack it once and send that."
        )
    return _Ahead(source, beginning)


class _Ahead:
    """A source whose first bytes were already looked at."""

    def __init__(self, source: Source, ahead: bytes) -> None:
        self._source, self._ahead = source, ahead
        self.name, self.notes = source.name, source.notes

    @property
    def partial(self) -> str:
        return self._source.partial

    def read(self, size: int = _CHUNK, /) -> bytes:
        if self._ahead:
            given, self._ahead = self._ahead, b""
            return given
        return self._source.read(size)


def _members(stream: BinaryIO, limits: Limits) -> Iterator[Source]:
    if not stream.seekable():
        raise Unusable("file.not-seekable", "A zip is read from its end.", "This source can be read only forwards.", "Save the file first.")
    _check_ends(stream, limits)
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
        raise _damaged() from None
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    _check_entries(archive.infolist(), entries, limits)
    if not entries:
        raise Unusable("file.empty", "The archive holds no file.", "A report is expected inside.", "Ask for it again.")
    for entry in entries:
        try:
            opened = archive.open(entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error):
            raise _damaged() from None
        yield _one_level(_Member(entry.filename, opened))


def _check_ends(stream: BinaryIO, limits: Limits) -> None:
    """Refuse what stands before or behind the archive, and a table of contents that is too long to hold.

    The record at the end says where the table is; the two must meet, and the table must
    begin where the record says, or something was put in front.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - 65_557, 0))
    ending = stream.read()
    at = ending.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(ending):
        raise Unusable(_TRUNCATED, "The archive is cut off.", "Its table of contents is at its end, and is missing.", "Send it again.")
    count, length, start, comment = struct.unpack("<HIIH", ending[at + 10 : at + 22])
    place = size - len(ending) + at
    if at + 22 + comment != len(ending):
        raise Unusable(_TRAILING, "Something stands behind the archive.", "An archive ends where it says.", "Send the archive alone.")
    if count == 0xFFFF or start == 0xFFFFFFFF or length == 0xFFFFFFFF:
        count, length, start, place = _large_ending(stream, place)
    if count > limits.entries or length > _MOST_DIRECTORY:
        raise Unusable(
            "file.too-many", f"The archive holds {count} files.", f"At most {limits.entries} are unpacked.", "Send fewer in one."
        )
    if start + length != place:
        raise Unusable(
            _TRAILING, "Something stands before the archive or inside it.", "An archive begins at its first byte.", "Send it alone."
        )
    stream.seek(0)


def _large_ending(stream: BinaryIO, place: int) -> tuple[int, int, int, int]:
    """Read the wide form of the record (zip64), which stands before the narrow one."""
    stream.seek(max(place - 20, 0))
    locator = stream.read(20)
    if not locator.startswith(b"PK\x06\x07"):
        raise _damaged()
    (at,) = struct.unpack("<Q", locator[8:16])
    stream.seek(min(at, place))
    record = stream.read(56)
    if len(record) < 56 or not record.startswith(b"PK\x06\x06"):
        raise _damaged()
    count, length, start = struct.unpack("<QQQ", record[32:56])
    return count, length, start, at


def _check_entries(everything: list[zipfile.ZipInfo], entries: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [entry.filename for entry in everything]
    if len(set(names)) < len(names):
        raise Unusable("file.name-twice", "Two files in the archive have one name.", "Readers disagree on which is meant.", "Rename one.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unusable(
            "file.encrypted", "The archive is encrypted.", "There is no password to open it with.", "Send it without a password."
        )
    if any(entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for entry in entries):
        raise Unusable(
            "file.compression", "The archive is packed in an unusual way.", "Stored and deflated files are read.", "Pack it anew."
        )
    if any(stat.S_IFMT(entry.external_attr >> 16) not in {0, stat.S_IFREG} for entry in entries):
        raise Unusable("file.odd-entry", "The archive holds a link or a device.", "Only files are read.", "Send the files themselves.")
    _check_overlap(everything)
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.total or unpacked > max(_FLOOR, limits.ratio * packed):
        raise Unusable(
            _TOO_LARGE,
            f"The archive unpacks to {unpacked} bytes from {packed}.",
            f"At most {limits.total} bytes, and {limits.ratio} times its size.",
            "Send it in parts.",
        )


def _check_overlap(entries: list[zipfile.ZipInfo]) -> None:
    last = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < last:
            raise Unusable("file.overlap", "Files in the archive share bytes.", "This is how archive bombs are made.", "Pack it anew.")
        last = entry.header_offset + 30 + len(entry.orig_filename.encode("utf-8", "replace")) + entry.compress_size


def _damaged() -> Unusable:
    return Unusable(_DAMAGED, "The archive is damaged.", "Its table of contents cannot be read.", "Send it again.")
