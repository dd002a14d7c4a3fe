"""The outbox: who sends what, when it is tried again, and how each message ended.

A row is claimed with a lease and a token in one statement, on either database. "Attempt k
started" is committed before a connection opens, together with the last look at the
addressee, so that a message can be sent twice under one Message-ID, never to a stranger.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from baluarte.core.errors import Missing, Outdated, Unusable
from baluarte.core.ground.world import Keyring, Message, World
from baluarte.core.sharing.gate import Channel, may_receive
from baluarte.core.sharing.label import Label, strictest
from baluarte.core.warning.schedule import next_try
from baluarte.store.constituency.shelf import contact_of
from baluarte.store.ground.bulk import run
from baluarte.store.warning.frozen import thaw
from baluarte.store.warning.models import NoticeFinding, OutboxRow
from baluarte.store.warning.notices import to_next_contact
from baluarte.store.warning.wishes.gather import keys_of

LEASE = timedelta(minutes=10)
DOUBTFUL = ("X-Possible-Duplicate", "possible duplicate: the outcome of an earlier attempt is unknown")
# The door of the gate that each way goes through; a summary says nothing that a label holds back.
_GATE: dict[str, Channel] = {"mail": "mail", "encrypted-mail": "encrypted-mail"}
_DUE = ("queued", "temporary-failure", "sending")
_STOPPED = ("held", "technical-failure", "permanent-failure")


@dataclass(frozen=True)
class Claimed:
    """One row of the outbox, ours until its lease ends or somebody else has a later token."""

    id: int
    token: int


def claim(now: datetime, most: int = 20) -> list[Claimed]:
    """Take the next due rows. Two workers never take the same one; a dead one's come back when its lease ends."""
    free = Q(leased_until=None) | Q(leased_until__lte=Now())
    with transaction.atomic():
        rows = OutboxRow.objects.filter(free, state__in=_DUE, due_at__lte=now).order_by("id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        numbers = list(rows.values_list("id", flat=True)[:most])
        OutboxRow.objects.filter(id__in=numbers).update(token=F("token") + 1, leased_until=Now() + LEASE)
        return [Claimed(*row) for row in OutboxRow.objects.filter(id__in=numbers).order_by("id").values_list("id", "token")]


def begin(mine: Claimed, now: datetime, keyring: Keyring | None = None) -> Message | str:
    """Look at the addressee and its key once more and commit that an attempt started; return the message, or why it is held."""
    with transaction.atomic():
        row = _locked(mine)
        if row.state not in _DUE:  # recalled between claim and start: it has its end, and nobody is bothered with it
            raise _taken_over()
        wrong = _wrong(row) or _unfit(row, now, keyring)
        if wrong:
            _update(mine, state="held", note=wrong, leased_until=None)
            return wrong
        started = {"attempts": F("attempts") + 1, "first_try_at": row.first_try_at or now, "leased_until": Now() + LEASE}
        _update(mine, state="sending", note="", **started)
    message = thaw(bytes(row.message))
    if row.channel == "encrypted-mail" and row.contact:
        message = replace(message, encrypt_to=row.contact.key)
    return replace(message, headers=(*message.headers, DOUBTFUL)) if row.attempts else message


def accepted(mine: Claimed, provider_id: str, now: datetime) -> str:
    """Record that the next server took the message, and let its findings remember that they were told."""
    with transaction.atomic():
        row = _locked(mine)
        _update(mine, state="accepted", sent_at=now, provider_id=provider_id[:400], leased_until=None)
        run(
            "INSERT INTO warning_findingstep (finding_id, at, what, state, who, why, count) "
            "SELECT f.id, %s, 'notice-sent', f.state, 'system', %s, 0 FROM warning_noticefinding t "
            "JOIN warning_findingrow f ON f.id = t.finding_id WHERE t.notice_id = %s ORDER BY f.id",
            [connection.ops.adapt_datetimefield_value(now), row.notice.folio, row.notice_id],
        )
    return "accepted"


def put_off(mine: Claimed, why: str, chance: float, world: World) -> str:
    """Record that nobody answered; try again later, and after two days turn to the next contact."""
    now = world.now()
    with transaction.atomic():
        row = _locked(mine)
        again = next_try(row.attempts, row.first_try_at or now, now, chance)
        if again is None:
            return _give_up(mine, row, why, world)
        _update(mine, state="temporary-failure", note=why, due_at=again, leased_until=None)
    return "temporary-failure"


def refused(mine: Claimed, why: str, world: World) -> str:
    """Record that the server refused the message for good, and turn to the next contact."""
    with transaction.atomic():
        return _give_up(mine, _locked(mine), why, world)


def stumbled(mine: Claimed, why: str) -> str:
    """Record a failure of ours. A person looks before it is tried again."""
    _update(mine, state="technical-failure", note=why, leased_until=None)
    return "technical-failure"


def hold(mine: Claimed, why: str) -> str:
    """Stop a message that could not be protected as asked. It never leaves in clear; a person decides."""
    _update(mine, state="held", note=why, leased_until=None)
    return "held"


def retry(folio: str, now: datetime) -> int:
    """Queue the stopped messages of a notice again; return how many."""
    rows = OutboxRow.objects.filter(notice__folio=folio)
    if not rows.exists():
        raise Missing("notice.missing", f"There is no notice {folio!r}.", "", "See the list of notices.")
    count = (
        rows.filter(state__in=_STOPPED)
        .exclude(contact=None)
        .exclude(message=b"")  # its content was forgotten after its time
        .update(state="queued", due_at=now, note="", first_try_at=None, leased_until=None)
    )
    if not count:
        raise Unusable(
            "notice.nothing-to-retry",
            f"Nothing of the notice {folio} can be sent again.",
            "Only what stopped, and has a contact, is sent again.",
            "Add a contact to the organisation, or look at the state of the notice.",
        )
    return count


def _give_up(mine: Claimed, row: OutboxRow, why: str, world: World) -> str:
    _update(mine, state="permanent-failure", note=why, leased_until=None)
    to_next_contact(row, world.house, world.now(), world.keyring)
    return "permanent-failure"


def _locked(mine: Claimed) -> OutboxRow:
    rows = OutboxRow.objects.select_related("notice", "organisation", "contact__organisation")
    row = rows.select_for_update(of=("self",)).filter(id=mine.id, token=mine.token).first()
    if row is None:
        raise _taken_over()
    return row


def _update(mine: Claimed, **values: Any) -> None:
    if not OutboxRow.objects.filter(id=mine.id, token=mine.token).update(**values):
        raise _taken_over()


def _taken_over() -> Outdated:
    return Outdated("outbox.taken-over", "Another worker took this message over.", "Only the last token may write.", "Leave it to it.")


def _wrong(row: OutboxRow) -> str:
    """Return the code of why this message must not leave now, or an empty text."""
    contact = row.contact
    if contact is None:
        return "no-contact"
    if contact.organisation_id != row.organisation_id or row.notice.organisation_id != row.organisation_id:
        return "wrong-addressee"
    if contact.address != row.recipient or thaw(bytes(row.message)).recipient != row.recipient:
        return "wrong-addressee"
    if contact.status != "active":
        return "contact-not-active"
    if row.organisation.status != "active":
        return "organisation-not-active"
    channel = _GATE.get(row.channel)
    return "" if channel is None or may_receive(_label_now(row), "recipient", channel) else "label"


def _unfit(row: OutboxRow, now: datetime, keyring: Keyring | None) -> str:
    """Return the code of why the key that was frozen with a message may not be used now, or an empty text."""
    if row.channel != "encrypted-mail" or row.contact is None:
        return ""
    facts = keys_of(keyring, [contact_of(row.contact)]).get(row.contact.key)
    if facts is None or facts.fingerprint != row.key_fingerprint:
        return "key-changed"
    return facts.unfit(now)


def _label_now(row: OutboxRow) -> Label:
    """Return the strictest of the label that was frozen and the labels its findings have today."""
    told = NoticeFinding.objects.filter(notice=row.notice_id).values_list("finding__tlp", flat=True).distinct()
    return strictest([cast("Label", row.label), *cast("Sequence[Label]", told)])
