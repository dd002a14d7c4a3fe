"""A mail is taken in: acted on where everything about it is proved, else it waits for a person.

A word counts only from a registered contact of the organisation, signed by its domain as our
own server found or by its registered OpenPGP key, at the address that holds the token of the notice. What lacks any of the
three changes nothing, and is shown on the folio it names.
"""

import hmac
import re
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.ground.identifiers import FOLIO
from baluarte.core.ground.names import read_mail as read_address
from baluarte.core.ground.world import Keyring
from baluarte.core.replies.came import Came
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.mail import Mail
from baluarte.core.replies.said import MOST_LETTERS, Said, settle
from baluarte.core.replies.terms import terms
from baluarte.core.replies.words import Heard, hear
from baluarte.core.warning.thread.marks import read_message_id, read_reply_address, reply_token
from baluarte.store.constituency.models import ContactRow
from baluarte.store.feeds.raw import Blob
from baluarte.store.replies import taking
from baluarte.store.replies.inbox import waits_for
from baluarte.store.replies.mails import bounces
from baluarte.store.replies.mails.refusing import Refuse
from baluarte.store.replies.models import ReplyRow
from baluarte.store.replies.opening import findings_of
from baluarte.store.warning.models import NoticeRow, OutboxRow

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")


@dataclass(frozen=True)
class Kept:
    """What makes a mail the same one, and where its bytes lie."""

    key: str
    blob: Blob


@dataclass(frozen=True)
class Proved:
    """Everything a word needs to count: the message it answers, who sent it, and what it says."""

    box: OutboxRow
    contact: ContactRow
    said: Said


def take_in(mail: Mail, kept: Kept, happening: Happening, keyring: Keyring) -> Came:
    """Keep one mail and do what it may do. The same mail a second time is known, and does nothing."""
    row, fresh = ReplyRow.objects.get_or_create(
        key=kept.key,
        defaults={
            "at": happening.now, "via": "mail", "kind": "bounce" if mail.bounce else "other", "state": "waiting", "sender": mail.sender,
            "subject": mail.subject, "text": mail.text, "message_id": mail.message_id, "raw": kept.blob.address, "bytes": kept.blob.bytes,
        },
    )  # fmt: skip
    if not fresh:
        return Came("known", row.kind, row.reason, row.word)
    try:
        return bounces.take(row, mail, happening) if mail.bounce else _answer(row, mail, happening, keyring)
    except Refuse as why:
        return _set_aside(row, mail, why, happening)


def notice_named(mail: Mail, domain: str) -> NoticeRow | None:
    """Return the notice that a mail names, proved or not: a folio links, it never authorises."""
    folios = [mark.folio for address in mail.addressed if (mark := read_reply_address(address))]
    folios += [named[0] for answer in mail.answers if (named := read_message_id(answer, domain))]
    folios += [found[0] for found in FOLIO.finditer(mail.subject)]
    return NoticeRow.objects.filter(folio__in=folios[:1]).order_by("-number").first()


def _answer(row: ReplyRow, mail: Mail, happening: Happening, keyring: Keyring) -> Came:
    proved = _prove(mail, happening, keyring)
    taken = taking.take(proved.box, proved.said, happening, proved.contact)
    row.kind, row.word, row.why, row.until = "answer", proved.said.word, proved.said.why, proved.said.until
    row.notice, row.organisation, row.contact = proved.box.notice, proved.box.organisation, proved.contact
    row.findings, row.text = list(taken.findings), proved.said.instead or mail.text
    row.state, row.reason = waits_for(proved.said)
    row.confirmation = "due" if _may_confirm(proved.contact, happening) else ""
    row.save()
    return Came("acted", "answer", row.reason, row.word, proved.box.notice.folio, len(taken.findings))


def _prove(mail: Mail, happening: Happening, keyring: Keyring) -> Proved:
    """Return what a mail proves; whatever is missing is the reason why a person reads it."""
    if mail.automatic:
        raise Refuse(mail.automatic, "counted")
    if mail.problem:
        raise Refuse(mail.problem)
    box = _box_of(mail, happening)
    contact = (
        ContactRow.objects.filter(organisation=box.organisation_id, status="active", address__iexact=mail.sender).order_by("id").first()
    )
    if contact is None:
        raise Refuse("not-a-contact")
    _believe(mail, contact, keyring)
    heard = hear(mail.text)
    if heard is None:
        raise Refuse("no-word")
    own = OutboxRow.objects.select_related("notice", "organisation", "contact").filter(
        notice__folio=box.notice.folio, contact__address=contact.address
    )
    box = own.order_by("-id").first() or box
    return Proved(box, contact, _said(heard, mail, box, happening))


def _believe(mail: Mail, contact: ContactRow, keyring: Keyring) -> None:
    """Go on only where the sender's domain signed the mail, or the sender did with the key that is registered.

    A signature by a registered key that does not fit is never outweighed: somebody changed the words, or the key.
    """
    if mail.signed is not None and contact.key:
        doubt = keyring.doubt(contact.key, *mail.signed)
        if doubt:
            raise Refuse(doubt)
    elif not mail.signed_by_its_domain:
        raise Refuse("unsigned")


def _box_of(mail: Mail, happening: Happening) -> OutboxRow:
    """Return the last message of the notice whose token stands in an address of the mail."""
    marks = [mark for address in mail.addressed if (mark := read_reply_address(address))]
    if not marks:
        raise Refuse("no-token")
    for mark in marks:
        rows = OutboxRow.objects.select_related("notice", "organisation", "contact").filter(notice__folio=mark.folio).exclude(state="held")
        for box in rows.order_by("-id"):
            if hmac.compare_digest(reply_token(box.notice.code).encode(), mark.token.encode()):
                return _in_time(box, happening)
    raise Refuse("wrong-token")


def _in_time(box: OutboxRow, happening: Happening) -> OutboxRow:
    if happening.now > box.made_at + terms().link:
        raise Refuse("too-late")
    return box


def _said(heard: Heard, mail: Mail, box: OutboxRow, happening: Happening) -> Said:
    """Return a word as an answer: which rows it names, whom it names instead, and in whose words it gives its reason."""
    named = [one.folio for one in findings_of(box) if one.folio in heard.rest or _names(one.point, heard.rest)]
    instead = next((found[0] for text in _ADDRESS.findall(heard.rest) if (found := read_address(text.strip(".")))), "")
    why = heard.rest if heard.word == "false" else mail.text
    try:
        return settle(Said(heard.word, why[:MOST_LETTERS], heard.until, tuple(named), instead), happening.today)
    except Unusable as lacking:
        raise Refuse(lacking.code.removeprefix("reply.")) from None


def _names(point: str, text: str) -> bool:
    """Is the address or name of a finding among the words of a text?"""
    host = re.split(r":\d+/|/tcp|/udp", point)[0].strip("[]")
    return bool(host) and re.search(rf"(?<![\w.:-]){re.escape(host)}(?![\w-]|\.\w)", text) is not None


def _set_aside(row: ReplyRow, mail: Mail, why: Refuse, happening: Happening) -> Came:
    notice = notice_named(mail, happening.house.domain)
    row.state, row.reason, row.notice = why.state, why.reason[:32], notice
    row.organisation = notice.organisation if notice else None
    row.save(update_fields=["state", "reason", "notice", "organisation"])
    return Came("counted" if why.state == "counted" else "waiting", row.kind, row.reason, "", notice.folio if notice else "")


def _may_confirm(contact: ContactRow, happening: Happening) -> bool:
    """Was this mailbox answered less often today than a loop would be?"""
    today = ReplyRow.objects.filter(contact=contact, at__gte=happening.now - terms().link / terms().link.days).exclude(confirmation="")
    return today.count() < terms().most_confirmations_a_day
