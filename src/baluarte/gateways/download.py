"""A file fetched to disk through the one door, and gone on with where it broke off.

What has come stands in a part file, with what the server calls this version of it beside
it. The next try asks for the rest under the condition that it is still that version; a
server that sends the whole instead, or a file whose length has changed, begins anew.
"""

import fcntl
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from baluarte.core.errors import Unreachable
from baluarte.gateways.http import Answer, Leave, fetch

_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)", re.ASCII)
_STEP = 1 << 20


@dataclass(frozen=True)
class Downloaded:
    """A file that is here, whole: where it stands until its bytes are kept, and what was said about it."""

    path: Path
    headers: Mapping[str, str]
    sha256: str

    def open(self) -> BinaryIO:
        """Open it to be read."""
        return self.path.open("rb")

    def forget(self) -> None:
        """Remove it: its bytes are kept elsewhere."""
        _drop(self.path)


def download(url: str, leave: Leave, part: Path, headers: Mapping[str, str] | None = None) -> Downloaded | Answer:
    """Fetch a file into `part` and return it, or the answer of a server that sent none. Raises `Unreachable` or `Unusable`."""
    part.parent.mkdir(parents=True, exist_ok=True)
    with _alone(part):
        return _download(url, leave, part, headers or {})


def _download(url: str, leave: Leave, part: Path, headers: Mapping[str, str]) -> Downloaded | Answer:
    held, version = _held(part)
    asked = {**headers, **({"Range": f"bytes={held}-", "If-Range": version} if held else {})}
    catch = _Catch(part, held)
    try:
        answer = fetch(url, leave, headers=asked, sink=catch)
    finally:
        catch.close()
    if answer.status == 416:  # what we hold is longer than the file is now
        _drop(part)
        return _download(url, leave, part, headers)
    if not catch.begun:
        return answer
    if catch.total is not None and part.stat().st_size != catch.total:
        raise Unreachable("http.cut", "The file ended before its announced length.", "", "Wait and retry.")
    return Downloaded(part, answer.headers, _digest(part))


@dataclass
class _Catch:
    """Writes a body to the part file: after what is there, or from the beginning."""

    part: Path
    held: int
    begun: bool = False
    total: int | None = None
    _out: BinaryIO | None = field(default=None, repr=False)

    def begin(self, answer: Answer) -> bool:
        """Take a whole file, or the rest of the one we hold; anything else is an answer."""
        if answer.status not in {200, 206}:
            return False
        goes_on = answer.status == 206 and self._fits(answer)
        if answer.status == 206 and not goes_on:
            _drop(self.part)
            raise Unreachable("http.cut", "The server sent another piece of the file than was asked for.", "", "Wait and retry.")
        if not goes_on:
            self.total = _length(answer)
            _remember(self.part, answer)
        self._out = self.part.open("ab" if goes_on else "wb")
        self.begun = True
        return True

    def write(self, step: bytes) -> None:
        """Write the next bytes."""
        if self._out is not None:
            self._out.write(step)

    def close(self) -> None:
        """Close the part file."""
        if self._out is not None:
            self._out.close()

    def _fits(self, answer: Answer) -> bool:
        found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if found is None or int(found[1]) != self.held:
            return False
        self.total = None if found[2] == "*" else int(found[2])
        return True


@contextmanager
def _alone(part: Path) -> Iterator[None]:
    """Let one process write a part file; a second one waits for the next round."""
    with part.with_name(part.name + ".lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise Unreachable("http.busy", "Another process is fetching this file.", "", "Wait and retry.") from taken
        yield


def _held(part: Path) -> tuple[int, str]:
    """Return how much is here and of which version; without a version there is nothing to go on with."""
    beside = _beside(part)
    if not part.is_file() or not beside.is_file():
        part.unlink(missing_ok=True)
        _beside(part).unlink(missing_ok=True)
        return 0, ""
    return part.stat().st_size, beside.read_text("utf-8")


def _remember(part: Path, answer: Answer) -> None:
    """Keep what tells this version from another: a strong validator, or none. A packed answer has no ranges of ours."""
    said = answer.headers.get("etag", "")
    version = said if said and not said.startswith("W/") else answer.headers.get("last-modified", "")
    packed = answer.headers.get("content-encoding", "identity") not in {"identity", ""}
    if version and not packed:
        _beside(part).write_text(version, "utf-8")
    else:
        _beside(part).unlink(missing_ok=True)


def _length(answer: Answer) -> int | None:
    said = answer.headers.get("content-length", "")
    packed = answer.headers.get("content-encoding", "identity") not in {"identity", ""}
    return int(said) if said.isascii() and said.isdigit() and not packed else None


def _beside(part: Path) -> Path:
    return part.with_name(part.name + ".version")


def _drop(part: Path) -> None:
    for path in (part, _beside(part), part.with_name(part.name + ".lock")):
        path.unlink(missing_ok=True)


def _digest(part: Path) -> str:
    digest = hashlib.sha256()
    with part.open("rb") as stream:
        while step := stream.read(_STEP):
            digest.update(step)
    return digest.hexdigest()
