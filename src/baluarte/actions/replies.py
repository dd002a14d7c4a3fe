"""What can be done with what comes back: open an answer link, answer by it, read mail, settle what only a person can."""

import io

from django.db import transaction

from baluarte.core.errors import Missing, Refused, Unreachable, Unusable
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.world import World
from baluarte.core.replies.came import Came
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.page import AnswerPage
from baluarte.core.replies.said import Said, settle
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.warning.finding import Via
from baluarte.core.warning.schedule import local_day
from baluarte.formats.replymail import read_mail
from baluarte.formats.replymail.confirmation import write_confirmation
from baluarte.store.ground import tries
from baluarte.store.replies import confirming, inbox, mailing, opening, taking
from baluarte.store.replies.places import key_of, mail_store
from baluarte.store.warning.models import OutboxRow


def open_answer(world: World, actor: Actor, folio: str, secret: str, network: str = "") -> AnswerPage:
    """Return what an answer link shows. Anybody may ask; only the secret of the message itself opens anything.

    Looking changes nothing: programs that follow the links of a mail answer nobody's finding.
    """
    with world.one_entry(actor.id, "open_answer") as entry:
        box = _open(world, folio, secret, network)
        if box is not None:
            entry.about, entry.count = box.notice.folio, 1
            page = opening.page_of(box, world.now(), world.house.zone)
    if box is None:
        raise _nothing()
    return page


def answer_by_link(  # noqa: PLR0913, PLR0917 - folio, secret and form are what the link and its page say
    world: World, actor: Actor, folio: str, secret: str, said: Said, once: str = "", network: str = ""
) -> tuple[str, ...]:
    """Take the answer of whoever holds the link of a message, and return the findings that moved.

    `once` names the form it was sent with: the same form sent twice is one answer.
    """
    findings: tuple[str, ...] = ()
    with world.one_entry(actor.id, "answer_by_link", kind="change") as entry:
        box = _open(world, folio, secret, network)
        if box is not None:
            happening = _happening(world, "link")
            settled = settle(said, happening.today)
            row = inbox.begin_link(box, settled, once or f"{world.random_bits(128):032x}", happening)
            entry.about = box.notice.folio
            if row is not None:
                world.step("replies.link.kept")
                taken = taking.take(box, settled, happening)
                findings = inbox.finish_link(row, settled, taken.findings)
                entry.count, entry.digest = len(findings), taken.digest
                world.step("replies.link.before-commit")
    if box is None:
        raise _nothing()
    return findings


def take_mail(world: World, actor: Actor, raw: bytes) -> Came:
    """Take one mail in: its bytes are durable first, then it does what it proves, or waits for a person. Each mail counts once."""
    leave = may(actor, "take_mail")
    blob = mail_store(world).keep(io.BytesIO(raw), world.random_bits(128), world.step) if leave else None
    with world.one_entry(actor.id, "take_mail", kind="change") as entry:
        if blob is None:
            raise _refused(actor, "take_mail")
        world.step("replies.mail.kept")
        mail = read_mail(raw, world.house.authserv, world.house.mail)
        came = mailing.take_in(mail, key_of(mail.message_id, mail.sender, raw), blob, _happening(world, "mail"))
        entry.about, entry.count = came.folio, int(came.state != "known")
        entry.numbers = {"bytes": blob.bytes, "findings": came.findings}
        world.step("replies.mail.before-commit")
    world.step("replies.mail.committed")
    return came


def confirm_replies(world: World, actor: Actor) -> int:
    """Tell each mailbox whose word was acted on what we understood, once; return how many were told."""
    sent = sum(_confirm(world, number) for number in confirming.due()) if may(actor, "confirm_replies") else 0
    with world.one_entry(actor.id, "confirm_replies", kind="change") as entry:
        if not may(actor, "confirm_replies"):
            raise _refused(actor, "confirm_replies")
        entry.count = sent
    return sent


def _confirm(world: World, number: int) -> bool:
    """Send one confirmation. That it is tried is committed before a connection opens; a copy has the same name."""
    with transaction.atomic():
        noted = confirming.begin(number)
    if noted is None:
        return False
    world.step("replies.confirm.started")
    try:
        world.post.send(write_confirmation(noted, world.house))
    except Unreachable:
        return False
    except Unusable:
        confirming.end(number, "failed")
        return False
    world.step("replies.confirm.sent")
    confirming.end(number, "sent")
    return True


def _open(world: World, folio: str, secret: str, network: str) -> OutboxRow | None:
    """Return the message of a link; a wrong try slows down the network it comes from, and no other."""
    counters, now = tries.counters(world, f"answer {read_folio(folio)}", network), world.machine_now()
    tries.admit(counters, now)
    box = opening.box_of(world, folio, secret)
    if box is None:
        tries.count(counters, now)
    return box


def _happening(world: World, via: Via) -> Happening:
    return Happening(world.now(), local_day(world.now(), world.house.zone), world.house, via)


def _nothing() -> Missing:
    return Missing(
        "reply.no-link",
        "This link opens nothing.",
        "It is incomplete, has ended, or belongs to another message.",
        "Open it from the message itself, or answer with one word by mail.",
    )


def _refused(actor: Actor, act: str) -> Refused:
    leave = may(actor, act)
    return Refused("reply.not-yours", "You may not read or settle replies.", leave.reason if isinstance(leave, Refusal) else "")
