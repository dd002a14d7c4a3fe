"""What can be done about who asks: links and accounts here, tokens, roles and the rest each in a file of their own.

Links live by the machine's clock: a secret must expire even in a story that stands still.
"""

from baluarte.actions.rights.tokens import actor_of_token, is_live_token, list_tokens, make_token, revoke_token
from baluarte.core.errors import Refused
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import identifies
from baluarte.core.rights.actors import VISITOR, Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.secrets import LINK_BITS, write_link
from baluarte.store.rights import shelf
from baluarte.store.rights.grants import shelf as grants

__all__ = [
    "actor_of", "actor_of_token", "is_live_token", "list_tokens", "make_sign_in_link", "make_token", "revoke_token", "sign_in",
]  # fmt: skip


def make_sign_in_link(world: World, actor: Actor, name: str = shelf.ADMINISTRATOR) -> str:
    """Return the secret of a new link for a member of the team: it signs in once, within an hour.

    The first link makes the account; without a name it is the administrator's. A link that
    was made before and not used ends here, so that only one of an account is ever about.
    """
    with world.one_entry(actor.id, "make_sign_in_link", kind="change") as entry:
        _allow(actor, "make_sign_in_link")
        account = _member(world, actor, name)
        secret = write_link(world.random_bits(LINK_BITS))
        shelf.keep_link(account, secret, world.machine_now())
        entry.about, entry.count = f"account-{account}", 1
    return secret


def sign_in(world: World, token: str) -> Actor:
    """Spend a sign-in link and return who it signs in; a link that does not hold is `Refused`."""
    with world.one_entry(VISITOR.id, "sign_in", kind="change") as entry:
        actor = shelf.use_link(token, world.machine_now())
        entry.about, entry.count = actor.id, 1
    return actor


@identifies
def actor_of(world: World, account_id: str) -> Actor | None:
    """Return who an account is now, or None when it was closed: a session ends with its account, a role with its grant."""
    return shelf.actor(account_id, world.machine_now())


def _member(world: World, actor: Actor, name: str) -> int:
    """Return the account of a member of the team; whoever lets in somebody new gives the roles of the desk."""
    account = shelf.member(name, world.now())
    grants.begin(account, world.machine_now(), actor.id, first=name == shelf.ADMINISTRATOR)
    return account


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not make links that sign somebody in.", leave.reason)
