"""A small witness: it remembers one checkpoint a log and signs only what continues it.

A university, an audit body or a newsroom runs it on a machine of its own. One folder holds
its key and one file a log; there is no database. The file is on the disk before the
signature leaves, and reading, deciding and writing are one step, also for two at once.
"""

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from baluarte.core.errors import Broken, Unusable
from baluarte.core.ledger.checkpoint import read_checkpoint
from baluarte.core.ledger.note import COSIGNATURE, Verifier, read_note, read_verifier, verifier_of, with_signatures
from baluarte.core.ledger.outside.cosignature import cosign
from baluarte.core.ledger.outside.witness import (
    ADD_CHECKPOINT,
    MOST_REQUEST_BYTES,
    NEW,
    PLAIN_TYPE,
    Answer,
    answer,
    public_path,
    read_request,
)
from baluarte.core.ledger.tree import TreeHead

_KEY, _LOCK = "witness.key", "lock"
_NOT_FOUND = Answer(404, b"not here\n")
_PATIENCE = 30  # seconds for a request to arrive


@dataclass(frozen=True)
class Witness:
    """One witness: its folder, its name, the logs it knows and by which keys, and its clock in POSIX seconds."""

    place: Path
    name: str
    logs: Mapping[str, Sequence[Verifier]]
    clock: Callable[[], float]

    @property
    def key(self) -> Verifier:
        """The public key, made with the folder where there is none yet."""
        with self._alone():
            return verifier_of(self.name, self._seed(), COSIGNATURE)

    def add_checkpoint(self, body: bytes) -> Answer:
        """Decide about a request and remember what was signed, before it is answered."""
        with self._alone():
            seed, seconds = self._seed(), int(self.clock())
            remembered = {origin: self._remembered(origin) for origin in self.logs}
            said = answer(body, self.logs, remembered, lambda text: cosign(text, seconds, self.name, seed))
            if said.remember is not None:
                request, checkpoint = read_request(body)
                self._write(_file_of(checkpoint.origin), with_signatures(request.note, said.body))
        return said

    def shown(self, path: str) -> Answer:
        """Return the checkpoint of a log that was signed last, at the path its origin gives."""
        origin = next((one for one in self.logs if path == public_path(one)), None)
        file = self.place / _file_of(origin) if origin else None
        return Answer(200, file.read_bytes()) if file and file.exists() else _NOT_FOUND

    def _remembered(self, origin: str) -> TreeHead:
        file = self.place / _file_of(origin)
        if not file.exists():
            return NEW
        try:
            return read_checkpoint(read_note(file.read_bytes()).text, ours=False).head
        except Unusable as damaged:
            raise Broken("ledger.witness-memory", f"The memory of this witness is damaged: '{file.name}'.", "What it cannot read it cannot compare.", "Bring the file back from a copy; sign nothing for that log meanwhile.") from damaged  # fmt: skip

    def _seed(self) -> bytes:
        path = self.place / _KEY
        if not path.exists():
            self._write(_KEY, base64.b64encode(secrets.token_bytes(32)))
        return base64.b64decode(path.read_bytes(), validate=True)

    def _write(self, name: str, data: bytes) -> None:
        aside = self.place / f".aside-{name}"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(self.place / name)
        folder = os.open(self.place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.place / _LOCK).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class _Door(BaseHTTPRequestHandler):
    """The two paths of a witness, and nothing else."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "baluarte", ""
    timeout = _PATIENCE

    def __init__(self, witness: Witness, *arguments: object) -> None:
        self.witness = witness
        super().__init__(*arguments)  # type: ignore[arg-type]  # what the server hands every handler

    def do_GET(self) -> None:
        """Show the last checkpoint of a log."""
        self._say(self.witness.shown(self.path.lstrip("/")))

    def do_POST(self) -> None:
        """Take a checkpoint."""
        length = self.headers.get("Content-Length", "")
        self.close_connection = True
        if not length.isascii() or not length.isdecimal() or int(length) > MOST_REQUEST_BYTES:
            self._say(Answer(400, b"too long, or of no length\n"))
        elif self.path != f"/{ADD_CHECKPOINT}":
            self._say(_NOT_FOUND)
        else:
            self._say(self.witness.add_checkpoint(self.rfile.read(int(length))))

    def log_message(self, *_told: object) -> None:
        """Keep no list of who asked."""

    def _say(self, said: Answer) -> None:
        self.send_response(said.status)
        self.send_header("Content-Type", said.content_type or PLAIN_TYPE)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)


def witness_server(witness: Witness, host: str, port: int) -> ThreadingHTTPServer:
    """Return the server of a witness, not running yet; port 0 takes a free one."""
    return ThreadingHTTPServer((host, port), partial(_Door, witness))


def known_logs(keys: Sequence[str]) -> dict[str, list[Verifier]]:
    """Return the keys of the logs a witness knows, by origin. Raises `Unusable`.

    >>> known_logs([])
    {}
    """
    logs: dict[str, list[Verifier]] = {}
    for text in keys:
        key = read_verifier(text)
        logs.setdefault(key.name, []).append(key)
    return logs


def _file_of(origin: str) -> str:
    return f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"
