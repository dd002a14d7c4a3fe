"""Which contacts lapse, and that one was asked: a test of the mailbox is remembered by its day."""

from datetime import date

from django.db.models import Q

from baluarte.core.constituency.ageing import ASK_BEFORE, VERIFIED, Lapsing, ends, is_due
from baluarte.core.errors import Missing
from baluarte.store.constituency.models import ContactRow


def lapsing(today: date, most: int = 500) -> tuple[Lapsing, ...]:
    """Return the mailboxes to be asked whether they still reach their organisation, the longest lapsed first."""
    rows = ContactRow.objects.filter(status="active", organisation__status="active").exclude(address="")
    soon = Q(verified_until__lte=today + ASK_BEFORE) | Q(verified_until=None, since__lte=today + ASK_BEFORE - VERIFIED)
    told = rows.filter(soon).values_list("organisation__slug", "role", "address", "verified_until", "since", "tested_on")
    found: dict[tuple[str, str], Lapsing] = {}
    for slug, role, address, until, since, tested in told.order_by("id"):
        end = ends(until, since)
        if end is not None and is_due(end, tested, today):
            found.setdefault((slug, address), Lapsing(slug, role, address, end))
    return tuple(sorted(found.values(), key=lambda one: (one.until, one.organisation, one.address))[:most])


def begin_test(organisation: str, address: str, today: date) -> ContactRow:
    """Remember that a mailbox is asked today and return its row; every role it has shares the day."""
    mailbox = ContactRow.objects.filter(organisation__slug=organisation, address=address).exclude(status="retired")
    row = mailbox.select_related("organisation").order_by("id").first()
    if row is None:
        raise Missing("contact.missing", f"{organisation!r} has no contact {address!r}.", "", "See the contacts of the organisation.")
    mailbox.update(tested_on=today)
    row.refresh_from_db()
    return row


def was_not_asked(number: int) -> None:
    """Take back that a mailbox was asked: its mail found no server, so it is asked the next time."""
    row = ContactRow.objects.get(id=number)
    ContactRow.objects.filter(organisation=row.organisation_id, address=row.address).update(tested_on=None)
