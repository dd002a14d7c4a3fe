"""The world an action is given: clock, identifiers, chance, gateways, and its one mark.

Protocols only. `wiring` builds the real one; `baluarte.testing` gives one in memory.
"""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from baluarte.core.ground.post.handed import Handed

Kind = Literal["change", "read"]


class Entry(Protocol):
    """The mark of an action while the action runs."""

    about: str
    count: int
    digest: str
    numbers: dict[str, int]


@dataclass(frozen=True)
class Message:
    """A mail ready to leave: header fields, text, page, attachments. All values are final."""

    message_id: str
    sender: str
    recipient: str
    subject: str
    text: str
    html: str
    headers: tuple[tuple[str, str], ...] = ()
    attachments: tuple[tuple[str, str, bytes], ...] = ()  # (file name, media type, bytes)
    encrypt_to: str = ""  # an OpenPGP certificate in armour: only its holder may read the message


class Post(Protocol):
    """Takes one message to the mail server, or raises `Unreachable` or `Unusable`."""

    def send(self, message: Message) -> str:
        """Hand the message over and return the server's own identifier of it."""
        ...


@dataclass(frozen=True)
class KeyFacts:
    """What an OpenPGP certificate says of itself. `encrypts` is False where it has no key for that."""

    fingerprint: str
    names: tuple[str, ...] = ()
    expires: datetime | None = None
    revoked: bool = False
    encrypts: bool = True
    armour: str = field(default="", repr=False, compare=False)  # the certificate alone, written anew

    def unfit(self, now: datetime) -> str:
        """Return the code of why nothing may be encrypted under this key now; empty where it may.

        >>> KeyFacts("c0ffee", revoked=True).unfit(datetime(2026, 3, 5))
        'key-revoked'
        """
        if self.revoked:
            return "key-revoked"
        if self.expires is not None and self.expires <= now:
            return "key-expired"
        return "" if self.encrypts else "key-cannot-encrypt"


class Keyring(Protocol):
    """Reads the certificates of others, and knows the one of this house."""

    def look(self, armour: str) -> KeyFacts:
        """Return what a certificate says of itself, or raise `Unusable`."""
        ...

    def certificate(self) -> str:
        """Return the certificate of this house in armour; empty where it has none and nothing is signed."""
        ...

    def doubt(self, armour: str, content: bytes, signature: bytes) -> str:
        """Return the code of why a signature by this certificate is not believed; empty where it is valid."""
        ...


class ReplyBox(Protocol):
    """The mailbox to which replies to notices and bounces come."""

    def letters(self, after: tuple[int, int]) -> Iterable[tuple[bytes, tuple[int, int]]]:
        """Give what is newer than a bookmark, each with its own; one is marked as read when the next is asked for."""
        ...


@dataclass(frozen=True)
class House:
    """Who runs this installation: what notices, folios and pages say about it."""

    country: str  # two letters of the pack, first part of a folio
    team_es: str
    team_en: str
    mail: str  # sender of notices
    domain: str  # right side of a Message-ID, and of the links people type
    phone: str
    base_url: str
    zone: str = "America/Mexico_City"
    synthetic: bool = False  # the banner that says all data is invented
    answer_key: bytes = field(default=b"", repr=False)  # under which the links in notices are made; none: a link asks to sign in
    authserv: str = ""  # how our own mail server signs what it checked (RFC 8601); none: no mail is believed


@dataclass(frozen=True)
class Outside:
    """What the operator allows of the world outside, where sources are visited."""

    networks: tuple[str, ...] = ()  # that may be asked although they are not on the public internet, as 10.2.0.0/16
    benign_lists: str = ""  # a folder of lists of what is known to be harmless, or `package`; empty marks nothing
    alarms: str = ""  # who is written to when a feed is late or broken; empty is the sender of notices


class World(Protocol):
    """Everything an action may not know by itself."""

    @property
    def house(self) -> House:
        """Who runs this installation."""
        ...

    @property
    def post(self) -> Post:
        """Where messages are handed over."""
        ...

    @property
    def keyring(self) -> Keyring:
        """What reads certificates, and holds the one of this house."""
        ...

    @property
    def reply_box(self) -> ReplyBox:
        """Where replies and bounces come to."""
        ...

    @property
    def data(self) -> str:
        """Return the folder of the raw store and the lake."""
        ...

    @property
    def layouts(self) -> str:
        """Return the file of the official Shadowserver reports.json; empty uses our own table alone."""
        ...

    @property
    def outside(self) -> Outside:
        """What the operator allows of the world outside."""
        ...

    def secret_of(self, name: str) -> str:
        """Return a secret that a source names, or raise `Unusable`; it is read when it is needed and kept nowhere."""
        ...

    def now(self) -> datetime:
        """Return the present moment (UTC); frozen in the demo and in tests."""
        ...

    def machine_now(self) -> datetime:
        """Return the machine's own moment: links and tokens expire even in a story that stands still."""
        ...

    def random_bits(self, bits: int) -> int:
        """Return so many unpredictable bits."""
        ...

    def key(self, purpose: str) -> bytes:
        """Return the secret of the installation for one purpose: `raw`, `findings`."""
        ...

    def one_entry(self, actor: str, action: str, *, kind: Kind = "read") -> AbstractContextManager[Entry]:
        """Open one transaction with its one mark; a failure rolls back and marks itself."""
        ...

    def handed_over(self) -> Iterable[Handed]:
        """Return what the mail gateway recorded by itself of every message it handed over, oldest first."""
        ...

    def step(self, name: str) -> None:
        """Name a point where a test may stop the process. Does nothing in production."""
        ...


class HasFields(Protocol):
    """A core dataclass, as far as exports need to know it."""

    def to_dict(self) -> dict[str, str | int | float | bool | Sequence[str] | None]:
        """Return plain values under the column names of its shape."""
        ...
