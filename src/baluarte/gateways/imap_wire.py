"""The wire below a mailbox: the standard library's client, with a deadline and a cap on every answer.

The library trusts the server for the size of what it sends and for how long it takes. Here
each answer is taken in steps, and what is longer or slower than agreed breaks the connection.
"""

import base64
import imaplib
import io
import re
import socket
import ssl
import time
from typing import cast

_STEP = 1 << 16
_LONGEST_LINE = 1 << 20
_ROOM = 1 << 16  # what may stand around a message in one answer
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_QUOTED_BODY = re.compile(rb'BODY\[\] "((?:[^"\\]|\\.)*)"', re.DOTALL)
Limits = tuple[float, float, int]  # seconds for one step, seconds for all, bytes of one answer


class Wire(imaplib.IMAP4):
    """A connection in clear, until `starttls`."""

    def __init__(self, host: str, port: int, limits: Limits) -> None:
        self._step_seconds, total, self._most = limits
        self._deadline = time.monotonic() + total
        super().__init__(host, port, timeout=min(self._step_seconds, total))

    def read(self, size: int) -> bytes:
        """Read a text whose length the server has named, unless it is longer than agreed."""
        if size > self._most + _ROOM:
            raise self.abort(f"an answer of {size} bytes was announced, {self._most} are agreed")
        parts: list[bytes] = []
        while size > 0 and (part := self._patient().read1(min(size, _STEP))):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def readline(self) -> bytes:
        """Read a line, in as many steps as it comes in."""
        line = bytearray()
        while not line.endswith(b"\n"):
            ahead = self._patient().peek(1)
            if not ahead:
                break
            line += self._file().read(ahead.find(b"\n") + 1 or len(ahead))
            if len(line) > _LONGEST_LINE:
                raise self.abort("a line without end")
        return bytes(line)

    def sign_in(self, user: str, password: str) -> None:
        """Say who we are; a control character in either would become a command of its own."""
        if _CONTROL.search(user + password):
            raise self.error("user name or password holds a control character")
        if "AUTH=PLAIN" in self.capabilities:
            self.authenticate("PLAIN", lambda _: b"\0".join([b"", user.encode(), password.encode()]))
        else:
            self.login(quoted(user), password)

    def _patient(self) -> io.BufferedReader:
        """Return the file of the connection, with what is left of the time set on its socket."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self.abort("the time for one visit is over")
        self.sock.settimeout(min(self._step_seconds, left))
        return self._file()

    def _file(self) -> io.BufferedReader:
        return cast("io.BufferedReader", self.file)


class WireTls(Wire):
    """A connection that is encrypted from its first byte; the certificate must fit the name."""

    def __init__(self, host: str, port: int, trust: ssl.SSLContext, limits: Limits) -> None:
        self._trust = trust
        super().__init__(host, port, limits)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        bare = super()._create_socket(timeout)  # type: ignore[misc]
        return self._trust.wrap_socket(bare, server_hostname=self.host)


def body_of(told: list[bytes | tuple[bytes, bytes]]) -> bytes | None:
    r"""Return the message in the answer to a fetch, which is a text of its own or stands in quotation marks.

    >>> body_of([(b"1 (UID 7 BODY[] {2}", b"Hi"), b")"]), body_of([b'1 (UID 7 BODY[] "say \\"Hi\\"")'])
    (b'Hi', b'say "Hi"')
    """
    for part in told:
        if isinstance(part, tuple) and b"BODY[]" in part[0]:
            return part[1]
        found = _QUOTED_BODY.search(part) if isinstance(part, bytes) else None
        if found:
            return re.sub(rb"\\(.)", rb"\1", found[1], flags=re.DOTALL)
    return None


def quoted(text: str) -> str:
    r"""Return a text as the protocol quotes it.

    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_folder(name: str) -> str:
    """Return the name of a folder as the protocol writes it: quoted, letters beyond ASCII in its own UTF-7.

    >>> as_folder("INBOX"), as_folder("Año & día")
    ('"INBOX"', '"A&APE-o &- d&AO0-a"')
    """
    written = []
    for piece in re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]+", name):
        if piece.isascii() and piece.isprintable():
            written.append(piece.replace("&", "&-"))
        else:
            packed = base64.b64encode(piece.encode("utf-16-be")).rstrip(b"=").replace(b"/", b",")
            written.append(f"&{packed.decode('ascii')}-")
    return quoted("".join(written))


def words(said: object) -> str:
    """Return what a server said as one short line for people; what is no text of it is left out."""
    parts = said if isinstance(said, list) else [said]
    text = " ".join(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part) for part in parts if part)
    return _CONTROL.sub(" ", text)[:200].strip().rstrip(".") or type(said).__name__
