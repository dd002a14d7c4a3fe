"""Which message an answer link belongs to: one organisation, one notice, one mailbox, and not for ever.

A wrong secret, one that has ended, one of another organisation and one whose contact was
retired are the same: there is nothing under this link.
"""

import hmac
from collections.abc import Iterable
from datetime import datetime
from typing import cast

from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.world import World
from baluarte.core.replies.page import AnswerPage, Before, Line
from baluarte.core.replies.said import Word
from baluarte.core.replies.terms import terms
from baluarte.core.sharing.gate import may_receive
from baluarte.core.sharing.label import Label, strictest
from baluarte.core.warning.finding import State
from baluarte.core.warning.findings import kind_of, name_of
from baluarte.core.warning.schedule import local_day
from baluarte.core.warning.thread.answering import answer_token, is_answer_token
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow, NoticeFinding, OutboxRow

# A message may have left although we do not know it yet, so its link works from the first try on.
MAY_HAVE_LEFT = ("sending", "temporary-failure", "accepted", "answered", "bounced")
_SAYS_NOTHING = "0" * 26  # compared where there is nothing, so that nothing takes as long
_SEALED: frozenset[Label] = frozenset({"red"})  # not even how many of which kind


def box_of(world: World, folio: str, secret: str) -> OutboxRow | None:
    """Return the message that a link opens, or None where it opens nothing now."""
    typed = secret if is_answer_token(secret) else _SAYS_NOTHING
    rows = OutboxRow.objects.select_related("notice", "organisation", "contact").filter(
        notice__folio=read_folio(folio), state__in=MAY_HAVE_LEFT, contact__status="active", organisation__status="active"
    )
    found: OutboxRow | None = None
    for row in rows.order_by("id"):
        made = answer_token(world.house.answer_key, row.organisation.slug, row.message_id, row.recipient) or _SAYS_NOTHING
        if hmac.compare_digest(made, typed) and made != _SAYS_NOTHING and _lives(row, world.now()):
            found = row
    return found


def page_of(box: OutboxRow, now: datetime, zone: str) -> AnswerPage:
    """Return what the link of a message shows: everything where the label allows it, else which kinds of thing there are."""
    findings = findings_of(box)
    label = strictest([cast("Label", box.label), *(cast("Label", one.tlp) for one in findings)])
    detail = bool(may_receive(label, "recipient", "answer-link"))
    today, span = local_day(now, zone), terms()
    return AnswerPage(
        folio=box.notice.folio,
        kind=box.notice.kind,
        label=label,
        organisation=box.organisation.name,
        made_on=local_day(box.made_at, zone),
        lines=() if label in _SEALED else tuple(line_of(one, detail=detail) for one in findings),
        detail=detail,
        answered=_before(box),
        proposed_until=today + span.proposed_mute,
        latest_until=today + span.longest_mute,
        first_until=today + (span.link / span.link.days),
    )


def findings_of(box: OutboxRow) -> list[FindingRow]:
    """Return what a notice told of, its own organisation's alone, the most urgent first."""
    told = NoticeFinding.objects.filter(notice=box.notice_id).values("finding_id")
    return list(FindingRow.objects.filter(id__in=told, organisation=box.organisation_id).order_by("priority", "point", "identifier"))


def open_folios(box: OutboxRow, chosen: Iterable[str] = ()) -> list[str]:
    """Return the findings of a notice that still live, or those of them that were chosen."""
    asked = set(chosen)
    return [one.folio for one in findings_of(box) if one.state != "closed" and (not asked or one.folio in asked)]


def _lives(row: OutboxRow, now: datetime) -> bool:
    return now <= row.made_at + terms().link


def line_of(row: FindingRow, *, detail: bool) -> Line:
    """Return a finding as a page shows it; without detail only its kind, its severity and where it stands."""
    kind, state = kind_of(row.identifier, row.type).name, cast("State", row.state)
    if not detail:
        return Line(row.folio, row.severity, kind, state)
    return Line(row.folio, row.severity, kind, state, row.point, name_of(row.identifier) if row.identifier else None, row.last_seen)


def _before(box: OutboxRow) -> tuple[Before, ...]:
    rows = (
        ReplyRow.objects.filter(notice=box.notice_id, contact=box.contact_id, via__in=("link", "mail"), kind="answer")
        .exclude(word="")
        .exclude(state="counted")
    )
    return tuple(Before(cast("Word", row.word), row.at, row.until) for row in rows.order_by("-at", "-id")[:5])
