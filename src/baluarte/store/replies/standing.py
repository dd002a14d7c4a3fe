"""How one organisation stands, counted from the tables; and the check of one finding on request."""

from datetime import date, datetime, timedelta
from statistics import median

from django.db.models import Count, Q

from baluarte.core.replies.standing import Check, Standing
from baluarte.core.warning.finding import State
from baluarte.core.warning.life import quiet_days
from baluarte.store.constituency.models import ContactRow
from baluarte.store.constituency.shelf import get
from baluarte.store.warning import answers, quiet
from baluarte.store.warning.models import FindingRow
from baluarte.store.warning.sight import SUMMARY, within_sight

_QUIET = timedelta(days=7)
_WINDOW = timedelta(days=90)
_MONTH = timedelta(days=30)
_MAY_CLAIM: tuple[State, ...] = ("open", "came-back", "acknowledged")
_MUTED: tuple[State, ...] = ("accepted", "false", "false-proposed", "dispute", "closed")


def standing(slug: str, now: datetime, today: date) -> Standing:
    """Return what waits for an organisation."""
    own, organisation = within_sight(FindingRow.objects.all(), slug), get(slug)
    living = own.exclude(state="closed")
    summary = FindingRow.objects.filter(organisation=organisation, asset__assurance=SUMMARY).exclude(state="closed")
    counts = living.aggregate(
        overdue=Count("id", filter=Q(due__lt=today) & ~Q(state__in=_MUTED)),
        first=Count("id", filter=Q(priority=1) & ~Q(state__in=_MUTED)),
        quiet=Count("id", filter=Q(last_seen__lt=now - _QUIET)),
    )
    spans = own.filter(closed_at__gt=now - _WINDOW).values_list("first_seen", "last_seen")
    days = [(last - first) / timedelta(days=1) for first, last in spans]
    mailboxes = ContactRow.objects.filter(organisation=organisation, status="active")
    return Standing(
        slug,
        organisation.name,
        states=dict(own.values_list("state").annotate(total=Count("id")).order_by("state")),
        **counts,
        unproved=dict(summary.values_list("severity").annotate(total=Count("id")).order_by("severity")),
        contacts=mailboxes.count(),
        lapsing=mailboxes.filter(Q(verified_until=None) | Q(verified_until__lt=today + _MONTH)).count(),
        night=mailboxes.filter(schedule="always").exists(),
        days_to_fix=median(days) if days else None,
        closed=len(days),
    )


def check(folio: str, within: str, today: date) -> Check:
    """Return what the machine knows of a finding; nothing changes."""
    row = answers.held(folio, within)
    earliest = row.last_seen.date() + timedelta(days=quiet_days(row.type))
    return Check(folio, row.state == "closed", row.last_seen, quiet.last_arrivals(row.reports, today), max(earliest, today))


def claim(folio: str, given: answers.Given, when: tuple[datetime, date], within: str) -> tuple[FindingRow, str]:
    """Take that a finding is fixed, where that is news; return its row and the digest of the change. `when` is now, and the day in the country."""
    row, digest = answers.held(folio, within), ""
    if row.state in _MAY_CLAIM:
        digest = answers.take(folio, given, *when, within)
        row.refresh_from_db()
    return row, digest
