"""A contact is asked whether it is one, and says yes or no by the link it was sent."""

import hmac
from datetime import date, timedelta

from baluarte.core.ground.text import LANGUAGES
from baluarte.core.ground.world import World
from baluarte.core.replies.happening import Happening
from baluarte.core.warning.thread.answering import answer_token, is_answer_token
from baluarte.formats.replymail.asking import Asking
from baluarte.store.constituency.ageing import begin_test
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.reach import acknowledge, mark

LINK_LIFE = timedelta(days=30)
_SAYS_NOTHING = "0" * 26


def ask(world: World, organisation: str, address: str, today: date) -> Asking:
    """Remember that a contact is asked today, and return what it is asked."""
    row = begin_test(organisation, address, today)
    chosen = row.language or row.organisation.language
    languages = tuple(language for language in LANGUAGES if chosen in {language, "both"}) or ("es",)
    return Asking(row.id, row.organisation.name, row.role, row.address, today, today + LINK_LIFE, _secret(world, row, today), languages)


def asked(world: World, number: int, secret: str, today: date) -> ContactRow | None:
    """Return the contact that holds this link, or None: it ends after thirty days, and with the next test."""
    row = ContactRow.objects.select_related("organisation").filter(id=number).exclude(status="retired").first()
    typed = secret if is_answer_token(secret) else _SAYS_NOTHING
    made = _secret(world, row, row.tested_on) if row is not None and row.tested_on is not None else _SAYS_NOTHING
    fits = hmac.compare_digest(made, typed) and made != _SAYS_NOTHING
    if row is None or row.tested_on is None or not fits or today > row.tested_on + LINK_LIFE:
        return None
    return row


def say(row: ContactRow, happening: Happening, *, right: bool) -> None:
    """Remember what a mailbox says of itself. A yes takes back that mail had come back from it."""
    if not right:
        mark(row.organisation_id, row.address, "wrong", happening)
        return
    mailbox = ContactRow.objects.filter(organisation=row.organisation_id, address=row.address)
    mailbox.filter(status="bounced").update(status="active")
    for number in mailbox.values_list("id", flat=True):
        acknowledge(number, happening.today)


def _secret(world: World, row: ContactRow, day: date) -> str:
    return answer_token(world.house.answer_key, row.organisation.slug, f"contact-{row.id}.{day.isoformat()}", row.address)
