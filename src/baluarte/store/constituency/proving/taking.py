"""What an answer makes of a claim: its standing, its asset, its history and the mails that follow, in one transaction."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from baluarte.core.constituency.claims.assurance import covers, left_after
from baluarte.core.constituency.claims.method import METHODS
from baluarte.core.constituency.claims.outcome import Verdict
from baluarte.core.constituency.claims.standing import HOLDING, Event, Standing, after, lapse
from baluarte.core.constituency.claims.telling import tell, tell_lost
from baluarte.core.ground.text import Text
from baluarte.store.constituency import shelf
from baluarte.store.constituency.models import AssetRow, ClaimRow
from baluarte.store.constituency.proving import mails
from baluarte.store.constituency.proving.claims import delegated, proofs, remember, standing_of
from baluarte.store.constituency.writing import Author, write_assets

# What a person should hear of by mail: the rest is on the page.
_MAILED: dict[Event, str] = {"verified": "verified", "back": "verified", "missing": "missing", "lost": "lost"}
_QUIET = frozenset({"asked", "still"})


@dataclass(frozen=True)
class Taking:
    """Who takes an answer in, and in which zone people read its moments."""

    by: Author
    zone: str


def due(now: datetime, most: int) -> list[int]:
    """Return the claims to be asked about now, the longest due first."""
    rows = ClaimRow.objects.filter(next_at__lte=now).exclude(organisation__status="merged")
    return list(rows.order_by("next_at", "id").values_list("id", flat=True)[:most])


def locked(number: int) -> ClaimRow | None:
    """Return a claim, held until the transaction ends."""
    return ClaimRow.objects.select_for_update(of=("self",)).select_related("organisation", "asset").filter(id=number).first()


def covering(row: ClaimRow, now: datetime) -> int | None:
    """Return the number of a claim on a parent domain of the same organisation that covers this name already."""
    if row.asset.kind not in {"domain", "host", "account_domain"}:
        return None
    away = delegated(row.organisation_id, now.date())
    found = [
        number
        for number, proof in proofs(row.organisation_id)
        if proof.method.below and proof.value != row.asset.value and covers(proof.value, row.asset.value, away)
    ]
    return min(found, default=None)


def take(row: ClaimRow, verdict: Verdict, taking: Taking) -> Event:
    """Take an answer in and return what it made of the claim."""
    standing, event = after(standing_of(row), verdict.outcome, METHODS[row.method], taking.by.at)
    row.through_id = None
    row.checked_at = taking.by.at
    told = tell(verdict, row.asset.value, taking.zone, standing.next_at)
    changed = row.outcome != verdict.outcome
    row.outcome = verdict.outcome
    row.last = {"said": vars(told), "asked": [one.to_dict() for one in verdict.asked], "why": verdict.why, "signed": verdict.signed}
    settle(row, standing, event, taking, {"why": ""} if changed or event not in _QUIET else None)
    return event


def through(row: ClaimRow, parent: int, taking: Taking) -> Event:
    """Let a claim on a parent domain stand for this one, where it holds still; it is looked at again when that one changes."""
    if not ClaimRow.objects.filter(id=parent, state__in=HOLDING).exists():  # lost since it was looked for
        ClaimRow.objects.filter(id=row.id).update(through=None, next_at=taking.by.at)
        return "asked"
    standing, event = after(standing_of(row), "verified", METHODS[row.method], taking.by.at)
    row.through_id, row.outcome, row.checked_at = parent, "verified", taking.by.at
    row.last = {}
    settle(row, standing, event, taking, {"why": f"claim {parent}"} if event not in _QUIET else None)
    return event


def renewal(row: ClaimRow, taking: Taking) -> Event:
    """Let a claim that only a person can renew go into its grace time, or out of it."""
    standing, event = lapse(standing_of(row), METHODS[row.method], taking.by.at)
    settle(row, standing, event, taking, {"why": ""})
    return event


def prove(row: ClaimRow, assurance: int, why: str, taking: Taking) -> Event:
    """Say that a claim is proved with this assurance: by a link that was followed, by people, by designation."""
    standing, event = after(standing_of(row), "verified", METHODS[row.method], taking.by.at)
    row.assurance, row.outcome, row.checked_at = assurance, "verified", taking.by.at
    settle(row, standing, event, taking, {"why": why})
    return event


def end(row: ClaimRow, state: str, why: str, taking: Taking) -> None:
    """Refuse or withdraw a claim. What was verified before stays with the register: notices go on."""
    standing = Standing("refused" if state == "refused" else "withdrawn", row.since)
    settle(row, standing, "gave-up", taking, {"why": why})


def settle(row: ClaimRow, standing: Standing, event: Event, taking: Taking, told: dict[str, Any] | None) -> None:
    """Write how a claim stands now, and everything that follows from it."""
    before = {"state": row.state, "assurance": row.assurance}
    row.state, row.since, row.tries = standing.state, standing.since, standing.tries
    row.next_at, row.missing = standing.next_at, standing.missing
    row.until = standing.next_at if standing.state == "verified" and not METHODS[row.method].by_itself else None
    if event == "lost":
        row.last = {**row.last, "said": vars(_lost(row, taking))}
    row.save()
    if told is not None:
        what = event if row.state not in {"refused", "withdrawn"} else row.state
        remember([(row, before, {"what": what, "outcome": row.outcome, "asked": row.last.get("asked", []), **told})], taking.by)
    if event not in _QUIET:
        set_assurance(row.asset, taking.by)
        _release(row, taking.by.at)
    if event in _MAILED:
        mails.queue(row, _MAILED[event], taking.by.at)
    if event in {"verified", "back"} and METHODS[row.method].tells:
        mails.queue(row, "weak", taking.by.at)


def set_assurance(asset: AssetRow, by: Author) -> int:
    """Give an asset the strongest assurance of its claims, never less than its notices need; return it."""
    claims = list(ClaimRow.objects.filter(asset=asset))
    asset.refresh_from_db()
    base = min((one.base for one in claims), default=asset.assurance)
    counting = [one.assurance for one in claims if one.state in HOLDING]
    now = left_after(base, counting, known=asset.assurance > 0)
    if now != asset.assurance:
        _write(asset, now, by)
    return now


def _write(asset: AssetRow, assurance: int, by: Author) -> None:
    before = shelf.asset_of(AssetRow.objects.select_related("organisation").get(id=asset.id))
    raised = {"origin": "verified"} if before.assurance == 0 else {}
    write_assets([(before, type(before)(**{**vars(before), "assurance": assurance, **raised}))], by)
    asset.refresh_from_db()


def _release(row: ClaimRow, now: datetime) -> None:
    """Let what stood through a claim be asked for by itself, where that claim holds no more."""
    if row.state not in HOLDING:
        ClaimRow.objects.filter(through=row).update(through=None, next_at=now)
    elif METHODS[row.method].below:
        # What lies below may stand through this one at once: it is asked for now.
        ends = Q(asset__value__endswith=f".{row.asset.value}")
        ClaimRow.objects.filter(ends, organisation=row.organisation_id, state="asking").update(next_at=now)


def _lost(row: ClaimRow, taking: Taking) -> Text:
    return tell_lost(row.asset.value, row.missing or taking.by.at, taking.zone)
