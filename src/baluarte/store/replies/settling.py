"""What only a person decides: a proposed false positive, a mail that no machine could read, a disputed asset."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from baluarte.core.constituency.asset import Asset
from baluarte.core.errors import Missing, Outdated, Unusable
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.said import MOVES, Said
from baluarte.core.warning.finding import Answer, Via
from baluarte.store.constituency.shelf import asset_of
from baluarte.store.constituency.writing import Author, write_assets
from baluarte.store.ground.leases import alone
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning import answers
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding

Outcome = Literal["ended", "confirmed"]
_REGISTER = "register"  # the name under which the register is changed by one at a time


@dataclass(frozen=True)
class Decision:
    """Who decides, why, and the moment."""

    who: str
    why: str
    happening: Happening


def settle(number: int, decision: Decision) -> ReplyRow:
    """Say that a reply needs nobody any more; one that was settled before is `Outdated`."""
    row = _waiting(number)
    _close(row, decision)
    return row


def assign(number: int, said: Said, decision: Decision) -> tuple[tuple[str, ...], str]:
    """Give a reply the meaning that a person read in it: its findings move as if the word had been plain."""
    row = _waiting(number)
    if row.notice is None or said.word not in MOVES:
        raise Unusable(
            "reply.no-notice", "This reply belongs to no notice, or its word says nothing of findings.",
            "An answer is about findings that a notice told of.", "Mark it as done, and answer the finding itself.",
        )  # fmt: skip
    told = NoticeFinding.objects.filter(notice=row.notice_id).values("finding_id")
    living = FindingRow.objects.filter(id__in=told, organisation=row.notice.organisation_id).exclude(state="closed")
    folios = [folio for folio in living.order_by("id").values_list("folio", flat=True) if not said.findings or folio in said.findings]
    digest = _move(folios, Said(said.word, said.why, said.until), decision, "mail" if row.via == "mail" else "link")
    row.word, row.findings, row.why, row.until = said.word, folios, said.why, said.until
    _close(row, decision)
    return tuple(folios), digest


def decide_false(number: int, decision: Decision, *, accept: bool) -> tuple[tuple[str, ...], str]:
    """Accept a proposed false positive until its date, or open its findings again."""
    row = _waiting(number)
    if row.reason != "false-proposed":
        raise Unusable("reply.not-proposed", "This reply proposes no false positive.", "", "Mark it as done, or give it its meaning.")
    proposed = FindingRow.objects.filter(folio__in=row.findings, state="false-proposed")
    folios = list(proposed.order_by("id").values_list("folio", flat=True))
    given: Answer = "false-until" if accept else "reopen"
    until = row.until if accept else None
    digest = _answer(folios, (given, until), f"{row.why}\n{decision.why}".strip(), decision, "desk")
    _close(row, decision)
    return tuple(folios), digest


def decide_dispute(folio: str, outcome: Outcome, decision: Decision) -> tuple[tuple[str, ...], str]:
    """End an asset that is not its organisation's, or confirm that it is; every finding on it follows.

    What is confirmed is open again. What ended is closed, and says that it was never theirs: it
    is no fix. An asset ends on the day before, since what is seen today is no longer its own.
    """
    row = FindingRow.objects.select_related("asset", "asset__organisation").filter(folio=folio, state="dispute").first()
    if row is None:
        raise Missing("dispute.missing", f"No asset is disputed by the finding {folio!r}.", "", "See the list of disputes.")
    same = FindingRow.objects.filter(state="dispute", organisation=row.organisation_id)
    same = same.filter(asset=row.asset_id) if row.asset_id else same.filter(id=row.id)
    folios = list(same.select_for_update().order_by("id").values_list("folio", flat=True))
    digests = []
    if outcome == "ended":
        if row.asset is not None:
            digests.append(_end(asset_of(row.asset), decision))
        digests += [_not_theirs(one, decision) for one in folios]
    else:
        digests.append(_answer(folios, ("reopen", None), decision.why, decision, "desk"))
    _follow(row.organisation_id, folios, decision)
    return tuple(folios), answers.chain(digests)


def _end(asset: Asset, decision: Decision) -> str:
    alone(_REGISTER)
    day = decision.happening.today - timedelta(days=1)
    last = max(day, asset.valid_from) if asset.valid_from else day
    if asset.valid_until is not None and asset.valid_until <= last:
        return ""
    return write_assets([(asset, replace(asset, valid_until=last))], Author(decision.who, decision.happening.now))


def _not_theirs(folio: str, decision: Decision) -> str:
    now = decision.happening.now
    FindingRow.objects.filter(folio=folio).update(state="closed", closed_at=now, updated_at=now, until=None, told_state="closed")
    FindingStep.objects.create(
        finding=FindingRow.objects.get(folio=folio), at=now, what="not-theirs", state="closed", who=decision.who, why=decision.why[:2000], via="desk"
    )  # fmt: skip
    return answers.chain([f"{folio} not-theirs"])


def _follow(organisation: int, folios: Sequence[str], decision: Decision) -> None:
    """Settle the replies that opened a dispute once none of their findings is disputed any more."""
    disputed = set(FindingRow.objects.filter(organisation=organisation, state="dispute").values_list("folio", flat=True))
    for row in ReplyRow.objects.filter(organisation=organisation, state="waiting", reason="dispute"):
        if set(row.findings) & set(folios) and not set(row.findings) & disputed:
            _close(row, decision)


def _move(folios: Sequence[str], said: Said, decision: Decision, via: Via) -> str:
    given = "false-until" if said.word == "false" else MOVES[said.word]
    return _answer(folios, (given, said.until), said.why, decision, via)


def _answer(folios: Sequence[str], given: tuple[Answer, date | None], why: str, decision: Decision, via: Via) -> str:
    answer, until = given
    happening = decision.happening
    return answers.chain(
        answers.take(folio, answers.Given(answer, why, until, decision.who, via), happening.now, happening.today) for folio in folios
    )


def _waiting(number: int) -> ReplyRow:
    row = ReplyRow.objects.select_related("notice").select_for_update(of=("self",)).filter(id=number).first()
    if row is None:
        raise Missing("reply.missing", f"There is no reply {number}.", "", "See the list of replies.")
    if row.state != "waiting":
        raise Outdated(
            "reply.settled", f"The reply {number} waits for nobody.", "Somebody settled it, or it never had to.", "Look at it again."
        )
    return row


def _close(row: ReplyRow, decision: Decision) -> None:
    row.state, row.settled_at, row.settled_by, row.settled_why = "settled", decision.happening.now, decision.who, decision.why[:2000]
    row.save()
