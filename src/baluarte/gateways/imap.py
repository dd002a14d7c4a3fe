"""A mailbox, read without losing a message: reports come in here, and so do answers to notices.

A message is read without being marked. It is marked, and moved where there is a folder for
it, only when the caller says by `keep` that its bytes are durable. Between two visits the
caller remembers one `Bookmark`; where the server has numbered its messages anew, the visit
begins at the first one again, and the caller knows by its own digests what it has.
"""

import contextlib
import imaplib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from baluarte.core.errors import Unreachable, Unusable
from baluarte.gateways.imap_wire import Wire, WireTls, as_folder, body_of, words

SECONDS = 30  # to connect, and for each answer of the server
TOTAL_SECONDS = 300  # one visit, however many messages it finds
MOST_BYTES = 64 * 1024 * 1024  # one message; a mail server takes in half of that
MOST_MESSAGES = 1000  # one visit; the bookmark says where the next goes on
IMPLICIT_TLS = 993
_LOOPBACK = frozenset({"127.0.0.1", "::1", "[::1]", "localhost"})
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,15})")
_NUMBER = re.compile(r"\d{1,10}", re.ASCII)


@dataclass(frozen=True)
class Bookmark:
    """Where the last visit ended: the numbering of the mailbox, and the last message seen in it."""

    numbering: int = 0  # UIDVALIDITY
    uid: int = 0


@dataclass(frozen=True)
class Letter:
    """One message as the server holds it. `raw` is None where it is larger than may be read."""

    uid: int
    size: int
    raw: bytes | None


@dataclass(frozen=True)
class Imap:
    """One folder of one mailbox. `tls` is "required", "implicit" (from the first byte), or "none" on loopback alone.

    `done` names the folder to which a kept message moves; empty leaves it where it is, marked as seen.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    done: str = ""
    tls: str = "required"
    trust: ssl.SSLContext | None = field(default=None, repr=False)
    seconds: float = SECONDS
    total_seconds: float = TOTAL_SECONDS
    most_bytes: int = MOST_BYTES

    def __post_init__(self) -> None:
        if self.tls not in {"required", "implicit"} and (self.tls != "none" or self.host not in _LOOPBACK):
            _unusable("imap.tls", f"The mailbox at {self.host} would be read in clear.", fix="Set its TLS to required.")

    @contextlib.contextmanager
    def visit(self, after: Bookmark) -> Iterator["Visit"]:
        """Open the folder and give what is newer than the bookmark. Raises `Unreachable` or `Unusable`."""
        try:
            wire = self._connect()
        except (OSError, imaplib.IMAP4.error) as failure:
            _unreachable(f"The mailbox at {self.host}:{self.port} cannot be reached: {words(failure)}.", failure)
        try:
            yield Visit(wire, self, self._open(wire), after)
        except (OSError, imaplib.IMAP4.error) as failure:
            _unreachable(f"The mailbox at {self.host} broke off: {words(failure)}.", failure)
        finally:
            # What was kept is marked already: a farewell that fails changes nothing.
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                wire.logout()
            with contextlib.suppress(OSError):
                wire.shutdown()

    def _connect(self) -> Wire:
        trust = self.trust or ssl.create_default_context()
        implicit = self.tls == "implicit" or (self.tls == "required" and self.port == IMPLICIT_TLS)
        if implicit:
            wire: Wire = WireTls(self.host, self.port, trust, (self.seconds, self.total_seconds, self.most_bytes))
        else:
            wire = Wire(self.host, self.port, (self.seconds, self.total_seconds, self.most_bytes))
        try:
            if self.tls == "required" and not implicit:
                wire.starttls(trust)  # raises where it is not offered: no password goes in clear
            self._sign_in(wire)
        except BaseException:
            wire.shutdown()
            raise
        return wire

    def _sign_in(self, wire: Wire) -> None:
        try:
            wire.sign_in(self.user, self.password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as refusal:
            raise Unusable(
                "imap.sign-in",
                f"The mailbox at {self.host} does not let {self.user} in.",
                words(refusal),
                "Correct user name and password.",
            ) from None

    def _open(self, wire: Wire) -> int:
        """Select the folder and return how its messages are numbered."""
        status, said = wire.select(as_folder(self.folder))
        if status != "OK":
            _unusable("imap.folder", f"The mailbox has no folder {self.folder!r}: {words(said)}.", fix="Correct the name of the folder.")
        numbering = wire.response("UIDVALIDITY")[1][0]
        return int(numbering) if numbering else 0


@dataclass
class Visit:
    """One visit to a folder: its new messages in order, and `keep` for those whose bytes are safe."""

    wire: Wire
    place: Imap
    numbering: int
    after: Bookmark

    @property
    def renumbered(self) -> bool:
        """True where the server has numbered its messages anew since the bookmark was made."""
        return self.after.numbering not in {0, self.numbering}

    def letters(self) -> Iterator[Letter]:
        """Yield the messages after the bookmark, oldest first, without marking any."""
        for uid in self._new()[:MOST_MESSAGES]:
            size = self._size(uid)
            if size is not None:
                yield Letter(uid, size, self._raw(uid) if size <= self.place.most_bytes else None)

    def mark(self, uid: int) -> Bookmark:
        """Return the bookmark after one message."""
        return Bookmark(self.numbering, uid)

    def keep(self, uid: int) -> None:
        """Mark a message as seen, and move it where there is a folder for what was read. Its bytes must be durable."""
        self._told("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        if self.place.done:
            self._move(uid, as_folder(self.place.done))

    def set_aside(self, uid: int) -> None:
        """Flag a message for a person and leave it where it is."""
        self._told("STORE", str(uid), "+FLAGS.SILENT", r"(\Flagged)")

    def _new(self) -> list[int]:
        first = self.after.uid + 1 if self.after.numbering == self.numbering else 1
        found = self._told("SEARCH", "UID", f"{first}:*")
        numbers = b" ".join(part for part in found if isinstance(part, bytes)).decode("ascii", "replace").split()
        # A server answers `7:*` with the last message even where that is number 6.
        return sorted({int(number) for number in numbers if _NUMBER.fullmatch(number) and int(number) >= first})

    def _size(self, uid: int) -> int | None:
        """Return the length of a message, or None where another hand has taken it away."""
        told = self._told("FETCH", str(uid), "(RFC822.SIZE)")
        found = next((match for part in told if isinstance(part, bytes) and (match := _SIZE.search(part))), None)
        return int(found[1]) if found else None

    def _raw(self, uid: int) -> bytes | None:
        """Return the bytes of a message; looking at them marks nothing."""
        return body_of(self._told("FETCH", str(uid), "(BODY.PEEK[])"))

    def _move(self, uid: int, folder: str) -> None:
        if "MOVE" in self.wire.capabilities:
            status, _ = self.wire.uid("MOVE", str(uid), folder)
            if status != "OK":
                self.wire.create(folder)
                self._told("MOVE", str(uid), folder)
            return
        status, _ = self.wire.uid("COPY", str(uid), folder)
        if status != "OK":
            self.wire.create(folder)
            self._told("COPY", str(uid), folder)
        self._told("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self.wire.capabilities:  # without it an expunge would take what others have marked
            self._told("EXPUNGE", str(uid))

    def _told(self, command: str, *words_of_it: str) -> list[bytes | tuple[bytes, bytes]]:
        status, said = self.wire.uid(command, *words_of_it)
        if status != "OK":
            _unreachable(f"The mailbox at {self.place.host} refused {command}: {words(said)}.", None)
        return said


def _unusable(code: str, what: str, *, fix: str) -> NoReturn:
    raise Unusable(code, what, "Only a mailbox on this machine may be read without encryption." if code == "imap.tls" else "", fix)


def _unreachable(what: str, cause: BaseException | None) -> NoReturn:
    raise Unreachable("imap.unreachable", what, "", "Wait and retry.") from cause
