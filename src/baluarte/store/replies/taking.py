"""An answer is taken: its findings move, its message is answered, its contact is known to be alive.

The same for a link and for a mail, in the transaction of the caller; what differs is `via`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from baluarte.core.replies.happening import Happening
from baluarte.core.replies.said import MOVES, Said
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.opening import open_folios
from baluarte.store.replies.reach import acknowledge, give_up_on, mark
from baluarte.store.warning import answers
from baluarte.store.warning.models import OutboxRow

_ANSWERED_FROM = ("accepted", "sending", "temporary-failure", "bounced")


@dataclass(frozen=True)
class Taken:
    """What an answer did: the findings that moved, and the digest of all their changes."""

    findings: tuple[str, ...]
    digest: str = ""


def take(box: OutboxRow, said: Said, happening: Happening, sender: ContactRow | None = None) -> Taken:
    """Let an answer change what it is about. No answer closes anything by itself.

    `sender` is the contact who answers, where it is another one than was written to: a message
    may be passed on within an organisation.
    """
    contact = sender or box.contact
    OutboxRow.objects.filter(id=box.id, state__in=_ANSWERED_FROM).update(state="answered", leased_until=None)
    if said.word == "wrong-contact" and contact is not None:
        _wrong(box, contact, happening)
        return Taken(())
    if contact is not None:
        acknowledge(contact.id, happening.today)
    folios = open_folios(box, said.findings)
    return Taken(tuple(folios), _move(folios, said, happening, who_of(box, contact)))


def who_of(box: OutboxRow, contact: ContactRow | None) -> str:
    """Return how the history names whoever answers: an organisation and a role, never a person."""
    return f"{box.organisation.slug[:80]}/{contact.role if contact else ''}"


def _wrong(box: OutboxRow, contact: ContactRow, happening: Happening) -> None:
    """Believe a mailbox that says it is the wrong one; the notice goes on only if it was the one written to."""
    if contact.address == box.recipient:
        give_up_on(box, "wrong", happening)
    else:
        mark(box.organisation_id, contact.address, "wrong", happening)


def _move(folios: Iterable[str], said: Said, happening: Happening, who: str) -> str:
    digests = [
        answers.take(folio, answers.Given(MOVES[said.word], said.why, said.until, who, happening.via), happening.now, happening.today)
        for folio in folios
    ]
    return answers.chain(digests)
