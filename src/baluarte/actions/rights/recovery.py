"""Opening an account whose factors are lost: two vouch, a day passes, all are told, anybody stops it."""

import logging

from baluarte.core.errors import Refused, Unreachable
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.identity.recovery import Recovery
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.roles import may_act_on
from baluarte.core.rights.secrets import LINK_BITS, write_link
from baluarte.formats.recovery_mail import recovery_mail
from baluarte.store.rights import recoveries, shelf

_LOG = logging.getLogger("baluarte.recovery")
_WHY = {
    "own": "Nobody vouches for themselves.",
    "twice": "One person counts once.",
    "ground": "For a contact, one person shows control of the domain and another calls back; for the team, colleagues vouch.",
}


def approve_recovery(world: World, actor: Actor, name: str, ground: str) -> Recovery:
    """Vouch for somebody whose factors are lost, and tell the team; the first who vouches opens the recovery."""
    now = world.machine_now()
    with world.one_entry(actor.id, "approve_recovery", kind="change") as entry:
        account = _account(world, actor, "approve_recovery", name)
        entry.about = f"account-{account}"
        recoveries.open_one(account, now, actor.id)
        standing = recoveries.get(account, now)
        if code := standing.unfit(actor.who, ground):
            raise Refused("rights.vouch", "You cannot vouch for this.", _WHY[code], "Ask another colleague.")
        world.step("rights.recovery.opened")
        recoveries.vouch(account, actor.who, ground, now)
        standing = recoveries.get(account, now)
        entry.count = len(standing.vouched)
    _tell(world, standing)
    return standing


def complete_recovery(world: World, actor: Actor, name: str) -> str:
    """Open an account anew when two vouched and its day is over: every factor and session ends; return its one new link."""
    now = world.machine_now()
    with world.one_entry(actor.id, "complete_recovery", kind="change") as entry:
        account = _account(world, actor, "complete_recovery", name)
        entry.about = f"account-{account}"
        ready = recoveries.get(account, now).ready_at
        if ready is None or now < ready:
            raise Refused(
                "rights.recovery-early",
                "The account cannot be opened anew yet.",
                "Two people vouch first; of an account of the team, a day passes besides.",
                "Wait, or ask who has still to vouch.",
            )
        recoveries.begin_anew(account)
        world.step("rights.recovery.begun")
        secret = write_link(world.random_bits(LINK_BITS))
        shelf.keep_link(account, secret, now)
        recoveries.end(account, "done", now)
        entry.count = 1
    return secret


def stop_recovery(world: World, actor: Actor, name: str) -> None:
    """Stop a recovery: whoever of the team finds it wrong, and the owner of the account, who then needs none."""
    with world.one_entry(actor.id, "stop_recovery", kind="change") as entry:
        account = _stoppable(world, actor, name)
        entry.about = f"account-{account}"
        recoveries.get(account, world.machine_now())
        recoveries.end(account, "stopped", world.machine_now())
        entry.count = 1


def _stoppable(world: World, actor: Actor, name: str) -> int:
    """Return the account of a name; whoever may not stop its recovery does not learn whether the name is one."""
    leave = may(actor, "stop_recovery")
    if isinstance(leave, Refusal) and not recoveries.is_own(actor.id, name):
        raise Refused("rights.not-yours", "You may not stop this.", leave.reason)
    return recoveries.target(name, world.machine_now())[0]


def list_recoveries(world: World, actor: Actor) -> tuple[Recovery, ...]:
    """Return every recovery under way, with who vouched for it."""
    with world.one_entry(actor.id, "list_recoveries") as entry:
        leave = may(actor, "list_recoveries")
        if isinstance(leave, Refusal):
            raise Refused("rights.not-yours", "You may not see who lost a key.", leave.reason)
        found = recoveries.listing(world.machine_now())
        entry.count = len(found)
    return found


def _account(world: World, actor: Actor, act: str, name: str) -> int:
    """Return the account that is meant, where the actor may act on somebody with its roles."""
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not open accounts anew.", leave.reason)
    account, roles = recoveries.target(name, world.machine_now())
    if not may_act_on(actor.roles, roles):
        raise Refused("rights.not-yours", "You may not open accounts anew.", "This account holds a role that is above yours.")
    return account


def _tell(world: World, recovery: Recovery) -> None:
    """Write to the team. A mail server that is away stops no recovery: the desk shows it as well."""
    try:
        world.post.send(recovery_mail(recovery, world.house, world.outside.alarms or world.house.mail, world.machine_now()))
    except Unreachable:
        _LOG.warning("recovery: the team could not be told by mail")
