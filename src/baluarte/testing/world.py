"""The world of a test, with every moving part in the test's hand."""

import hashlib
import hmac
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from baluarte.core.errors import Unreachable, Unusable
from baluarte.core.ground.post.handed import Handed, mailbox_mark
from baluarte.core.ground.world import Entry, House, KeyFacts, Keyring, Kind, Message, Outside

STORY = datetime(2026, 3, 5, 15, 0, tzinfo=UTC)  # the moment at which the demo country stands
_HOUSE = House(
    country="AN",
    team_es="CSIRT Nacional de Anáhuac",
    team_en="National CSIRT of Anáhuac",
    mail="alertas@csirt.example",
    domain="csirt.example",
    phone="55 0000 0000",
    base_url="http://127.0.0.1:8000",
    synthetic=True,
    answer_key=b"the key of answer links in tests",
    authserv="mx.csirt.example",
)


class Stopped(BaseException):
    """The process ends here. Not an `Exception`: no handler of the product may catch a power cut."""


@dataclass
class CollectedPost:
    """Collects messages; `refusals` are raised first, one a message, as a mail server would refuse."""

    messages: list[Message] = field(default_factory=list)
    refusals: list[Exception] = field(default_factory=list)

    def send(self, message: Message) -> str:
        """Keep the message, or raise the next refusal."""
        if self.refusals:
            raise self.refusals.pop(0)
        self.messages.append(message)
        return f"collected-{len(self.messages)}"

    def be_away(self, times: int = 1) -> None:
        """Let the next so many messages find no server."""
        self.refusals += [Unreachable("mail.unreachable", "The mail server does not answer.")] * times


@dataclass
class KnownKeys:
    """Knows the certificates a test told it of, by their text; reads any other as one that is fit."""

    facts: dict[str, KeyFacts] = field(default_factory=dict)
    own: str = ""

    def look(self, armour: str) -> KeyFacts:
        """Return what the test said of a certificate."""
        found = self.facts.get(armour) or KeyFacts(hashlib.sha256(armour.encode()).hexdigest()[:40])
        return replace(found, armour=armour)

    def certificate(self) -> str:
        """Return the certificate of the house."""
        return self.own

    def doubt(self, armour: str, content: bytes, signature: bytes) -> str:  # noqa: ARG002 - a test says what it is
        """Believe a signature that is the text of its certificate."""
        return "" if signature == armour.encode() else "signature-wrong"


@dataclass
class FilledBox:
    """A mailbox that a test fills; `read` are the letters that were marked as read."""

    mails: list[bytes] = field(default_factory=list)
    read: list[int] = field(default_factory=list)

    def letters(self, after: tuple[int, int]) -> Iterator[tuple[bytes, tuple[int, int]]]:
        """Give the letters after the bookmark, numbered from one."""
        for number, raw in enumerate(self.mails, 1):
            if number > after[1]:
                yield raw, (1, number)
                self.read.append(number)


@dataclass
class TestWorld:
    """A world in the test's hand.

    `stop_at` counts calls of `step` from 1: at that call the process stops, by raising
    `Stopped` (a rollback, as when the connection is lost) or by `os._exit` (as by kill -9).
    """

    __test__ = False  # pytest would take it for a test

    data: str
    house: House = _HOUSE
    post: CollectedPost = field(default_factory=CollectedPost)
    keyring: Keyring = field(default_factory=KnownKeys)
    reply_box: FilledBox = field(default_factory=FilledBox)
    clock: datetime = STORY
    machine: datetime = STORY
    chance: random.Random = field(default_factory=lambda: random.Random(1))  # noqa: S311 - repeatable on purpose
    stop_at: int | None = None
    stop_by: Literal["raise", "exit"] = "raise"
    layouts: str = ""
    outside: Outside = field(default_factory=Outside)
    secrets: dict[str, str] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    @property
    def messages(self) -> Sequence[Message]:
        """The mail that was sent so far."""
        return self.post.messages

    def now(self) -> datetime:
        """Return the moment at which the test's clock stands."""
        return self.clock

    def machine_now(self) -> datetime:
        """Return the machine's moment, which the test holds as well."""
        return self.machine

    def at(self, moment: datetime) -> "TestWorld":
        """Return the same world with both clocks at a moment; post, chance and steps are shared."""
        return replace(self, clock=moment, machine=moment)

    def move(self, span: timedelta) -> None:
        """Let time pass, for the story and for the machine."""
        self.clock += span
        self.machine += span

    def secret_of(self, name: str) -> str:
        """Return a secret that the test told it of."""
        if name not in self.secrets:
            raise Unusable("source.secret-missing", f"There is no secret named {name!r}.", "", "Put it into its file.")
        return self.secrets[name]

    def random_bits(self, bits: int) -> int:
        """Return so many bits that repeat from run to run."""
        return self.chance.getrandbits(bits)

    def key(self, purpose: str) -> bytes:
        """Return a key for one purpose, the same in every run."""
        return hmac.digest(b"the key of the tests", purpose.encode(), hashlib.sha256)

    def one_entry(self, actor: str, action: str, *, kind: Kind = "read") -> AbstractContextManager[Entry]:
        """Open one transaction of the test's database with its one mark."""
        from baluarte.store.ledger.entries import one_entry  # noqa: PLC0415 - tests of the core have no Django

        return one_entry(actor, action, kind, self.now)

    def handed_over(self) -> list[Handed]:
        """Return the mail that was sent so far, as a gateway records it."""
        key = self.key("handed")
        return [Handed(self.clock, one.message_id, mailbox_mark(key, one.recipient), "collected") for one in self.messages]

    def step(self, name: str) -> None:
        """Count a point between two writes, and stop where the test said so."""
        self.steps.append(name)
        if len(self.steps) == self.stop_at:
            if self.stop_by == "exit":
                os._exit(137)
            raise Stopped(name)


def world(data: str, now: datetime = STORY, seed: int = 1) -> TestWorld:
    """Return a world whose files lie under `data`, whose clock stands at `now`."""
    return TestWorld(data, clock=now, machine=now, chance=random.Random(seed))  # noqa: S311 - repeatable on purpose
