"""How the public log stands: what anybody may see of it on one page."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from baluarte.core.ledger.entries.kinds import EntryKind

OLD = timedelta(hours=1)  # a checkpoint that is older is shown as old


@dataclass(frozen=True)
class Publishing:
    """What a round of the writer came to."""

    size: int
    published: bool
    quorum: bool = True  # enough witnesses signed


@dataclass(frozen=True)
class SeenBy:
    """A witness of the policy, and when it signed the checkpoint that is published; None where it did not."""

    name: str
    at: datetime | None


@dataclass(frozen=True)
class ShownEntry:
    """One entry as it is shown: its place, its kind, its moment and its body, and the bytes that are hashed."""

    seq: int
    kind: EntryKind | None  # None where this release does not know it
    name: str  # of the kind, as it stands in the entry
    at: datetime
    body: Mapping[str, object]
    raw: bytes
    leaf: bytes

    @property
    def text(self) -> str:
        """The entry as it stands in the log, one line."""
        return self.raw.decode()


@dataclass(frozen=True)
class LogStanding:
    """The log as it stands now: its name, the checkpoint that is published, who saw it, and what is not well."""

    origin: str
    key: str
    size: int  # of the published checkpoint
    root: bytes
    note: str
    published_at: datetime | None
    now: datetime
    witnesses: tuple[SeenBy, ...] = ()
    needed: str = ""  # the rule of the quorum, as it stands in the policy; empty where there are no witnesses
    quorum_missing_since: datetime | None = None
    stopped: bool = False  # something did not fit, and a person must look
    waiting: int = 0  # acts whose hour is not over

    @property
    def root_text(self) -> str:
        """The root as it is printed: base64, 44 letters."""
        return base64.b64encode(self.root).decode()

    @property
    def is_old(self) -> bool:
        """True where the checkpoint is older than an hour."""
        return self.published_at is None or self.now - self.published_at > OLD
