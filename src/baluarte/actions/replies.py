"""What can be done with what comes back: open an answer link, answer by it, read mail, settle what only a person can."""

from baluarte.core.errors import Missing
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.world import World
from baluarte.core.replies.happening import Happening
from baluarte.core.replies.page import AnswerPage
from baluarte.core.replies.said import Said, settle
from baluarte.core.rights.actors import Actor
from baluarte.core.warning.finding import Via
from baluarte.core.warning.schedule import local_day
from baluarte.store.ground import tries
from baluarte.store.replies import inbox, opening, taking
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
