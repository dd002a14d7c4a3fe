"""A world in which the first change also keeps the key of its request, in the same transaction.

So there is a key only where there is an effect, and never an effect without its key.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from baluarte.core.ground.post.handed import Handed
from baluarte.core.ground.world import Entry, House, Keyring, Kind, Outside, Post, ReplyBox, World


@dataclass
class KeyedWorld:
    """The world of one request that must be done once. `keep` writes its key."""

    world: World
    keep: Callable[[], None]
    kept: bool = field(default=False)

    @property
    def house(self) -> House:
        """Who runs this installation."""
        return self.world.house

    @property
    def post(self) -> Post:
        """Where messages are handed over."""
        return self.world.post

    @property
    def keyring(self) -> Keyring:
        """What signs, and knows the keys of readers."""
        return self.world.keyring

    @property
    def outside(self) -> Outside:
        """What reaches out to sources."""
        return self.world.outside

    @property
    def reply_box(self) -> ReplyBox:
        """Where replies and bounces come to."""
        return self.world.reply_box

    @property
    def data(self) -> str:
        """The folder of the raw store and the lake."""
        return self.world.data

    @property
    def layouts(self) -> str:
        """The file of the official table of layouts; empty where none was named."""
        return self.world.layouts

    def now(self) -> datetime:
        """Return the present moment."""
        return self.world.now()

    def machine_now(self) -> datetime:
        """Return the machine's own moment."""
        return self.world.machine_now()

    def random_bits(self, bits: int) -> int:
        """Return so many unpredictable bits."""
        return self.world.random_bits(bits)

    def key(self, purpose: str) -> bytes:
        """Return the secret of the installation for one purpose."""
        return self.world.key(purpose)

    def secret_of(self, name: str) -> str:
        """Return a secret that the operator gave under a name."""
        return self.world.secret_of(name)

    def handed_over(self) -> Iterable[Handed]:
        """Return what the mail server took."""
        return self.world.handed_over()

    def step(self, name: str) -> None:
        """Name a point where a test may stop the process."""
        self.world.step(name)

    @contextmanager
    def one_entry(self, actor: str, action: str, *, kind: Kind = "read") -> Iterator[Entry]:
        """Open one transaction with its one mark; the first change keeps the key before it commits."""
        with self.world.one_entry(actor, action, kind=kind) as entry:
            yield entry
            if kind == "change" and not self.kept:
                self.keep()
                self.kept = True
