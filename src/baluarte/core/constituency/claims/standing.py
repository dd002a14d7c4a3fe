"""How a claim stands, and what the next answer makes of it: asked, verified, in its grace time, lost.

A failed question changes nothing and is asked again. Losing is quiet and slow: what is
missing has its grace time, and a server that cannot be asked never ends it.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from baluarte.core.constituency.claims.method import Method
from baluarte.core.constituency.claims.outcome import Outcome
from baluarte.core.ground.text import Text

State = Literal["asking", "waiting", "review", "verified", "grace", "lost", "given-up", "refused", "withdrawn"]
Event = Literal["verified", "still", "missing", "back", "lost", "asked", "gave-up"]
# After a question that found nothing or failed: so many minutes, then every hour.
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
ASKED_FOR = timedelta(days=14)
IN_GRACE = timedelta(days=1)
WHEN_LOST = timedelta(days=7)
HOLDING: frozenset[str] = frozenset({"verified", "grace"})
ENDED: frozenset[str] = frozenset({"refused", "withdrawn"})
STATE_WORDS: tuple[tuple[str, Text], ...] = (
    ("asking", Text("seguimos consultando", "we keep asking")),
    ("waiting", Text("espera un enlace por correo", "waits for a link by mail")),
    ("review", Text("en revisión por personas", "reviewed by people")),
    ("verified", Text("comprobado", "verified")),
    ("grace", Text("comprobado; hoy no aparece", "verified; missing now")),
    ("lost", Text("se perdió la comprobación", "verification lost")),
    ("given-up", Text("no apareció en 14 días", "did not appear in 14 days")),
    ("refused", Text("rechazado", "refused")),
    ("withdrawn", Text("retirado", "withdrawn")),
)


@dataclass(frozen=True)
class Standing:
    """How a claim stands. `since` is when its present asking began, or when it was verified; `missing` when it was first not found."""

    state: State
    since: datetime
    tries: int = 0
    next_at: datetime | None = None
    missing: datetime | None = None

    @property
    def holds(self) -> bool:
        """Does it count now?"""
        return self.state in HOLDING


def begin(now: datetime) -> Standing:
    """Return the standing of a claim that is asked for from now on."""
    return Standing("asking", now, 0, now)


def retry(tries: int) -> timedelta:
    """Return how long to wait after so many questions without the proof.

    >>> [int(retry(tries).total_seconds() / 60) for tries in range(1, 7)]
    [1, 5, 15, 60, 60, 60]
    """
    return RETRIES[min(max(tries, 1), len(RETRIES)) - 1]


def after(standing: Standing, outcome: Outcome, method: Method, now: datetime) -> tuple[Standing, Event]:
    """Return how a claim stands after an answer, and what that is called."""
    if outcome == "verified":
        return _found(standing, method, now)
    if standing.state in HOLDING or standing.state == "lost":
        return _not_found(standing, outcome, method, now)
    tries = standing.tries + 1
    if now - standing.since >= ASKED_FOR:
        return replace(standing, state="given-up", tries=tries, next_at=None), "gave-up"
    return replace(standing, state="asking", tries=tries, next_at=now + retry(tries)), "asked"


def lapse(standing: Standing, method: Method, now: datetime) -> tuple[Standing, Event]:
    """Return how a claim stands that only a person can renew, when its time has come: grace first, then lost."""
    return _not_found(standing, "not-there", method, now)


def _found(standing: Standing, method: Method, now: datetime) -> tuple[Standing, Event]:
    following = None if method.again is None else now + method.again
    if standing.state == "verified":
        return replace(standing, tries=0, next_at=following), "still"
    event: Event = "back" if standing.state in {"grace", "lost"} else "verified"
    since = standing.since if standing.state == "grace" else now
    return Standing("verified", since, 0, following), event


def _not_found(standing: Standing, outcome: Outcome, method: Method, now: datetime) -> tuple[Standing, Event]:
    if outcome == "could-not-ask":
        tries = standing.tries + 1
        return replace(standing, tries=tries, next_at=now + retry(tries)), "asked"
    if standing.state == "lost":
        return replace(standing, tries=0, next_at=now + WHEN_LOST), "asked"
    missing = standing.missing or now
    if now - missing >= method.grace and standing.state == "grace":
        return replace(standing, state="lost", tries=0, missing=missing, next_at=now + WHEN_LOST), "lost"
    ends = missing + method.grace
    return replace(standing, state="grace", tries=0, missing=missing, next_at=min(now + IN_GRACE, max(ends, now))), "missing"
