"""An answer is taken: its findings move, its message is answered, its contact is known to be alive.

The same for a link and for a mail, in the transaction of the caller; what differs is `via`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from baluarte.core.replies.happening import Happening
from baluarte.core.replies.said import MOVES, Said
from baluarte.store.replies.opening import open_folios
from baluarte.store.replies.reach import acknowledge, give_up_on
from baluarte.store.warning import answers
from baluarte.store.warning.models import OutboxRow

_ANSWERED_FROM = ("accepted", "sending", "temporary-failure", "bounced")


@dataclass(frozen=True)
class Taken:
    """What an answer did: the findings that moved, and the digest of all their changes."""

    findings: tuple[str, ...]
    digest: str = ""


def take(box: OutboxRow, said: Said, happening: Happening) -> Taken:
    """Let an answer change what it is about. No answer closes anything by itself."""
    OutboxRow.objects.filter(id=box.id, state__in=_ANSWERED_FROM).update(state="answered", leased_until=None)
    if said.word == "wrong-contact":
        give_up_on(box, "wrong", happening)
        return Taken(())
    if box.contact is not None:
        acknowledge(box.contact.id, happening.today)
    folios = open_folios(box, said.findings)
    return Taken(tuple(folios), _move(folios, said, happening, who_of(box)))


def who_of(box: OutboxRow) -> str:
    """Return how the history names whoever answers: an organisation and a role, never a person."""
    role = box.contact.role if box.contact else ""
    return f"{box.organisation.slug[:80]}/{role}"


def _move(folios: Iterable[str], said: Said, happening: Happening, who: str) -> str:
    digests = [
        answers.take(folio, answers.Given(MOVES[said.word], said.why, said.until, who, happening.via), happening.now, happening.today)
        for folio in folios
    ]
    return answers.chain(digests)
