"""One key file: the key of a class and a period, and under it the wrapped data key of each subject.

    baluarte-keys-v1 contact standing
    period <base64 of the period's key, wrapped under the installation's key>
    <case> <base64 of a data key, wrapped under the period's key>

A new subject is one more line, synced before anything is sealed under it. To erase one the
file is written anew without its line: written, synced, renamed, and the folder synced. A last
line that a power cut left unfinished counts for nothing. Other processes see every change,
because a file that was changed is read again before it is believed.
"""

import base64
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from baluarte.core.errors import Broken
from baluarte.core.rights.keys.sealing import KEY_BYTES, NONCE_BYTES, case_of, unwrap, wrap

_FORM = "baluarte-keys-v1"


@dataclass
class KeyFile:
    """The keys of one class and period. `over` is the key of the installation that wraps the period's."""

    path: Path
    over: bytes = field(repr=False)
    _seen: tuple[int, int, int] = (0, 0, 0)
    _period_key: bytes = field(default=b"", repr=False)
    _wrapped: dict[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """The class and the period, as the head of the file says them."""
        return f"{self.path.parent.name} {self.path.stem}"

    def case(self, subject: str) -> str | None:
        """Return the name of a subject here, or None where there is no such file."""
        self._look()
        return case_of(self._period_key, subject) if self._period_key else None

    def key(self, case: str) -> bytes | None:
        """Return the data key of a case, or None where it was destroyed or never was."""
        self._look()
        wrapped = self._wrapped.get(case)
        return unwrap(self._period_key, wrapped, case) if wrapped else None

    def ensure(self, subjects: Iterable[str]) -> None:
        """Let each of these subjects have a data key, durably, in one write."""
        wanted = list(subjects)
        self._look()
        if self._period_key and all(case_of(self._period_key, one) in self._wrapped for one in wanted):
            return
        with self._alone():
            if not self._period_key:
                self._begin()
            missing = dict.fromkeys(case for one in wanted if (case := case_of(self._period_key, one)) not in self._wrapped)
            self._append([(case, self._wrap(secrets.token_bytes(KEY_BYTES), case)) for case in missing])

    def destroy(self, cases: Iterable[str]) -> int:
        """Destroy the keys of these cases, and return how many there were."""
        gone = set(cases)
        with self._alone():
            kept = {case: wrapped for case, wrapped in self._wrapped.items() if case not in gone}
            count = len(self._wrapped) - len(kept)
            if count:
                self._replace(kept)
        return count

    def end(self) -> int:
        """Destroy the key of the whole period: everything that was sealed in it ends at once. Return how many subjects it had."""
        with self._alone():
            count = len(self._wrapped)
            self.path.unlink(missing_ok=True)
            _sync(self.path.parent)
            self._forget()
        return count

    def __len__(self) -> int:
        self._look()
        return len(self._wrapped)

    def _begin(self) -> None:
        period_key = secrets.token_bytes(KEY_BYTES)
        self._write_anew(period_key, {})

    def _wrap(self, key: bytes, case: str) -> bytes:
        return wrap(self._period_key, key, secrets.token_bytes(NONCE_BYTES), case)

    def _append(self, lines: list[tuple[str, bytes]]) -> None:
        if not lines:
            return
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        with os.fdopen(descriptor, "ab") as out:
            out.write(b"".join(_line(case, wrapped) for case, wrapped in lines))
            out.flush()
            os.fsync(out.fileno())
        self._look()

    def _replace(self, kept: dict[str, bytes]) -> None:
        self._write_anew(self._period_key, kept)

    def _write_anew(self, period_key: bytes, kept: dict[str, bytes]) -> None:
        aside = self.path.with_suffix(".aside")
        head = wrap(self.over, period_key, secrets.token_bytes(NONCE_BYTES), self.name)
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(f"{_FORM} {self.name}\nperiod {base64.b64encode(head).decode()}\n".encode())
            out.write(b"".join(_line(case, wrapped) for case, wrapped in kept.items()))
            out.flush()
            os.fsync(out.fileno())
        aside.replace(self.path)
        _sync(self.path.parent)
        self._look()

    def _look(self) -> None:
        """Read the file again where it is another one than was read, or has grown."""
        try:
            told = self.path.stat()
        except FileNotFoundError:
            self._forget()
            return
        seen = (told.st_ino, told.st_size, told.st_mtime_ns)
        if seen != self._seen:
            self._read()
            self._seen = seen

    def _read(self) -> None:
        head, period, *lines = self.path.read_bytes().split(b"\n")
        found = unwrap(self.over, base64.b64decode(period.removeprefix(b"period ")), self.name)
        if head != f"{_FORM} {self.name}".encode() or found is None:
            raise Broken(
                "rights.key-file",
                f"The keys of {self.name} cannot be opened.",
                "They are wrapped under the key of this installation.",
                "Bring back secret.key, or the keys from their last copy.",
            )
        self._period_key = found
        parts = (line.decode().split(" ") for line in lines[:-1] if line)  # what stands after the last line end was never finished
        self._wrapped = {case: base64.b64decode(wrapped) for case, wrapped in parts}

    def _forget(self) -> None:
        self._seen, self._period_key, self._wrapped = (0, 0, 0), b"", {}

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep every other process out, and cut off what one of them left unfinished."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._cut_off()
            self._look()
            yield

    def _cut_off(self) -> None:
        if self.path.exists() and not (told := self.path.read_bytes()).endswith(b"\n"):
            with self.path.open("r+b") as out:
                out.truncate(told.rfind(b"\n") + 1)
                os.fsync(out.fileno())


def _line(case: str, wrapped: bytes) -> bytes:
    return f"{case} {base64.b64encode(wrapped).decode()}\n".encode()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
