"""Due dates that passed in silence: found, written once, and shown with their finding."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef

from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.tree import ancestors
from baluarte.core.warning.followup.escalate import FIRST, SILENT, Escalation, above, is_silent
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.constituency.shelf import every_contact
from baluarte.store.warning.models import EscalationRow, FindingRow, FindingStep, NoticeFinding, OutboxRow, TaskRow

_NOBODY = "Nadie por encima tiene un contacto vigente. / Nobody above has a usable contact."


def escalate(now: datetime, today: date, who: str) -> int:
    """Take every silent finding above, once; return how many."""
    silent = _silent(today)
    if not silent:
        return 0
    parents = {slug: parent or "" for slug, parent in OrganisationRow.objects.values_list("slug", "parent__slug")}
    book: dict[str, list[Contact]] = {}
    for contact in every_contact():
        book.setdefault(contact.organisation, []).append(contact)
    for row in silent:
        slug = row.organisation.slug
        head = above(slug, ancestors(slug, parents), book, _told(row))
        known = _row_of(head) if head else None
        EscalationRow.objects.create(finding=row, at=now, due=row.due or today, contact=known)
        why = f"{head.organisation}, {head.role}: {head.address}" if head else _NOBODY
        FindingStep.objects.create(finding=row, at=now, what="escalated", state=row.state, who=who, why=why)
    return len(silent)


def escalation(folio: str) -> Escalation | None:
    """Return to whom a finding was taken, or None."""
    row = EscalationRow.objects.select_related("contact__organisation").filter(finding__folio=folio).first()
    if row is None:
        return None
    contact = row.contact
    if contact is None:
        return Escalation(row.at, row.due)
    return Escalation(row.at, row.due, contact.organisation.slug, contact.role, contact.address)


def _silent(today: date) -> list[FindingRow]:
    answered = Exists(TaskRow.objects.filter(finding=OuterRef("pk")))
    escalated = Exists(EscalationRow.objects.filter(finding=OuterRef("pk")))
    rows = FindingRow.objects.select_related("organisation").filter(state__in=SILENT, priority=FIRST, due__lt=today)
    rows = rows.exclude(told_at=None).exclude(escalated).annotate(answered=answered).order_by("id").select_for_update(of=("self",))
    return [row for row in rows if is_silent(row.state, row.priority, row.due, today, told=row.told_at is not None, answered=row.answered)]


def _told(row: FindingRow) -> set[str]:
    notices = NoticeFinding.objects.filter(finding=row).values("notice")
    return set(OutboxRow.objects.filter(notice__in=notices).values_list("recipient", flat=True))


def _row_of(contact: Contact) -> ContactRow | None:
    return ContactRow.objects.filter(organisation__slug=contact.organisation, role=contact.role, address=contact.address).first()
