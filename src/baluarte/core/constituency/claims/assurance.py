"""What assurance unlocks, and how sure we are of a name: pure functions that everybody else calls.

Nobody learns before the proof whether an asset is known, so 0 shows nothing at all. Losing a
proof never goes below 1 where we warned before: notices go on, and the portal shows the summary.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from baluarte.core.constituency.claims.method import Method

Assurance = Literal[0, 1, 2, 3]
FLOOR = 1  # of what was verified once: notices are never silenced by losing a proof


@dataclass(frozen=True)
class Sight:
    """What may be seen and done about one asset."""

    existence: bool  # whether we know the asset at all
    counts: bool  # findings by severity
    mailed: bool  # the findings that went out by mail
    detail: bool  # full findings, and answering them
    children: bool  # what lies below a domain
    invite: bool  # a provider
    export: bool
    keys: bool  # for programs


_SIGHTS = (
    Sight(*(False,) * 8),
    Sight(existence=True, counts=True, mailed=True, detail=False, children=False, invite=False, export=False, keys=False),
    Sight(existence=True, counts=True, mailed=True, detail=True, children=False, invite=False, export=False, keys=False),
    Sight(*(True,) * 8),
)


@dataclass(frozen=True)
class Proof:
    """One proof that holds: what it proves, how, and how sure it makes us."""

    value: str
    method: Method
    assurance: int


def sight(assurance: int) -> Sight:
    """Return what a degree of assurance shows; what is no degree shows nothing.

    >>> sight(1).counts, sight(1).detail, sight(2).detail, sight(2).export, sight(3).export, sight(7).existence
    (True, False, True, False, True, False)
    """
    return _SIGHTS[assurance] if 0 <= assurance < len(_SIGHTS) else _SIGHTS[0]


def covers(parent: str, name: str, delegated: Iterable[str] = ()) -> bool:
    """Does a domain cover a name: itself or what lies below it, except what is delegated to somebody else?

    >>> covers("instituto.example", "www.instituto.example"), covers("instituto.example", "otroinstituto.example")
    (True, False)
    >>> covers("instituto.example", "a.hijo.instituto.example", ["hijo.instituto.example"])
    False
    """
    if not _within(name, parent):
        return False
    return not any(_within(name, away) and _within(away, parent) and away != parent for away in delegated)


def assurance_of(name: str, proofs: Iterable[Proof], delegated: Iterable[str] = ()) -> int:
    """Return how sure we are of a name by the proofs of one organisation; a parent covers its children where its method does."""
    away = tuple(delegated)
    found = [one.assurance for one in proofs if one.value == name or (one.method.below and covers(one.value, name, away))]
    return max(found, default=0)


def left_after(base: int, others: Iterable[int], *, known: bool) -> int:
    """Return the assurance that stays with an asset without one proof: the strongest of the rest, and never silence where we warned.

    >>> left_after(0, [], known=True), left_after(0, [2], known=True), left_after(3, [], known=True), left_after(0, [], known=False)
    (1, 2, 3, 0)
    """
    return max(base, *others, FLOOR if known else 0)


def _within(name: str, parent: str) -> bool:
    return name == parent or name.endswith(f".{parent}")
