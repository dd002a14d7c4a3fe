"""Notices: written with their outbox rows in one transaction, frozen from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl
from django.db.models import Q

from baluarte.core.errors import Broken
from baluarte.core.ground.world import House, Message
from baluarte.core.sharing.gate import may_receive
from baluarte.core.sharing.label import Label
from baluarte.core.warning.address import check_addressee, in_order, reads, told_by
from baluarte.core.warning.notice import Notice, NoticeKind
from baluarte.core.warning.schedule import due_at
from baluarte.formats.letter import write_letter
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.constituency.shelf import contact_of, get, organisation_of
from baluarte.store.ground.bulk import run, stage, unstage
from baluarte.store.warning import findings
from baluarte.store.warning.frozen import body_hash, freeze
from baluarte.store.warning.models import FindingRow, NoticeFinding, NoticeRow, OutboxRow
from baluarte.store.warning.occasion import findings_table

TEMPLATE = "letter-2026-11"


@dataclass(frozen=True)
class Draft:
    """A notice and the message it is told in."""

    notice: Notice
    message: Message


def draft(notices: Sequence[Notice], house: House) -> list[Draft]:
    """Render every notice; who it goes to is checked before a word is written."""
    for notice in notices:
        check_addressee(notice)
    return [Draft(notice, write_letter(notice, house)) for notice in notices]


def put(drafts: Sequence[Draft], zone: str) -> None:
    """Write notices, what they tell of, and their outbox rows. The caller's transaction makes them due."""
    numbers = dict(OrganisationRow.objects.values_list("slug", "id"))
    made = NoticeRow.objects.bulk_create([_notice_row(one.notice, numbers[one.notice.organisation.slug]) for one in drafts], batch_size=50)
    _put_told([(row.id, one.notice) for row, one in zip(made, drafts, strict=True)])
    boxes = _mailboxes(drafts)
    rows = [_outbox_row(row, one, boxes, zone) for row, one in zip(made, drafts, strict=True)]
    OutboxRow.objects.bulk_create(rows, batch_size=30)


def remember_told(notices: Sequence[Notice], now: datetime) -> None:
    """Remember of each finding what its organisation has been told, so that only news follows."""
    if not notices:
        return
    told = pl.concat([told_by(notice) for notice in notices]).unique("folio", keep="last")
    findings.set_columns(
        told.select(
            "folio",
            told_at=pl.lit(now),
            told_severity="severity",
            told_priority=pl.col("priority").cast(pl.Int64),
            told_state="state",
            told_stage="stage",
        )
    )


def to_next_contact(box: OutboxRow, house: House, now: datetime) -> None:
    """Write the same notice again to the next contact that was not tried; with none left, hold it for a person."""
    notice = _again(box, now)
    put(draft([notice], house), house.zone)


def _again(box: OutboxRow, now: datetime) -> Notice:
    before = box.notice
    tried = set(OutboxRow.objects.filter(notice__folio=before.folio).values_list("contact_id", flat=True))
    untried = ContactRow.objects.filter(organisation=box.organisation).exclude(id__in=[number for number in tried if number])
    left = in_order([contact_of(row) for row in untried.select_related("organisation")], cast("NoticeKind", before.kind))
    organisation = organisation_of(get(box.organisation.slug))
    last = contact_of(box.contact) if box.contact else None
    contact = left[0] if left else last
    if contact is None:
        raise Broken("notice.nobody", f"The notice {before.folio} failed and names no contact.")
    told = dict(NoticeFinding.objects.filter(notice=before).values_list("finding__folio", "why"))
    rows = findings_table(FindingRow.objects.filter(folio__in=list(told), organisation=box.organisation))
    news = [told[folio] for folio in rows["folio"].to_list()]
    return Notice(
        before.folio, before.code, NoticeRow.objects.filter(folio=before.folio).count() + 1, cast("NoticeKind", before.kind), organisation, contact,
        reads(organisation, contact), cast("Label", before.label), now,
        rows.with_columns(news=pl.Series(news, dtype=pl.String), stage=pl.lit("")).sort("priority", "point", "identifier"),
        dict(before.news), before.fixed, before.due, held="" if left else "no-contact",
    )  # fmt: skip


def _notice_row(notice: Notice, organisation: int) -> NoticeRow:
    return NoticeRow(
        folio=notice.folio, number=notice.number, code=notice.code, kind=notice.kind, organisation_id=organisation, label=notice.label,
        severity=notice.severity, held=notice.held, made_at=notice.made_at, findings=notice.findings.height, news=notice.news,
        fixed=notice.fixed, due=notice.due,
    )  # fmt: skip


def _put_told(told: list[tuple[int, Notice]]) -> None:
    """Tie notices to their findings, by folio, in one statement."""
    frames = [notice.findings.select("folio", notice_id=pl.lit(number, pl.Int64), why=pl.col("news")) for number, notice in told]
    if not frames:
        return
    like = "SELECT f.folio, t.notice_id, t.why FROM warning_findingrow f, warning_noticefinding t"
    stage("warning_told", like, pl.concat(frames))
    run(
        "INSERT INTO warning_noticefinding (notice_id, finding_id, why) SELECT t.notice_id, f.id, t.why FROM warning_told t "
        "JOIN warning_findingrow f ON f.folio = t.folio ORDER BY t.notice_id, f.id"
    )
    unstage("warning_told")


def _mailboxes(drafts: Sequence[Draft]) -> dict[tuple[str, str, str], ContactRow]:
    """Return the rows of the contacts that are written to, by organisation, role and address."""
    slugs = [one.notice.organisation.slug for one in drafts]
    rows = ContactRow.objects.select_related("organisation").filter(Q(organisation__slug__in=slugs) & ~Q(address=""))
    return {(row.organisation.slug, row.role, row.address): row for row in rows}


def _outbox_row(row: NoticeRow, one: Draft, boxes: dict[tuple[str, str, str], ContactRow], zone: str) -> OutboxRow:
    notice, message = one.notice, one.message
    box = boxes.get((notice.organisation.slug, notice.contact.role, notice.contact.address)) if notice.held != "no-contact" else None
    if box is None and not notice.held:
        raise Broken("notice.nobody", f"The contact of the notice {notice.folio} is not in the register.")
    sealed = not may_receive(notice.label, "recipient", "mail")
    return OutboxRow(
        notice=row, organisation_id=row.organisation_id, contact=box, recipient=box.address if box else "", label=notice.label,
        channel="mail-summary" if sealed else "mail", language="both" if len(notice.languages) > 1 else notice.languages[0],
        template=TEMPLATE, body_sha256=body_hash(message), message_id=message.message_id, subject=message.subject, message=freeze(message),
        state="held" if notice.held else "queued", note=notice.held, made_at=notice.made_at,
        due_at=due_at(notice.kind, notice.contact.schedule, notice.made_at, zone),
    )  # fmt: skip
