"""What can be done about the ledger: read marks, give entries their places, sign and publish the log."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from baluarte.core.errors import Broken, Refused
from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.checkpoint import Checkpoint, open_checkpoint
from baluarte.core.ledger.note import read_verifier
from baluarte.core.ledger.proofs import prove_consistency
from baluarte.core.ledger.tree import TreeHead
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.store.ground import leases
from baluarte.store.ground.watch import halts
from baluarte.store.ledger import inside, lanes, shelf
from baluarte.store.ledger.folder import LogFolder
from baluarte.store.ledger.writer import Writer, head_of

FOLDER = "ledger"  # below the data folder: everything that is served, and nothing else
_SIGN_AGAIN = timedelta(minutes=55)  # so that a log that stands still is seen within the hour


def list_marks(world: World, actor: Actor, query: Query) -> Rows:
    """Return the marks of changes, refusals and failures."""
    with world.one_entry(actor.id, "list_marks") as entry:
        _allow(actor, "read_marks")
        rows = shelf.marks(query)
        entry.count = rows.table.height
    return rows


def list_access(world: World, actor: Actor, query: Query) -> Rows:
    """Return the records of who read what that is not public."""
    with world.one_entry(actor.id, "list_access") as entry:
        _allow(actor, "read_access")
        rows = shelf.access(query)
        entry.count = rows.table.height
    return rows


def sequence_marks(world: World, actor: Actor) -> int:
    """Give the marks of the hours that are over their places in the log, in an order that says nothing; return how many."""
    with world.one_entry(actor.id, "sequence_marks", kind="change") as entry:
        _allow(actor, "sequence_marks")
        leases.alone("ledger.sequencer")
        entry.count = lanes.sequence(world.now(), world.house.log_origin)
        world.step("ledger.sequence.before-commit")
    world.step("ledger.sequence.committed")
    return entry.count


@dataclass(frozen=True)
class Publishing:
    """What a round of the writer came to."""

    size: int
    published: bool


def publish_ledger(world: World, actor: Actor) -> Publishing:
    """Write what was logged since, sign it once it was read back, and publish it.

    Whatever does not fit stops the log: nothing is signed until a person has looked.
    """
    done, broken = Publishing(0, published=False), None
    if may(actor, "publish_ledger"):
        halts.heed("ledger")
        try:
            done = _round(world)
        except Broken as found:
            broken = found
    with world.one_entry(actor.id, "publish_ledger", kind="change") as entry:
        _allow(actor, "publish_ledger")
        entry.count, entry.numbers = done.size, {"published": int(done.published)}
        if broken is not None:
            entry.about = broken.code
            halts.stop(Check("published", 0, (broken.what,), 0, world.now(), 0), world.now())
    if broken is not None:
        raise broken
    return done


def check_published(world: World, actor: Actor, asked: Asked = Asked()) -> Check:  # noqa: B008 - a frozen value
    """Check that the public log holds what was logged, byte for byte, and that nothing waits too long to enter it."""
    with world.one_entry(actor.id, "check_published") as entry:
        _allow(actor, "check_published")
        found = look_inside(world, asked)
        entry.count = found.checked
    return found


def look_inside(world: World, asked: Asked) -> Check:
    """Return what the check of the log from inside says; no action by itself."""
    return inside.look(_writer(world), world.now(), deep=asked.deep)


def _writer(world: World) -> Writer:
    origin = world.house.log_origin
    return Writer(origin, LogFolder(Path(world.data) / FOLDER), read_verifier(world.signer.key(origin)), world.step)


def _round(world: World) -> Publishing:
    now, writer = world.now(), _writer(world)
    row = writer.stored()
    stored = head_of(row)
    writer.refuse_restored(stored)
    with transaction.atomic():
        lanes.begin(now, writer.origin)
    head = writer.extend(stored)
    fresh = row.signed_at is not None and now - row.signed_at < _SIGN_AGAIN
    if head.size == row.published_size and fresh:
        return Publishing(head.size, published=False)
    writer.walk_on(head, row.patrol)
    world.step("ledger.sign.before")
    note = _sign(world, writer, head)
    world.step("ledger.sign.done")
    return Publishing(head.size, published=writer.publish(note, head.size, now))


def _sign(world: World, writer: Writer, head: TreeHead) -> bytes:
    """Ask the signer for a signature over a head, with the proof that it continues what was signed before."""
    size, _ = world.signer.remembered(writer.origin)
    tree = writer.tree(head)
    proof = prove_consistency(size, head.size, tree.heads) if size <= head.size else []
    note = world.signer.sign(Checkpoint(writer.origin, head).text, proof)
    open_checkpoint(note, [writer.key])
    return note


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("ledger.not-yours", "You may not read the ledger of this installation.", leave.reason)
