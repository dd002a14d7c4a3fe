"""A message of ours came back: its contact is marked, and the next one is told.

A bounce counts only where it holds the secret of the message: in the address it came to, or
in the head of what it returns. One for a message that never was is counted and no more; one
that names a message without proving it is shown to a person.
"""

import hmac
from typing import cast

from baluarte.core.replies.came import Came, State
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.mail import Bounce, Mail
from baluarte.core.warning.thread.marks import read_message_id, read_reply_address, reply_token
from baluarte.store.replies.mails.refusing import Refuse
from baluarte.store.replies.models import ReplyRow
from baluarte.store.replies.reach import give_up_on, mark, pass_on, returned_for_now
from baluarte.store.warning.models import OutboxRow

_MAY_COME_BACK = ("accepted", "sending", "temporary-failure", "answered")


def take(row: ReplyRow, mail: Mail, happening: Happening) -> Came:
    """Do what a bounce asks for, once."""
    bounce = cast("Bounce", mail.bounce)
    if mail.problem == "doubled-header":
        raise Refuse("doubled-header")
    box = _box_of(mail, bounce, happening.house.domain)
    row.kind, row.notice, row.organisation, row.contact = "bounce", box.notice, box.organisation, box.contact
    row.why = f"{bounce.status} {bounce.action}".strip()
    if bounce.action != "failed" or box.state not in _MAY_COME_BACK:
        return _keep(row, "counted", "bounce-delayed" if bounce.action == "delayed" else "bounce-known")
    OutboxRow.objects.filter(id=box.id).update(state="bounced", note=row.why[:200], leased_until=None)
    if bounce.for_good:
        give_up_on(box, "bounced", happening)
        return _keep(row, "acted", "bounce-for-good")
    if box.contact is not None and returned_for_now(box.contact.id, happening.today):
        mark(box.organisation_id, box.recipient, "bounced", happening)
    pass_on(box, happening)
    return _keep(row, "acted", "bounce-for-now")


def _box_of(mail: Mail, bounce: Bounce, domain: str) -> OutboxRow:
    """Return the message that came back, proved by the secret in an address of the bounce."""
    numbers = [named for one in bounce.message_ids if (named := read_message_id(one, domain))]
    marks = [found for address in (*mail.addressed, *bounce.reply_to) if (found := read_reply_address(address))]
    for found in marks:
        rows = OutboxRow.objects.select_related("notice", "organisation", "contact").filter(notice__folio=found.folio).exclude(contact=None)
        ours = [row for row in rows.order_by("-id") if hmac.compare_digest(reply_token(row.notice.code).encode(), found.token.encode())]
        by_number = [row for row in ours if (row.notice.folio, row.notice.number) in numbers]
        by_name = [row for row in ours if row.recipient.casefold() in {one.casefold() for one in bounce.recipients}]
        if chosen := by_number or by_name or ours:
            return chosen[0]
    claimed = OutboxRow.objects.filter(notice__folio__in=[folio for folio, _ in numbers] + [one.folio for one in marks])
    if claimed.exists():
        raise Refuse("bounce-unproved")
    raise Refuse("bounce-unknown", "counted")


def _keep(row: ReplyRow, state: State, reason: str) -> Came:
    row.state, row.reason = state, reason
    row.save()
    return Came(state, "bounce", reason, "", row.notice.folio if row.notice else "")
