"""What is written down of signing in, and the guard that counts: the ceremonies themselves are allauth's (decision 0027)."""

from baluarte.core.errors import Refused
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import relays
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.store.rights import coming_in
from baluarte.store.rights.identity import attempts, sessions
from baluarte.store.rights.shelf import account_of

_GUARD = "guard"


@relays
def seconds_to_wait(world: World, actor: Actor, name: str, network: str) -> int:  # noqa: ARG001 - nobody is known yet
    """Return for how many seconds no secret of an account is heard from a network: the sign-in that follows leaves the mark."""
    return attempts.wait(world.key(_GUARD), name, network, world.machine_now())


def refuse_sign_in(world: World, actor: Actor, name: str, network: str, how: str) -> None:
    """Count a secret that was wrong, for its account and its network; the mark names neither."""
    with world.one_entry(actor.id, "refuse_sign_in", kind="change") as entry:
        attempts.failed(world.key(_GUARD), name, network, world.machine_now())
        entry.about, entry.count = how, 1


def record_sign_in(world: World, actor: Actor, name: str, how: str) -> None:
    """Write down that an account came in, and by which proofs; its failures are forgotten."""
    with world.one_entry(actor.id, "record_sign_in", kind="change") as entry:
        attempts.succeeded(world.key(_GUARD), name)
        coming_in.came_in(actor.id, world.machine_now())
        entry.about, entry.count = f"{actor.id} {how}"[:100], 1


def record_proof(world: World, actor: Actor, name: str) -> None:
    """Write down that somebody proved anew who they are, before an act of weight."""
    with world.one_entry(actor.id, "record_proof", kind="change") as entry:
        attempts.succeeded(world.key(_GUARD), name)
        entry.about, entry.count = actor.id, 1


def record_sign_out(world: World, actor: Actor) -> None:
    """Write down that a session was ended by its owner."""
    with world.one_entry(actor.id, "record_sign_out", kind="change") as entry:
        entry.about, entry.count = actor.id, 1


def record_factor(world: World, actor: Actor, what: str) -> None:
    """Write down that a factor of an account changed, and end every session that began before."""
    with world.one_entry(actor.id, "record_factor", kind="change") as entry:
        coming_in.end_sessions(actor.id)
        entry.about, entry.count = f"{actor.id} {what}", 1


def end_session(world: World, actor: Actor, number: int) -> None:
    """End one session of the own account, wherever it is open; another's is as if it were not."""
    with world.one_entry(actor.id, "end_session", kind="change") as entry:
        entry.about = actor.id
        sessions.end_one(account_of(actor.id), number)
        entry.count = 1


def end_other_sessions(world: World, actor: Actor, kept: str) -> int:
    """End every session of the own account but the one that asks, and return how many that were."""
    with world.one_entry(actor.id, "end_other_sessions", kind="change") as entry:
        entry.about = actor.id
        entry.count = sessions.end_others(account_of(actor.id), kept)
    return entry.count


def forget_sign_ins(world: World, actor: Actor) -> int:
    """Forget counts of failures after a day, and sessions that have ended; return how many rows went."""
    with world.one_entry(actor.id, "forget_sign_ins", kind="change") as entry:
        leave = may(actor, "forget_sign_ins")
        if isinstance(leave, Refusal):
            raise Refused("rights.not-yours", "You may not clear what signing in left.", leave.reason)
        entry.count = attempts.sweep(world.machine_now()) + sessions.sweep()
    return entry.count
