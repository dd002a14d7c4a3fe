"""The real world of an action: this machine's clock, chance, keys, mail and database.

`open_world` is the one place where settings become things. Everything below is handed values.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from baluarte.core.errors import Unusable
from baluarte.core.ground.addresses import read_network
from baluarte.core.ground.moments import read_moment
from baluarte.core.ground.post.handed import Handed
from baluarte.core.ground.world import Entry, House, Kind, Outside, Post, ReplyBox
from baluarte.gateways.handed import Recorded, read_record
from baluarte.gateways.openpgp import OpenPgp
from baluarte.gateways.replies import NoReplies
from baluarte.wiring.catch_all import CatchAll, NoServer
from baluarte.wiring.secret_files import read_secret

OPENPGP_FILE = "openpgp.key"

if TYPE_CHECKING:
    from baluarte.wiring.settings import Settings

RECORD = "handed"  # folder of what the mail gateway recorded


def _go_on(_name: str) -> None:
    """Nothing stops at a step in production."""


@dataclass(frozen=True)
class OpenWorld:
    """The world as it is. `step_hook` is replaced only by tests that stop a process at a point."""

    house: House
    post: Post
    data: str
    secret: bytes = field(repr=False)
    frozen_at: datetime | None = None
    layouts: str = ""
    keyring: OpenPgp = field(default_factory=OpenPgp, repr=False)
    outside: Outside = field(default_factory=Outside)
    secrets: str = ""  # folder of the secrets that sources name
    reply_box: ReplyBox = field(default_factory=NoReplies, repr=False)
    step_hook: Callable[[str], None] = _go_on

    def now(self) -> datetime:
        """Return the moment of the story where it stands still, else the machine's."""
        return self.frozen_at or datetime.now(UTC)

    def at(self, moment: datetime) -> "OpenWorld":
        """Return the same world with its clock standing at a moment: how a story with a past is told."""
        return replace(self, frozen_at=moment)

    def machine_now(self) -> datetime:
        """Return the machine's moment: what is secret must expire even in a story that stands still."""
        return datetime.now(UTC)

    def secret_of(self, name: str) -> str:
        """Return a secret that a source names, read from its file now."""
        return read_secret(Path(self.secrets), name)

    def random_bits(self, bits: int) -> int:
        """Return so many unpredictable bits."""
        return secrets.randbits(bits)

    def key(self, purpose: str) -> bytes:
        """Return the 256-bit secret of the installation for one purpose."""
        return derive_key(self.secret, purpose)

    def one_entry(self, actor: str, action: str, *, kind: Kind = "read") -> AbstractContextManager[Entry]:
        """Open one transaction with its one mark."""
        from baluarte.store.ledger.entries import one_entry  # noqa: PLC0415 - only after django.setup()

        return one_entry(actor, action, kind, self.now)

    def handed_over(self) -> Iterator[Handed]:
        """Return what the mail gateway recorded of every message it handed over."""
        return read_record(Path(self.data) / RECORD)

    def step(self, name: str) -> None:
        """Name a point between two writes; a test may stop the process here."""
        self.step_hook(name)


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Return 256 bits for one purpose by HKDF-SHA-256 (RFC 5869), one block.

    Two purposes never share a key, and none of them tells the secret.

    >>> derive_key(b"secret", "raw") == derive_key(b"secret", "findings")
    False
    """
    extracted = hmac.digest(b"baluarte-installation-v1", secret, hashlib.sha256)
    return hmac.digest(extracted, purpose.encode() + b"\x01", hashlib.sha256)


@lru_cache(maxsize=1)
def open_world() -> OpenWorld:
    """Set Django up once and return the world that this installation's settings describe."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baluarte.wiring.settings")
    import django  # noqa: PLC0415 - the offline half of the command never loads it

    django.setup()
    from baluarte.wiring.settings import BALUARTE, DATA, SECRET_KEY  # noqa: PLC0415 - reading them needs the environment

    keyring = _keyring(DATA)
    return OpenWorld(
        house=_house(BALUARTE, derive_key(SECRET_KEY.encode(), "answers")),
        post=Recorded(_post(BALUARTE, DATA / "outgoing", keyring), DATA / RECORD, derive_key(SECRET_KEY.encode(), "handed")),
        data=str(DATA),
        secret=SECRET_KEY.encode(),
        frozen_at=_frozen(BALUARTE.frozen_at),
        layouts=BALUARTE.shadowserver_reports,
        keyring=keyring,
        reply_box=_reply_box(BALUARTE),
        outside=_outside(BALUARTE),
        secrets=BALUARTE.secrets or str(DATA / "secrets"),
    )


def _house(settings: "Settings", answer_key: bytes) -> House:
    return House(
        country=settings.country,
        team_es=settings.team_es,
        team_en=settings.team_en,
        mail=settings.mail,
        domain=settings.domain,
        phone=settings.phone,
        base_url=settings.base_url,
        zone=settings.zone,
        synthetic=settings.synthetic == "yes",
        answer_key=answer_key,
        authserv=settings.authserv,
    )


def _outside(settings: "Settings") -> Outside:
    networks = tuple(one.strip() for one in settings.source_networks.split(",") if one.strip())
    for network in networks:
        if read_network(network) is None:
            raise Unusable(
                "settings.source-networks",
                f"BALUARTE_SOURCE_NETWORKS holds {network!r}, which is no network.",
                "Only networks that are named may be asked beside the public internet.",
                "Write them as 10.2.0.0/16, with commas.",
            )
    return Outside(networks, settings.benign_lists, settings.alarm_mail)


def _frozen(text: str) -> datetime | None:
    if not text:
        return None
    moment = read_moment(text, naive_is_utc=False)
    if isinstance(moment, str):
        raise Unusable(
            "settings.frozen-at",
            f"BALUARTE_FROZEN_AT is not a moment: {text!r}.",
            "A clock that stands still needs an exact moment.",
            "Write it as 2026-03-05T15:00:00Z, or leave it empty.",
        )
    return moment


def _keyring(data: Path) -> OpenPgp:
    """Return the key of this house, if `baluarte init` has made it."""
    path = data / OPENPGP_FILE
    return OpenPgp(path.read_text("ascii") if path.is_file() else "")


def _post(settings: "Settings", outgoing: Path, keyring: OpenPgp) -> Post:
    if not settings.smtp:
        return CatchAll(outgoing, keyring) if settings.synthetic == "yes" else NoServer()
    from baluarte.gateways.mail import Smtp  # noqa: PLC0415 - an installation without a mail server needs none of it

    host, _, port = settings.smtp.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Unusable(
            "settings.smtp",
            f"BALUARTE_SMTP is not a mail server: {settings.smtp!r}.",
            "A mail server is a host and a port.",
            "Write it as mail.csirt.example:587, or leave it empty.",
        )
    return Smtp(host, int(port), tls=settings.smtp_tls, user=settings.smtp_user, password=settings.smtp_password, keyring=keyring)


def _reply_box(settings: "Settings") -> ReplyBox:
    """Return the mailbox of replies; where none is named, nothing ever comes."""
    if not settings.imap:
        return NoReplies()
    from baluarte.gateways.imap import Imap  # noqa: PLC0415 - an installation without a mailbox needs none of it
    from baluarte.gateways.replies import MailboxOfReplies  # noqa: PLC0415 - the same

    host, _, port = settings.imap.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65_536:
        raise Unusable(
            "settings.imap",
            f"BALUARTE_IMAP is not a mailbox server: {settings.imap!r}.",
            "A mailbox server is a host and a port.",
            "Write it as mail.csirt.example:993, or leave it empty.",
        )
    return MailboxOfReplies(
        Imap(host, int(port), settings.imap_user, settings.imap_password, settings.imap_folder, settings.imap_done, tls=settings.imap_tls)
    )
