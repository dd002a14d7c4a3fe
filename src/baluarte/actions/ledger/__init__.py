"""What can be done about the ledger: read marks, give entries their places, sign and publish the log."""

from contextlib import suppress
from pathlib import Path

from django.db import transaction

from baluarte.core.errors import Broken, Missing, Refused, Unusable
from baluarte.core.ground.check import Check
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.checkpoint import Checkpoint
from baluarte.core.ledger.note import Verifier, read_verifier, with_signatures
from baluarte.core.ledger.outside.policy import Policy, open_by, read_policy
from baluarte.core.ledger.proofs import prove_consistency
from baluarte.core.ledger.standing import OLD, Publishing
from baluarte.core.ledger.tree import TreeHead
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.gateways.witness import Shown, ask
from baluarte.store.ground import leases
from baluarte.store.ground.watch import halts
from baluarte.store.ledger import lanes, reads, shelf
from baluarte.store.ledger.log import witnesses
from baluarte.store.ledger.log.changes import log_changes
from baluarte.store.ledger.log.folder import LogFolder
from baluarte.store.ledger.log.recovering import read_source, take_entries, take_files
from baluarte.store.ledger.log.writer import FOLDER, Writer, head_of, published_row, say_quorum_missing, writer_of
from baluarte.store.ledger.models import Head

_SIGN_AGAIN = OLD * 11 / 12  # so that a log that stands still is seen within the hour


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


def batch_reads(world: World, actor: Actor) -> int:
    """Let the reads of the last minutes enter the log as count and root, and close the days that are over; return how many reads."""
    folder = LogFolder(Path(world.data) / FOLDER)
    with world.one_entry(actor.id, "batch_reads", kind="change") as entry:
        _allow(actor, "batch_reads")
        leases.alone("ledger.sequencer")
        entry.count = reads.batch(world.now(), world.house.log_origin)
        closed = reads.close_days(world.now(), world.house.log_origin, lambda files: folder.keep(files, world.step))
        entry.numbers = {"closed": closed}
        world.step("ledger.reads.before-commit")
    return entry.count


def show_access_key(world: World, actor: Actor, organisation: str) -> str:
    """Return the key by which an organisation finds its own reads in the file of a day, at home, telling nobody."""
    with world.one_entry(actor.id, "show_access_key", kind="change") as entry:
        leave = may(actor, "show_access_key", organisation)
        if isinstance(leave, Refusal):
            raise Refused("ledger.not-your-key", "This key is for the organisation it is about.", leave.reason)
        entry.about, entry.count = leave.organisation, 1
        return reads.key_of(leave.organisation).hex()


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
        entry.count, entry.numbers = done.size, {"published": int(done.published), "quorum": int(done.quorum)}
        if broken is not None:
            entry.about = broken.code
            halts.stop(Check("published", 0, (broken.what,), 0, world.now(), 0), world.now())
    if broken is not None:
        raise broken
    return done


def recover_ledger(world: World, actor: Actor, place: str = "") -> int:
    """Learn again what was published, from a mirror or from our own files, after an older copy was restored.

    What was published stands. What this database logged in the same places meanwhile is logged
    again behind it; how many those were is returned. The log may then go on.
    """
    own = LogFolder(Path(world.data) / FOLDER)
    source = None
    if may(actor, "recover_ledger"):
        source = read_source(Path(place) if place else own.root, world.house.log_origin, _own_key(world))
        take_files(source, own, own.root.with_name(f"{FOLDER}-before-{world.machine_now():%Y%m%dT%H%M%SZ}"), world.step)
        world.signer.adopt(source.note)
    with world.one_entry(actor.id, "recover_ledger", kind="change") as entry:
        _allow(actor, "recover_ledger")
        if source is None:
            raise LookupError  # pragma: no cover - a refusal has been raised before
        again = take_entries(source, world.step)
        with suppress(Missing):
            halts.release("ledger")
        entry.count, entry.numbers = source.checkpoint.head.size, {"again": again}
    return again


def _own_key(world: World) -> Verifier:
    """Return the key of the log, also where the signer has lost its memory and names none."""
    row = published_row()
    return read_verifier(row.key if row is not None and row.key else world.signer.key(world.house.log_origin))


def _round(world: World) -> Publishing:
    now, writer = world.now(), writer_of(world)
    row = writer.stored()
    stored, policy = head_of(row), _policy_file(world)
    writer.refuse_restored(stored)
    with transaction.atomic():
        log_changes(writer, policy, now)
    head = writer.extend(stored)
    if _is_shown(row, head, world):
        return Publishing(head.size, published=False)
    writer.walk_on(head, row.patrol)
    world.step("ledger.sign.before")
    note = _sign(world, writer, head)
    world.step("ledger.sign.done")
    if policy:
        note, met = _witnessed(world, writer, read_policy(policy.decode()), note)
        if not met:
            say_quorum_missing(now)
            return Publishing(head.size, published=False, quorum=False)
    return Publishing(head.size, published=writer.publish(note, head.size, now))


def _is_shown(row: Head, head: TreeHead, world: World) -> bool:
    """Say whether the published checkpoint is this very head, and young enough."""
    return head.size == row.published_size and row.signed_at is not None and world.now() - row.signed_at < _SIGN_AGAIN


def _sign(world: World, writer: Writer, head: TreeHead) -> bytes:
    """Ask the signer for a signature over a head, with the proof that it continues what was signed before."""
    size, _ = world.signer.remembered(writer.origin)
    tree = writer.tree(head)
    proof = prove_consistency(size, head.size, tree.heads) if size <= head.size else []
    return world.signer.sign(Checkpoint(writer.origin, head).text, proof)


def _witnessed(world: World, writer: Writer, policy: Policy, note: bytes) -> tuple[bytes, bool]:
    """Show a signed checkpoint to every witness, and return it with their signatures, and whether they suffice."""
    head = open_by(policy, note).checkpoint.head
    tree, sizes = writer.tree(head), witnesses.cosigned_sizes()
    shown = Shown(Checkpoint(writer.origin, head).text, note, head.size, lambda old: prove_consistency(old, head.size, tree.heads))
    for witness in policy.witnesses:
        if witness.url:
            said = ask(witness, shown, min(sizes.get(witness.name, 0), head.size), world.outside.networks)
            witnesses.remember(witness.name, said.old, world.now(), said.why)
            note = with_signatures(note, said.lines) if said.lines else note
    world.step("ledger.witnesses.done")
    return note, open_by(policy, note).is_met


def _policy_file(world: World) -> bytes:
    if not world.outside.policy:
        return b""
    try:
        return Path(world.outside.policy).read_bytes()
    except OSError as failure:
        raise Unusable(
            "ledger.no-policy", "The policy of the witnesses cannot be read.", str(failure), "See BALUARTE_LEDGER_POLICY."
        ) from failure


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("ledger.not-yours", "You may not read the ledger of this installation.", leave.reason)
