"""A web server whose files, validators and moods a test holds.

It answers conditional and partial requests as a good server does. A file can be told to
misbehave: to break off, to drip, to answer with a page or a status, to redirect for ever,
to answer "unchanged" to everybody, or to change its length in the middle.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class File:
    """What lies at one path, and how the server behaves about it."""

    body: bytes
    type: str = "text/csv"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    validated: bool = True  # has an ETag
    ranges: bool = True
    cut_after: int | None = None  # bytes after which the connection breaks, once
    drip: float = 0.0  # seconds between bytes
    always_unchanged: bool = False

    @property
    def etag(self) -> str:
        """What tells this version from another."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@dataclass
class Web:
    """The files of a server, what it was asked for, and who answers a POST."""

    files: dict[str, File] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)  # (method, path, headers)
    post: Callable[[str, dict[str, str], bytes], File] = lambda _path, _headers, _body: File(b"", status=405)

    def paths(self, method: str = "GET") -> list[str]:
        """Return the paths that were asked for by one method."""
        return [path for how, path, _ in self.asked if how == method]


@contextmanager
def web_server(web: Web) -> Iterator[str]:
    """Serve on loopback and yield the address, with a slash at its end."""

    class Bound(_Handler):
        held = web

    with ThreadingHTTPServer(("127.0.0.1", 0), Bound) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    held: Web
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer a GET."""
        self._note("GET")
        self._send(self.held.files.get(self.path, File(b"not here", status=404)))

    def do_POST(self) -> None:
        """Answer a POST."""
        headers = self._note("POST")
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self._send(self.held.post(self.path, headers, body))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Say nothing."""

    def _note(self, method: str) -> dict[str, str]:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.held.asked.append((method, self.path, headers))
        return headers

    def _send(self, file: File) -> None:
        wanted = self.headers.get("If-None-Match", "")
        if file.always_unchanged or (file.validated and wanted == file.etag and file.status == 200):
            self._head(304, file, 0)
            return
        first, status = self._begins(file), file.status
        body = file.body[first:]
        if first:
            status = 206
        self._head(status, file, len(body), f"bytes {first}-{len(file.body) - 1}/{len(file.body)}" if first else "")
        self._body(file, body)

    def _begins(self, file: File) -> int:
        """Return where the answer begins: a range counts only for the version that is asked for."""
        asked, version = self.headers.get("Range", ""), self.headers.get("If-Range", "")
        if not file.ranges or not asked.startswith("bytes=") or (version and version != file.etag):
            return 0
        first = int(asked.removeprefix("bytes=").rstrip("-"))
        return first if first < len(file.body) else 0

    def _head(self, status: int, file: File, length: int, ranged: str = "") -> None:
        self.send_response(status)
        said = {"Content-Type": file.type, "Content-Length": str(length), **file.headers}
        if file.validated:
            said["ETag"] = file.etag
        if ranged:
            said["Content-Range"] = ranged
        for name, value in said.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def _body(self, file: File, body: bytes) -> None:
        if file.cut_after is not None:
            body, file.cut_after = body[: file.cut_after], None
        if not file.drip:
            self.wfile.write(body)
            return
        try:
            for place in range(len(body)):
                self.wfile.write(body[place : place + 1])
                time.sleep(file.drip)
        except OSError:
            return  # the client had enough
