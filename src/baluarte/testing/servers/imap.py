"""A mail server that speaks as much IMAP (RFC 3501, MOVE, UIDPLUS) as a mailbox reader needs.

`Mailbox` holds the folders; a test puts messages in, looks at flags, renumbers them, and
says by `moods` how the server shall misbehave: `cut` breaks the connection while it sends a
message, `drip` sends it a byte at a time, `boast` announces a size that is far too large,
`quoted` sends short messages in quotation marks, `no-move` knows neither MOVE nor UIDPLUS.
"""

import base64
import re
import socketserver
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_ARGUMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|(\([^)]*\)|\S+)')
_CAPABILITIES = "IMAP4rev1 AUTH=PLAIN"


@dataclass
class Held:
    """A message in a folder."""

    uid: int
    raw: bytes
    flags: set[str] = field(default_factory=set)


@dataclass
class Mailbox:
    """The folders of one user, and how the server behaves."""

    user: str = "reports@csirt.example"
    password: str = "a password"  # noqa: S105 - of a server that exists only in tests
    numbering: int = 1_700_000_000
    folders: dict[str, list[Held]] = field(default_factory=lambda: {"INBOX": []})
    moods: set[str] = field(default_factory=set)
    next_uid: int = 1
    said: list[str] = field(default_factory=list)  # every command as it came, passwords left out

    def put(self, raw: bytes, folder: str = "INBOX") -> int:
        """Let a message arrive and return its number."""
        self.folders.setdefault(folder, []).append(Held(self.next_uid, raw))
        self.next_uid += 1
        return self.next_uid - 1

    def renumber(self) -> None:
        """Number every message anew, as a server does whose index was lost."""
        self.numbering += 1
        self.next_uid = 1
        for folder in self.folders.values():
            for held in folder:
                held.uid, self.next_uid = self.next_uid, self.next_uid + 1

    def flags(self, uid: int, folder: str = "INBOX") -> set[str]:
        """Return the flags of a message."""
        return next(held.flags for held in self.folders[folder] if held.uid == uid)


@contextmanager
def imap_server(mailbox: Mailbox, trust: ssl.SSLContext | None = None, *, from_the_start: bool = False) -> Iterator[int]:
    """Serve a mailbox on loopback and yield the port. With `trust`, encrypted after STARTTLS or from the start."""

    class Bound(_Talk):
        box, tls, implicit = mailbox, trust, from_the_start

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Bound) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


class _HungUp(Exception):
    """The server ends the conversation here."""


class _Talk(socketserver.StreamRequestHandler):
    """One conversation. Commands are methods named after them."""

    box: Mailbox
    tls: ssl.SSLContext | None = None
    implicit = False
    chosen = ""

    def handle(self) -> None:
        """Greet, then answer line by line until the client leaves."""
        try:
            if self.implicit and self.tls:
                self._encrypt()
            self._say("* OK ready")
            while line := self.rfile.readline():
                self._answer(line.decode("utf-8", "replace").rstrip("\r\n"))
        except (_HungUp, OSError):
            return

    def _answer(self, line: str) -> None:
        tag, _, rest = line.partition(" ")
        words = [(found[1] if found[2] is None else found[2]).replace('\\"', '"') for found in _ARGUMENT.finditer(rest)]
        command = words.pop(0).upper() if words else ""
        self.box.said.append(command if command in {"LOGIN", "AUTHENTICATE"} else rest)
        if command == "UID":
            command = f"UID_{words.pop(0).upper()}"
        act = getattr(self, f"do_{command.lower()}", None)
        status = act(*words) if act else "BAD unknown command"
        self._say(f"{tag} {status}")
        if command == "LOGOUT":
            raise _HungUp
        if command == "STARTTLS" and status.startswith("OK"):
            self._encrypt()

    def do_capability(self) -> str:
        """Say what this server knows."""
        more = "" if "no-move" in self.box.moods else " MOVE UIDPLUS"
        starttls = " STARTTLS" if self.tls and not self.implicit else ""
        self._say(f"* CAPABILITY {_CAPABILITIES}{more}{starttls}")
        return "OK done"

    def do_starttls(self) -> str:
        """Agree to encrypt."""
        return "OK begin" if self.tls else "BAD no certificate"

    def do_login(self, user: str, password: str) -> str:
        """Let the user in."""
        return self._let_in(user, password)

    def do_authenticate(self, _mechanism: str) -> str:
        """Let the user in by the PLAIN mechanism."""
        self._say("+ ")
        _, user, password = base64.b64decode(self.rfile.readline()).decode().split("\0")
        return self._let_in(user, password)

    def do_select(self, folder: str) -> str:
        """Open a folder."""
        if folder not in self.box.folders:
            return "NO no such folder"
        self.chosen = folder
        self._say(f"* {len(self.box.folders[folder])} EXISTS")
        self._say(f"* OK [UIDVALIDITY {self.box.numbering}] numbered")
        return "OK [READ-WRITE] chosen"

    def do_create(self, folder: str) -> str:
        """Make a folder."""
        self.box.folders.setdefault(folder, [])
        return "OK made"

    def do_uid_search(self, _uid: str, span: str) -> str:
        """Find messages from a number on; like every server, the last one in any case."""
        first, held = int(span.partition(":")[0]), self.box.folders[self.chosen]
        found = [one.uid for one in held if one.uid >= first] or [one.uid for one in held[-1:]]
        self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())
        return "OK found"

    def do_uid_fetch(self, uid: str, what: str) -> str:
        """Send the size or the bytes of one message."""
        held = self._held(uid)
        if held is None:
            return "OK nothing"
        place = self.box.folders[self.chosen].index(held) + 1
        if "SIZE" in what:
            size = 10**9 if "boast" in self.box.moods else len(held.raw)
            self._say(f"* {place} FETCH (UID {uid} RFC822.SIZE {len(held.raw) if 'boast-late' in self.box.moods else size})")
        elif "quoted" in self.box.moods:
            text = held.raw.decode().replace("\\", "\\\\").replace('"', '\\"')
            self._say(f'* {place} FETCH (UID {uid} BODY[] "{text}")')
        else:
            length = 10**12 if "boast-late" in self.box.moods else len(held.raw)
            self.wfile.write(f"* {place} FETCH (UID {uid} BODY[] {{{length}}}\r\n".encode())
            self._send(held.raw)
            self._say(")")
        return "OK sent"

    def do_uid_store(self, uid: str, how: str, flags: str) -> str:
        """Set flags."""
        held = self._held(uid)
        if held and how.startswith("+FLAGS"):
            held.flags |= set(flags.strip("()").split())
        return "OK stored"

    def do_uid_move(self, uid: str, folder: str) -> str:
        """Move a message, where the server knows how and the folder is there."""
        if "no-move" in self.box.moods:
            return "BAD unknown command"
        status = self.do_uid_copy(uid, folder)
        if status.startswith("OK"):
            self.box.folders[self.chosen] = [one for one in self.box.folders[self.chosen] if str(one.uid) != uid]
        return status

    def do_uid_copy(self, uid: str, folder: str) -> str:
        """Copy a message into another folder."""
        held = self._held(uid)
        if folder not in self.box.folders:
            return "NO [TRYCREATE] no such folder"
        if held:
            self.box.folders[folder].append(Held(held.uid, held.raw, set(held.flags)))
        return "OK copied"

    def do_uid_expunge(self, uid: str) -> str:
        """Remove one message that is marked as deleted."""
        kept = [one for one in self.box.folders[self.chosen] if str(one.uid) != uid or r"\Deleted" not in one.flags]
        self.box.folders[self.chosen] = kept
        return "OK gone"

    def do_logout(self) -> str:
        """Say farewell."""
        self._say("* BYE")
        return "OK"

    def _let_in(self, user: str, password: str) -> str:
        right = (user, password) == (self.box.user, self.box.password)
        return "OK welcome" if right else "NO [AUTHENTICATIONFAILED] wrong name or password"

    def _held(self, uid: str) -> Held | None:
        return next((one for one in self.box.folders[self.chosen] if str(one.uid) == uid), None)

    def _send(self, raw: bytes) -> None:
        if "cut" in self.box.moods:
            self.wfile.write(raw[: len(raw) // 2])
            raise _HungUp
        if "drip" in self.box.moods:
            for place in range(len(raw)):
                self.wfile.write(raw[place : place + 1])
                time.sleep(0.05)
            return
        self.wfile.write(raw)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _encrypt(self) -> None:
        if self.tls is None:
            return
        self.request = self.tls.wrap_socket(self.request, server_side=True)
        self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)
