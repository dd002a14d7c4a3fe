"""Messages that come back: the contact is marked, the next one told, and a forged report changes nothing."""

import re
from datetime import date

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.replies import take_mail
from baluarte.actions.warning import deliver_notices, queue_notices
from baluarte.core.rights.actors import OPERATOR
from baluarte.gateways.mail import as_mail, envelope_sender
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import OutboxRow

LOST = "security@hospital.example"
NEXT = "it@hospital.example"


@pytest.fixture
def sent(world):
    organisation("hospital-central", "192.0.2.0/24", contacts=(LOST, NEXT))
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    return world.messages[-1]


def report(
    to: str, returned: str, *, action: str = "failed", status: str = "5.1.1", recipient: str = LOST, kind: str = "message/rfc822"
) -> bytes:
    return (
        f"Return-Path: <>\r\nFrom: Mail Delivery System <MAILER-DAEMON@mx.hospital.example>\r\nTo: {to}\r\n"
        "Subject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMessage-ID: <b@mx.hospital.example>\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/plain\r\n\r\nThis is the mail system. I'm sorry.\r\n\r\n"
        "--B\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.hospital.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n"
        f"--B\r\nContent-Type: {kind}\r\n\r\n{returned}\r\n--B--\r\n"
    ).encode()


def head_of(message) -> str:
    return as_mail(message).as_string()[:1500].split("\n\n")[0].replace("\r\n", "\n").replace("\n", "\r\n") + "\r\n\r\nbody"


def reply_to(message) -> str:
    return dict(message.headers)["Reply-To"]


def test_what_comes_back_comes_to_the_address_that_holds_the_token(sent):
    assert envelope_sender(sent) == reply_to(sent)
    assert re.fullmatch(r"alertas\+AN-2026-\d{6}\.[0-9a-z]{8}@csirt\.example", envelope_sender(sent))


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_bounce_for_good_marks_the_contact_and_tells_the_next(world, sent, kind):
    came = take_mail(world, OPERATOR, report(reply_to(sent), head_of(sent), kind=kind))
    deliver_notices(world, OPERATOR)

    contact = ContactRow.objects.get(address=LOST)
    assert (came.state, came.reason) == ("acted", "bounce-for-good")
    assert (contact.status, contact.bounced_on) == ("bounced", date(2026, 3, 5))
    assert list(OutboxRow.objects.order_by("id").values_list("state", "recipient")) == [("bounced", LOST), ("accepted", NEXT)]


def test_the_head_that_is_returned_proves_it_as_well_as_the_address(world, sent):
    came = take_mail(world, OPERATOR, report("alertas@csirt.example", head_of(sent)))

    assert (came.state, OutboxRow.objects.order_by("id").first().state) == ("acted", "bounced")


def test_a_bounce_that_only_names_the_message_is_shown_to_a_person(world, sent):
    came = take_mail(world, OPERATOR, report("alertas@csirt.example", f"Message-ID: {sent.message_id}\r\n\r\nx"))

    assert (came.state, came.reason) == ("waiting", "bounce-unproved")
    assert ContactRow.objects.get(address=LOST).status == "active"


@pytest.mark.parametrize("to", ["alertas+AN-2026-999999.k7m4qd2x@csirt.example", "alertas@csirt.example"])
def test_a_bounce_for_a_message_that_never_was_is_counted_and_no_more(world, sent, to):
    came = take_mail(world, OPERATOR, report(to, "Message-ID: <AN-2026-999999.1@csirt.example>\r\n\r\nx"))

    assert (came.state, came.reason) == ("counted", "bounce-unknown")
    assert OutboxRow.objects.get().state == "accepted"


def test_a_bounce_with_a_wrong_token_is_not_believed(world, sent):
    wrong = re.sub(r"\.[0-9a-z]{8}@", ".00000000@", reply_to(sent))

    came = take_mail(world, OPERATOR, report(wrong, f"Message-ID: {sent.message_id}\r\nReply-To: {wrong}\r\n\r\nx"))

    assert (came.state, ContactRow.objects.get(address=LOST).status) == ("waiting", "active")


def test_a_delay_is_counted_and_changes_nothing(world, sent):
    came = take_mail(world, OPERATOR, report(reply_to(sent), head_of(sent), action="delayed", status="4.4.1"))

    assert (came.state, came.reason) == ("counted", "bounce-delayed")
    assert (OutboxRow.objects.get().state, ContactRow.objects.get(address=LOST).status) == ("accepted", "active")


def test_what_failed_for_now_is_told_to_the_next_contact_and_three_of_them_are_one_for_good(world, sent):
    ContactRow.objects.filter(address=LOST).update(returned=2)

    came = take_mail(world, OPERATOR, report(reply_to(sent), head_of(sent), status="4.4.7"))

    assert (came.reason, ContactRow.objects.get(address=LOST).status) == ("bounce-for-now", "bounced")
    assert OutboxRow.objects.order_by("id").last().recipient == NEXT


def test_one_failure_for_now_leaves_the_contact_in_its_place(world, sent):
    take_mail(world, OPERATOR, report(reply_to(sent), head_of(sent), status="4.2.2"))

    contact = ContactRow.objects.get(address=LOST)
    assert (contact.status, contact.returned, contact.bounced_on) == ("active", 1, date(2026, 3, 5))


def test_the_same_bounce_twice_tells_the_next_contact_once(world, sent):
    bounce = report(reply_to(sent), head_of(sent))

    states = [take_mail(world, OPERATOR, bounce).state, take_mail(world, OPERATOR, bounce + b"\r\n").state]

    assert (states, OutboxRow.objects.count()) == (["acted", "counted"], 2)


def test_after_the_last_contact_an_official_letter_is_proposed(world, sent):
    take_mail(world, OPERATOR, report(reply_to(sent), head_of(sent)))
    deliver_notices(world, OPERATOR)
    second = world.messages[-1]

    take_mail(world, OPERATOR, report(reply_to(second), head_of(second), recipient=NEXT).replace(b"<b@", b"<c@"))

    assert list(OutboxRow.objects.order_by("id").values_list("state", "note"))[2:] == [("held", "no-contact")]


OLD_FORMS = {
    "qmail": "From: MAILER-DAEMON@mx.example\r\nTo: {to}\r\nSubject: failure notice\r\n\r\nHi. This is the qmail-send program at mx.example.\r\n"
    "<{lost}>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\n{head}",
    "exim": "From: Mail Delivery System <Mailer-Daemon@mx.example>\r\nTo: {to}\r\nX-Failed-Recipients: {lost}\r\n"
    "Subject: Mail delivery failed: returning message to sender\r\n\r\nThis message was created automatically by mail delivery software.\r\n"
    "  {lost}\r\n    550 5.1.1 unknown user\r\n\r\n{head}",
    "spanish": "Return-Path: <>\r\nFrom: postmaster@mx.example\r\nTo: {to}\r\nSubject: No se puede entregar: aviso\r\n\r\n"
    "No se pudo entregar a <{lost}>: 550 5.1.10 RESOLVER.ADR.RecipientNotFound\r\n",
}


@pytest.mark.parametrize("form", OLD_FORMS)
def test_the_older_forms_are_read_too(world, sent, form):
    raw = OLD_FORMS[form].format(to=reply_to(sent), lost=LOST, head=f"Message-ID: {sent.message_id}")

    came = take_mail(world, OPERATOR, raw.encode())

    assert (came.reason, ContactRow.objects.get(address=LOST).status) == ("bounce-for-good", "bounced")


def test_a_warning_of_an_older_form_that_it_is_delayed_changes_nothing(world, sent):
    raw = f"From: Mailer-Daemon@mx.example\r\nTo: {reply_to(sent)}\r\nSubject: Warning: message 1 delayed 24 hours\r\n\r\nNo action is required."

    came = take_mail(world, OPERATOR, raw.encode())

    assert (came.reason, ReplyRow.objects.get().state) == ("bounce-delayed", "counted")
