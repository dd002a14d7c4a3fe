"""Answers to findings: one step of history each, with who, when, why and until."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from baluarte.core.errors import Missing, Unusable
from baluarte.core.warning.finding import Answer, State, Via
from baluarte.core.warning.life import answer as answered
from baluarte.store.warning.models import FindingRow, FindingStep

MOST_LETTERS = 2000
_NEEDS_WHY = ("accept-until", "false-until", "propose-false", "not-ours")


@dataclass(frozen=True)
class Given:
    """What was answered, why, until when, by whom, and how it came."""

    answer: Answer
    why: str
    until: date | None
    who: str
    via: Via = ""


def take(folio: str, given: Given, now: datetime, today: date) -> str:
    """Move a finding to the state an answer gives it, and return the digest of the change."""
    row = FindingRow.objects.select_for_update().filter(folio=folio).first()
    if row is None:
        raise Missing("finding.missing", f"There is no finding {folio!r}.", "", "See the list of findings.")
    if given.answer in _NEEDS_WHY and not given.why:
        raise Unusable(
            "finding.why-missing", "The reason is missing.", "Whoever reads this later must understand it.", "Say why in one sentence."
        )
    before = {"state": row.state, "until": str(row.until or "")}
    state, until = answered(cast("State", row.state), given.answer, given.until, today)
    row.state, row.until, row.updated_at = state, until, now
    row.save(update_fields=["state", "until", "updated_at"])
    FindingStep.objects.create(
        finding=row, at=now, what="answered", state=state, who=given.who, why=given.why[:MOST_LETTERS], via=given.via
    )
    change = [folio, before, {"state": state, "until": str(until or "")}]
    return hashlib.sha256(json.dumps(change, sort_keys=True).encode()).hexdigest()


def chain(digests: Iterable[str]) -> str:
    """Return one digest over many, in their order; none is an empty text."""
    told = "\n".join(digests)
    return hashlib.sha256(told.encode()).hexdigest() if told else ""
