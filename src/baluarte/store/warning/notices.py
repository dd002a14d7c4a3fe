"""Notices: written with their outbox rows in one transaction, frozen from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import polars as pl
from django.db.models import Q

from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Broken
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import House, Keyring, Message
from baluarte.core.sharing.label import Label, read_label, strictest
from baluarte.core.sharing.protection import protect
from baluarte.core.warning.address import check_addressee, in_order, reads, told_by
from baluarte.core.warning.calendar.habits import Habits
from baluarte.core.warning.calendar.moments import Hours, leaves_at
from baluarte.core.warning.notice import Notice, NoticeKind
from baluarte.formats.letter import compose_letter
from baluarte.formats.letter.blocks import FILES_WAIT
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.constituency.shelf import contact_of, get, organisation_of
from baluarte.store.ground.bulk import run, stage, unstage
from baluarte.store.warning import findings
from baluarte.store.warning.frozen import body_hash, freeze
from baluarte.store.warning.models import EnclosureRow, FindingRow, NoticeFinding, NoticeRow, OutboxRow
from baluarte.store.warning.occasion import findings_table
from baluarte.store.warning.wishes.gather import Terms, habits

TEMPLATE = "letter-2026-11b"


@dataclass(frozen=True)
class Draft:
    """A notice and the message it is told in."""

    notice: Notice
    message: Message
    waiting: tuple[tuple[str, str, bytes], ...] = ()  # files that are too large for the mail


def draft(notices: Sequence[Notice], house: House) -> list[Draft]:
    """Render every notice; who it goes to is checked before a word is written."""
    for notice in notices:
        check_addressee(notice)
    letters = [compose_letter(notice, house) for notice in notices]
    return [Draft(notice, letter.message, letter.waiting) for notice, letter in zip(notices, letters, strict=True)]


def put(drafts: Sequence[Draft], habits: Habits) -> None:
    """Write notices, what they tell of, and their outbox rows. The caller's transaction makes them due."""
    numbers = dict(OrganisationRow.objects.values_list("slug", "id"))
    made = NoticeRow.objects.bulk_create([_notice_row(one.notice, numbers[one.notice.organisation.slug]) for one in drafts], batch_size=50)
    _put_told([(row.id, one.notice) for row, one in zip(made, drafts, strict=True)])
    boxes = _mailboxes(drafts)
    rows = [_outbox_row(row, one, boxes, habits) for row, one in zip(made, drafts, strict=True)]
    OutboxRow.objects.bulk_create(rows, batch_size=30)
    waiting = [
        EnclosureRow(notice=row, name=name, media_type=kind, content=content, until=one.notice.made_at + FILES_WAIT)
        for row, one in zip(made, drafts, strict=True)
        for name, kind, content in one.waiting
    ]
    EnclosureRow.objects.bulk_create(waiting, batch_size=1)


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


def to_next_contact(box: OutboxRow, house: House, now: datetime, keyring: Keyring | None = None) -> None:
    """Write the same notice again to the next contact that was not tried; with none left, hold it for a person.

    Without a keyring nobody can tell whether a key is fit: a contact that has one is held as well.
    """
    untried = ContactRow.objects.filter(organisation=box.organisation).exclude(id__in=_tried(box)).select_related("organisation")
    left = [contact_of(row) for row in untried]
    known = habits(Terms(now, house.zone, keyring), (box.organisation.slug,), left, ())
    put(draft([_again(box, now, left, known)], house), known)


def _tried(box: OutboxRow) -> list[int]:
    numbers = OutboxRow.objects.filter(notice__folio=box.notice.folio).values_list("contact_id", flat=True)
    return [number for number in numbers if number]


def _again(box: OutboxRow, now: datetime, untried: Sequence[Contact], known: Habits) -> Notice:
    before, kind = box.notice, cast("NoticeKind", box.notice.kind)
    left = in_order(untried, kind)
    organisation = organisation_of(get(box.organisation.slug))
    contact = left[0] if left else contact_of(box.contact) if box.contact else None
    if contact is None:
        raise Broken("notice.nobody", f"The notice {before.folio} failed and names no contact.")
    told = dict(NoticeFinding.objects.filter(notice=before).values_list("finding__folio", "why"))
    rows = findings_table(FindingRow.objects.filter(folio__in=list(told), organisation=box.organisation))
    news = [told[folio] for folio in rows["folio"].to_list()]
    label = strictest([cast("Label", before.label), *(read_label(text) or "red" for text in rows["tlp"].to_list())])
    protection = protect(label, known.of(organisation.slug).protection, known.keys.get(contact.key), now)
    return Notice(
        before.folio, before.code, NoticeRow.objects.filter(folio=before.folio).count() + 1, kind, organisation, contact,
        reads(organisation, contact), label, now,
        rows.with_columns(news=pl.Series(news, dtype=pl.String), stage=pl.lit("")).sort("priority", "point", "identifier"),
        dict(before.news), before.fixed, before.due, held=protection.held if left else "no-contact", protection=protection,
        thread=tuple(before.thread), stage=before.stage, said=tuple(Text(*pair) for pair in before.said),
    )  # fmt: skip


def _notice_row(notice: Notice, organisation: int) -> NoticeRow:
    return NoticeRow(
        folio=notice.folio, number=notice.number, code=notice.code, kind=notice.kind, organisation_id=organisation, label=notice.label,
        severity=notice.severity, held=notice.held, made_at=notice.made_at, findings=notice.findings.height, news=notice.news,
        fixed=notice.fixed, due=notice.due, stage=notice.stage, thread=list(notice.thread),
        said=[[text.es, text.en] for text in notice.said],
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


def _outbox_row(row: NoticeRow, one: Draft, boxes: dict[tuple[str, str, str], ContactRow], known: Habits) -> OutboxRow:
    notice, message = one.notice, one.message
    box = boxes.get((notice.organisation.slug, notice.contact.role, notice.contact.address)) if notice.held != "no-contact" else None
    if box is None and not notice.held:
        raise Broken("notice.nobody", f"The contact of the notice {notice.folio} is not in the register.")
    protection = notice.protection or protect(notice.label, "any", None, notice.made_at)
    hours = Hours(known.of(notice.organisation.slug), notice.contact.schedule, known.calendar, known.zone)
    return OutboxRow(
        notice=row, organisation_id=row.organisation_id, contact=box, recipient=box.address if box else "", label=notice.label,
        channel=protection.way, key_fingerprint=protection.fingerprint,
        language="both" if len(notice.languages) > 1 else notice.languages[0],
        template=TEMPLATE, body_sha256=body_hash(message), message_id=message.message_id, subject=message.subject, message=freeze(message),
        state="held" if notice.held else "queued", note=notice.held, made_at=notice.made_at,
        due_at=leaves_at(notice.kind, hours, notice.made_at),
    )  # fmt: skip
