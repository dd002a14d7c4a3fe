"""Whose turn it is to read a feed: one worker at a time, and a dead one is not waited for.

The lease itself, its clock and its fencing token are `store.ground.leases`. Here stands
what a holder is called: the machine, the process and when that process began. A holder
of this machine whose process is gone gives its lease up at once, so that an import
that was killed goes on when it is started again. Even if that were wrong, the token
fences: the one before cannot commit.
"""

import os
import socket
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from baluarte.core.errors import Outdated
from baluarte.store.ground.leases import acquire, hold, release
from baluarte.store.ground.models import Lease
from baluarte.store.ground.shortage import plainly

SPAN = timedelta(minutes=5)  # renewed with every batch of rows, which takes seconds


class Turn:
    """The right to read some feeds, until it is given back."""

    prefix = "feeds.ingest."  # of the names of its leases

    def __init__(self, feeds: tuple[str, ...], mark: int) -> None:
        self.feeds = tuple(f"{self.prefix}{feed}"[:100] for feed in sorted(set(feeds)))
        self.holder = f"{_machine()} {os.getpid()} {_born(os.getpid())} {mark:08x}"[:100]
        self.tokens: dict[str, int] = {}

    @plainly()
    def take(self) -> "Turn":
        """Take the lease of every feed, in one order for all workers, or raise `Outdated`."""
        for name in self.feeds:
            token = acquire(name, self.holder, SPAN)
            if token is None and self._free_the_dead(name):
                token = acquire(name, self.holder, SPAN)
            if token is None:
                self.give_back()
                raise self.taken(name)
            self.tokens[name] = token
        return self

    @plainly()
    def renew(self) -> None:
        """Lengthen the turn; who lost it meanwhile is told so by `Outdated`."""
        with transaction.atomic():
            for name, token in list(self.tokens.items()):
                hold(name, token)
                longer = acquire(name, self.holder, SPAN)
                if longer is None:
                    raise self.taken(name)
                self.tokens[name] = longer

    def fence(self) -> None:
        """Raise `Outdated` unless the turn is still ours. Call it in the transaction of the write."""
        for name, token in self.tokens.items():
            hold(name, token)

    def give_back(self) -> None:
        """Let the next one in."""
        for name, token in self.tokens.items():
            release(name, token)
        self.tokens = {}

    def taken(self, name: str) -> Outdated:
        """Return what the second one is told."""
        return Outdated(
            "feeds.being-read",
            f"Another worker is reading this feed ({name.rpartition('.')[2]!r}).",
            "One worker at a time reads a feed, so that no row is counted twice.",
            "Wait until it is done, then run the same command again.",
        )

    @staticmethod
    def _free_the_dead(name: str) -> bool:
        row = Lease.objects.filter(name=name).values_list("holder", "token").first()
        if row is None or not _is_dead(row[0]):
            return False
        release(name, row[1])
        return True


def _is_dead(holder: str) -> bool:
    machine, _, rest = holder.partition(" ")
    process, _, rest = rest.partition(" ")
    born = rest.partition(" ")[0]
    return machine == _machine() and process.isascii() and process.isdigit() and _born(int(process)) != born


def _machine() -> str:
    return socket.gethostname()[:40].replace(" ", "-")


def _born(process: int) -> str:
    """When a process began, in ticks since the machine did: two with one number are told apart."""
    try:
        told = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
    except OSError:
        return "gone"
    return "gone" if told[0] in "ZX" else told[19]  # a zombie holds nothing
