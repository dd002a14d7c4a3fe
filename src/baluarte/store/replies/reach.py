"""How well a contact is reached: what it acknowledged, what came back, and who is tried next."""

from datetime import date

from django.db.models import F, Max

from baluarte.core.constituency.ageing import VERIFIED
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.terms import terms
from baluarte.store.constituency.models import ContactRow
from baluarte.store.constituency.shelf import contact_of
from baluarte.store.constituency.writing import Author, write_contacts
from baluarte.store.warning.models import NoticeRow, OutboxRow
from baluarte.store.warning.notices import to_next_contact


def acknowledge(contact: int, today: date) -> None:
    """Remember that a contact answered: it is verified for a while, and what came back before no longer counts."""
    ContactRow.objects.filter(id=contact).update(acknowledged_on=today, verified_until=today + VERIFIED, returned=0)


def give_up_on(box: OutboxRow, status: str, happening: Happening) -> None:
    """Mark the mailbox of a message as one that does not reach its organisation, and turn to the next contact.

    With nobody left the notice is held for a person, and an official letter is proposed.
    A message that another one followed already is not followed twice.
    """
    mark(box.organisation_id, box.recipient, status, happening)
    pass_on(box, happening)


def pass_on(box: OutboxRow, happening: Happening) -> None:
    """Write the notice of a message again, to the next contact; only its last message is passed on."""
    last = NoticeRow.objects.filter(folio=box.notice.folio).aggregate(last=Max("number"))["last"]
    if box.notice.number == last:
        fresh = OutboxRow.objects.select_related("notice", "organisation", "contact").get(id=box.id)
        to_next_contact(fresh, happening.house, happening.now, happening.keyring)


def mark(organisation: int, address: str, status: str, happening: Happening) -> int:
    """Set the status of a mailbox in every role it has, with its history, and return in how many: the mailbox failed, not a role."""
    mailbox = ContactRow.objects.filter(organisation=organisation, address=address)
    known = [contact_of(row) for row in mailbox.select_related("organisation").filter(status="active")]
    write_contacts([(one, one.with_status(status)) for one in known], Author("system", happening.now))
    mailbox.update(verified_until=None, **({"bounced_on": happening.today} if status == "bounced" else {}))
    return len(known)


def returned_for_now(contact: int, today: date) -> bool:
    """Count a mail that came back for now; True when there were so many that the mailbox counts as lost."""
    ContactRow.objects.filter(id=contact).update(returned=F("returned") + 1, bounced_on=today)
    return ContactRow.objects.filter(id=contact, returned__gte=terms().most_returned).exists()
