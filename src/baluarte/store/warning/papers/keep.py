"""Keep papers: their bytes once and for ever, when they were sent and received, and who asks whether one is ours."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db.models import Max

from baluarte.core.errors import Missing, Unusable
from baluarte.core.ground.text import Language
from baluarte.core.warning.page import Paper
from baluarte.core.warning.schedule import local_day
from baluarte.store.warning.models import FindingStep, NoticeFinding, NoticeRow, PaperRow

Kind = Literal["letter", "certificate"]


@dataclass(frozen=True)
class Making:
    """What is made: which paper of which notice, in which language, by whom and when."""

    notice: NoticeRow
    kind: Kind
    language: Language
    who: str
    now: datetime

    def standing(self) -> PaperRow | None:
        """Return the paper that was made already and has not been sent: nobody needs a second number for the same words."""
        rows = PaperRow.objects.filter(notice=self.notice, kind=self.kind, language=self.language, sent_on=None)
        return rows.order_by("-number").first()

    def next_number(self) -> int:
        """Return the number of the next paper of its kind."""
        last = PaperRow.objects.filter(notice__folio=self.notice.folio, kind=self.kind).aggregate(last=Max("number"))["last"]
        return (last or 0) + 1


def put(making: Making, number: int, content: bytes) -> PaperRow:
    """Keep a new paper as its exact bytes."""
    return PaperRow.objects.create(
        notice=making.notice, organisation_id=making.notice.organisation_id, kind=making.kind, number=number, language=making.language,
        sha256=hashlib.sha256(content).hexdigest(), content=content, made_at=making.now, made_by=making.who,
    )  # fmt: skip


def date_letter(folio: str, number: int, days: tuple[date | None, date | None], who: str, now: datetime) -> str:
    """Write down when a letter was sent and received, and let its findings remember; return its hash."""
    row = PaperRow.objects.select_for_update().filter(notice__folio=folio, kind="letter", number=number).first()
    if row is None:
        raise Missing("letter.missing", f"There is no official letter {folio}/{number}.", "", "Make it first.")
    sent, received = days[0] or row.sent_on, days[1] or row.received_on
    if received and (sent is None or received < sent):
        raise Unusable(
            "letter.days", "A letter is not received before it was sent.", "", "Give the day of sending too, or correct the days."
        )
    for what, before, after in (("letter-sent", row.sent_on, sent), ("letter-received", row.received_on, received)):
        if after and after != before:
            _say(row, what, f"{folio}/{number}, {after.isoformat()}", who, now)
    row.sent_on, row.received_on = sent, received
    row.save(update_fields=["sent_on", "received_on"])
    return row.sha256


def of_notice(folio: str, zone: str) -> tuple[Paper, ...]:
    """Return the papers of a notice, oldest first."""
    rows = PaperRow.objects.select_related("notice").filter(notice__folio=folio).order_by("id").defer("content")
    return tuple(paper_of(row, zone) for row in rows)


def by_hash(sha256: str, zone: str) -> Paper | None:
    """Return the paper whose bytes have this hash, or None."""
    row = PaperRow.objects.select_related("notice").filter(sha256=sha256).defer("content").first()
    return paper_of(row, zone) if row else None


def paper_of(row: PaperRow, zone: str) -> Paper:
    """Return what may be said of a paper to whoever holds it."""
    return Paper(
        row.notice.folio, row.kind, row.number, row.language, row.sha256, local_day(row.made_at, zone), row.sent_on, row.received_on
    )


def _say(row: PaperRow, what: str, why: str, who: str, now: datetime) -> None:
    """Let every finding that the letter tells of remember it."""
    told = NoticeFinding.objects.select_related("finding").filter(notice=row.notice)
    steps = [FindingStep(finding=one.finding, at=now, what=what, state=one.finding.state, who=who, why=why) for one in told]
    FindingStep.objects.bulk_create(steps, batch_size=100)
