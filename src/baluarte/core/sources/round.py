"""A round: one visit to a source, what it brought, and how it ended."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import BinaryIO, Literal

RoundState = Literal["running", "done", "nothing", "partial", "failed"]
# What may be odd about a thing that was fetched; it is taken all the same.
Oddity = Literal["name-again", "older-than-last", "no-report", "renumbered"]


@dataclass(frozen=True)
class Arrived:
    """One file at the door: its name there, what tells this version of it from another, and its bytes.

    `keep` is called when the bytes are durable: only then may the door forget it. `aside` is
    the code of why a person must look at it; its bytes are kept and nothing reads them.
    """

    name: str
    mark: str
    open: Callable[[], BinaryIO]
    file: str = ""  # the name under which it is read; empty is `name`
    keep: Callable[[], None] = lambda: None
    aside: str = ""
    also: tuple[tuple[str, str], ...] = ()  # (name, mark) of what is inside, where it is remembered one by one


@dataclass(frozen=True)
class Stumbled:
    """One file that could not be had this time. It is not remembered, so the next round asks again."""

    name: str
    code: str
    words: str


@dataclass(frozen=True)
class Learned:
    """What the next round should know: a bookmark, a validator. An empty text forgets."""

    memory: Mapping[str, str]


@dataclass(frozen=True)
class Wait:
    """The other side asked for patience: no visit before this span is over."""

    span: timedelta
    code: str
    words: str


Found = Arrived | Stumbled | Learned | Wait


@dataclass(frozen=True)
class Round:
    """One round as it is kept."""

    id: int
    source: str
    started_at: datetime
    ended_at: datetime | None = None
    state: RoundState = "running"
    by_hand: bool = False
    new: int = 0  # deliveries it brought
    stumbled: int = 0  # files that could not be had
    bytes: int = 0
    code: str = ""
    words: str = ""
    deliveries: tuple[int, ...] = field(default=())


def state_of(new: int, stumbled: int, code: str) -> RoundState:
    """Return how a round ended.

    >>> state_of(3, 0, ""), state_of(0, 0, ""), state_of(2, 1, ""), state_of(0, 0, "http.unreachable")
    ('done', 'nothing', 'partial', 'failed')
    """
    if not new and (stumbled or code):
        return "failed"
    if stumbled or code:
        return "partial"
    return "done" if new else "nothing"
