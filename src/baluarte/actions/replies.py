"""What can be done with what comes back: open an answer link, answer by it, read mail, settle what only a person can."""

import hashlib
import io
from collections import Counter
from datetime import date
from typing import Literal

from django.db import transaction

from baluarte.core.errors import Missing, Refused, Unreachable, Unusable
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.replies.came import Came
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.mail import Mail
from baluarte.core.replies.page import AnswerPage, ReplyPage
from baluarte.core.replies.said import Said, settle
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.warning.finding import Via
from baluarte.core.warning.page import Paper, PaperFile, WaitingFile
from baluarte.core.warning.schedule import local_day
from baluarte.formats.replymail import read_mail
from baluarte.formats.replymail.asking import write_contact_test
from baluarte.formats.replymail.confirmation import write_confirmation
from baluarte.store.constituency.ageing import lapsing, was_not_asked
from baluarte.store.constituency.models import ContactRow
from baluarte.store.ground import tries
from baluarte.store.replies import asking, inbox, lists, opening, settling, taking
from baluarte.store.replies.mails import confirming, forgetting, mailing
from baluarte.store.replies.mails.places import bookmark, keep_bookmark, key_of, mail_store
from baluarte.store.warning.models import OutboxRow
from baluarte.store.warning.papers import keep as papers
from baluarte.store.warning.papers import make as printing

_BOX = "replies"


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
            inbox.admit(box, world.now())
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
    mail = _read(world, raw) if leave else Mail()  # before the transaction: nobody waits for a slow letter
    with world.one_entry(actor.id, "take_mail", kind="change") as entry:
        if blob is None:
            raise _refused(actor, "take_mail")
        world.step("replies.mail.kept")
        came = mailing.take_in(
            mail, mailing.Kept(key_of(mail.message_id, mail.sender, raw), blob), _happening(world, "mail"), world.keyring
        )
        entry.about, entry.count = came.folio, int(came.state != "known")
        entry.numbers = {"bytes": blob.bytes, "findings": came.findings}
        world.step("replies.mail.before-commit")
    world.step("replies.mail.committed")
    return came


def read_mailbox(world: World, actor: Actor) -> dict[str, int]:
    """Take in what is new in the mailbox of replies, and return how many letters ended in which state.

    A letter is marked as read only when its bytes and what it did are durable. One that was
    read twice because the process ended between the two is known, and does nothing.
    """
    with world.one_entry(actor.id, "read_mailbox") as entry:
        _allow(actor, "read_mailbox")
        entry.about = _BOX
    states: Counter[str] = Counter()
    for raw, mark in world.reply_box.letters(bookmark(_BOX)):
        states[take_mail(world, actor, raw).state] += 1
        keep_bookmark(_BOX, mark)
        world.step("replies.mailbox.marked")
    return dict(states)


def confirm_replies(world: World, actor: Actor) -> int:
    """Tell each mailbox whose word was acted on what we understood, once; return how many were told."""
    sent = sum(_confirm(world, number) for number in confirming.due()) if may(actor, "confirm_replies") else 0
    with world.one_entry(actor.id, "confirm_replies", kind="change") as entry:
        _allow(actor, "confirm_replies")
        entry.count = sent
    return sent


def forget_replies(world: World, actor: Actor) -> int:
    """Forget the words and the bytes of old mails that need nobody any more; what became of them stays. Return how many."""
    with world.one_entry(actor.id, "forget_replies", kind="change") as entry:
        _allow(actor, "forget_replies")
        entry.count = forgetting.forget_words(world.now())
    world.step("replies.forget.committed")
    forgetting.sweep_bytes(world)
    return entry.count


def ask_lapsing_contacts(world: World, actor: Actor) -> int:
    """Ask every mailbox whose verification is about to end whether it is still the right one; return how many were asked.

    Where the mail server is away, the rest are asked the next time.
    """
    with world.one_entry(actor.id, "ask_lapsing_contacts") as entry:
        _allow(actor, "ask_lapsing_contacts")
        due = lapsing(local_day(world.now(), world.house.zone))
        entry.count = len(due)
    asked = 0
    for one in due:
        try:
            ask_contact(world, actor, one.organisation, one.address)
        except Unreachable:
            break
        except (Missing, Unusable):
            continue
        asked += 1
    return asked


def list_replies(world: World, actor: Actor, query: Query) -> Rows:
    """Return what came back, and what became of it."""
    with world.one_entry(actor.id, "list_replies") as entry:
        _allow(actor, "list_replies")
        rows = lists.replies(query)
        entry.count = rows.total
    return rows


def show_reply(world: World, actor: Actor, number: int) -> ReplyPage:
    """Return one reply in its own words, and what an answer to it may be about."""
    with world.one_entry(actor.id, "show_reply") as entry:
        _allow(actor, "show_reply")
        entry.about, entry.count = str(number), 1
        return lists.reply(number)


def settle_reply(world: World, actor: Actor, number: int, why: str = "") -> None:
    """Say that a reply needs nobody any more."""
    with world.one_entry(actor.id, "settle_reply", kind="change") as entry:
        _allow(actor, "settle_reply")
        entry.about, entry.count = str(number), 1
        settling.settle(number, _decision(world, actor, why))


def assign_reply(world: World, actor: Actor, number: int, said: Said) -> tuple[str, ...]:
    """Give a reply the meaning a person read in it, and return the findings that moved."""
    with world.one_entry(actor.id, "assign_reply", kind="change") as entry:
        _allow(actor, "assign_reply")
        settled = settle(said, local_day(world.now(), world.house.zone))
        findings, entry.digest = settling.assign(number, settled, _decision(world, actor, settled.why))
        entry.about, entry.count = str(number), len(findings)
    return findings


def decide_false_positive(world: World, actor: Actor, number: int, *, accept: bool, why: str = "") -> tuple[str, ...]:
    """Accept a proposed false positive until its date, or open its findings again; return them."""
    with world.one_entry(actor.id, "decide_false_positive", kind="change") as entry:
        _allow(actor, "decide_false_positive")
        findings, entry.digest = settling.decide_false(number, _decision(world, actor, why), accept=accept)
        entry.about, entry.count, entry.numbers = str(number), len(findings), {"accepted": int(accept)}
    return findings


def list_disputes(world: World, actor: Actor, query: Query) -> Rows:
    """Return the findings whose asset is said to be somebody else's."""
    with world.one_entry(actor.id, "list_disputes") as entry:
        _allow(actor, "list_disputes")
        rows = lists.disputes(query)
        entry.count = rows.total
    return rows


def decide_dispute(world: World, actor: Actor, folio: str, outcome: Literal["ended", "confirmed"], why: str) -> tuple[str, ...]:
    """End an asset that is not its organisation's, or confirm it; return the findings that followed the decision."""
    with world.one_entry(actor.id, "decide_dispute", kind="change") as entry:
        _allow(actor, "decide_dispute")
        if not why.strip():
            raise Unusable(
                "reply.why-missing", "The reason is missing.", "Whoever reads this later must understand it.", "Say why in one sentence."
            )
        findings, entry.digest = settling.decide_dispute(folio, outcome, _decision(world, actor, why))
        entry.about, entry.count = folio, len(findings)
    return findings


def list_unreachable(world: World, actor: Actor, query: Query) -> Rows:
    """Return the organisations that have something to be told, and nobody to be told it."""
    with world.one_entry(actor.id, "list_unreachable") as entry:
        _allow(actor, "list_unreachable")
        rows = lists.unreachable(query)
        entry.count = rows.total
    return rows


def ask_contact(world: World, actor: Actor, organisation: str, address: str) -> str:
    """Ask a mailbox whether it still reaches its organisation, and return what the mail server calls the mail."""
    with world.one_entry(actor.id, "ask_contact", kind="change") as entry:
        _allow(actor, "ask_contact")
        entry.about, entry.count = organisation, 1
        asked = asking.ask(world, organisation, address, local_day(world.now(), world.house.zone))
    world.step("replies.test.kept")
    try:
        return world.post.send(write_contact_test(asked, world.house))
    except Unreachable:
        was_not_asked(asked.number)
        raise


def open_contact(world: World, actor: Actor, number: int, secret: str, network: str = "") -> tuple[str, str]:
    """Return the organisation and the role that a contact is asked about; only its own link opens it. Looking changes nothing."""
    with world.one_entry(actor.id, "open_contact") as entry:
        row = _asked(world, number, secret, network)
        entry.count = int(row is not None)
        told = (row.organisation.name, row.role) if row is not None else None
    if told is None:
        raise _nothing()
    return told


def confirm_contact(world: World, actor: Actor, number: int, secret: str, network: str = "", *, right: bool) -> None:  # noqa: PLR0913 - what the link and its page say
    """Take what a mailbox says of itself: that it is the right one, or that it is not."""
    with world.one_entry(actor.id, "confirm_contact", kind="change") as entry:
        row = _asked(world, number, secret, network)
        if row is not None:
            entry.about, entry.count = row.organisation.slug, 1
            asking.say(row, _happening(world, "link"), right=right)
    if row is None:
        raise _nothing()


def _asked(world: World, number: int, secret: str, network: str) -> ContactRow | None:
    counters, now = tries.counters(world, f"contact {number}", network), world.machine_now()
    tries.admit(counters, now)
    row = asking.asked(world, number, secret, local_day(world.now(), world.house.zone))
    if row is None:
        tries.count(counters, now)
    return row


def _decision(world: World, actor: Actor, why: str) -> settling.Decision:
    return settling.Decision(actor.id, why.strip(), _happening(world, "desk"))


def _allow(actor: Actor, act: str) -> None:
    if not may(actor, act):
        raise _refused(actor, act)


def _read(world: World, raw: bytes) -> Mail:
    """Read a mail; one that stops the reader is kept for a person, so that the next ones are read all the same."""
    try:
        return read_mail(raw, world.house.authserv, world.house.mail)
    except Exception:  # noqa: BLE001 - anybody may send any bytes, and the library that parses them is not ours
        return Mail(problem="unreadable")


def verify_file(world: World, actor: Actor, content: bytes, network: str = "") -> Paper | None:
    """Return which paper of ours a file is, byte for byte, or None; anybody may ask. Nothing of the file is kept."""
    digest = hashlib.sha256(content).hexdigest()
    with world.one_entry(actor.id, "verify_file") as entry:
        counters, now = tries.counters(world, "file", network), world.machine_now()
        tries.admit(counters, now)
        paper = papers.by_hash(digest, world.house.zone)
        entry.count = int(paper is not None)
        if paper is None:
            tries.count(counters, now)
    return paper


def fetch_files(  # noqa: PLR0913, PLR0917 - folio, code and language are what the page asks
    world: World, actor: Actor, folio: str, code: str, language: str = "", network: str = ""
) -> tuple[WaitingFile, ...]:
    """Return the files of a notice that were too large for its mail, and the certificate of a closing, to whoever has its code.

    None of either is one answer with a wrong code and a made-up folio.
    """
    found = printing.waiting_files(world, folio, code)
    printed = printing.print_certificate(world, found[0].folio, language, actor.id) if found and found[0].kind == "closed" else None
    with world.one_entry(actor.id, "fetch_files", kind="change") as entry:
        counters, now = tries.counters(world, read_folio(folio), network), world.machine_now()
        tries.admit(counters, now)
        made = [printing.keep_printed(world, printed)] if printed else []
        files = (*(WaitingFile(one.paper.name, "application/pdf", one.content) for one in made), *(found[1] if found else ()))
        entry.about, entry.count = found[0].folio if found else "", len(files)
        if not files:
            tries.count(counters, now)
    return files


def make_letter(world: World, actor: Actor, folio: str, language: str = "") -> PaperFile:
    """Print a notice as an official letter, numbered and kept as its exact bytes; one that was not sent yet is given again."""
    printed = printing.print_letter(world, folio, language, actor.id) if may(actor, "make_letter") else None
    world.step("replies.letter.printed")
    with world.one_entry(actor.id, "make_letter", kind="change") as entry:
        _allow(actor, "make_letter")
        made = printing.keep_printed(world, printed or printing.print_letter(world, folio, language, actor.id))
        entry.about, entry.count, entry.digest = folio, 1, made.paper.sha256
    return made


def date_letter(  # noqa: PLR0913, PLR0917 - what the form asks, in its order
    world: World, actor: Actor, folio: str, number: int, sent_on: date | None = None, received_on: date | None = None
) -> None:
    """Write down on which day an official letter was sent, and on which it was received."""
    with world.one_entry(actor.id, "date_letter", kind="change") as entry:
        _allow(actor, "date_letter")
        entry.about, entry.count = f"{folio}/{number}", 1
        entry.digest = papers.date_letter(folio, number, (sent_on, received_on), actor.id, world.now())


def make_certificate(world: World, actor: Actor, folio: str, language: str = "") -> PaperFile:
    """Print the certificate of what was closed by observation; `folio` is that of the notice of closing, or of a finding in it."""
    printed = printing.print_certificate(world, folio, language, actor.id) if may(actor, "make_certificate") else None
    with world.one_entry(actor.id, "make_certificate", kind="change") as entry:
        _allow(actor, "make_certificate")
        made = printing.keep_printed(world, printed or printing.print_certificate(world, folio, language, actor.id))
        entry.about, entry.count, entry.digest = made.paper.folio, 1, made.paper.sha256
    return made


def list_papers(world: World, actor: Actor, folio: str) -> tuple[Paper, ...]:
    """Return the papers that were made of a notice: number, language, when made, sent and received."""
    with world.one_entry(actor.id, "list_papers") as entry:
        _allow(actor, "list_papers")
        found = papers.of_notice(folio, world.house.zone)
        entry.about, entry.count = folio, len(found)
    return found


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
    return Happening(world.now(), local_day(world.now(), world.house.zone), world.house, via, world.keyring)


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
