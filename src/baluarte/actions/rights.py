"""What can be done about who asks: make and use a sign-in link, make, list and revoke tokens.

Links and tokens live by the machine's clock: a secret must expire even in a story that stands still.
"""

from datetime import timedelta

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import identifies
from baluarte.core.rights.actors import OPERATOR, VISITOR, Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.rights.lists import TOKENS
from baluarte.core.rights.secrets import KEY_BITS, LINK_BITS, MOST_DAYS, SECRET_BITS, USUAL_DAYS, read_token, write_link, write_token
from baluarte.store.rights import shelf


def make_sign_in_link(world: World, actor: Actor, name: str = shelf.ADMINISTRATOR) -> str:
    """Return the secret of a new link for a member of the team: it signs in once, within an hour.

    The first link makes the account; without a name it is the administrator's. A link that
    was made before and not used ends here, so that only one of an account is ever about.
    """
    with world.one_entry(actor.id, "make_sign_in_link", kind="change") as entry:
        _allow(actor, "make_sign_in_link")
        account = shelf.member(name, world.now())
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
def actor_of(world: World, account_id: str) -> Actor | None:  # noqa: ARG001 - every action is given the world
    """Return who an account is now, or None when it was closed: a session ends with its account."""
    return shelf.actor(account_id)


@identifies
def actor_of_token(world: World, secret: str) -> Actor | None:
    """Return who a token is, or None where it is unknown, wrong, expired or revoked.

    The reach is that of the account now, never that of the day on which the token was made.
    """
    key_id = read_token(secret)
    return None if key_id is None else shelf.use_token(key_id, secret, world.machine_now())


def make_token(world: World, actor: Actor, name: str, days: int = USUAL_DAYS) -> str:
    """Return a new token, shown this once; it reaches as far as its maker and no longer than a year.

    The operator of the server has no account: tokens made there are the administrator's.
    """
    with world.one_entry(actor.id, "make_token", kind="change") as entry:
        _allow(actor, "make_token")
        if not 1 <= days <= MOST_DAYS:
            raise Unusable("rights.token-days", f"A token cannot live {days} days.", f"It lives 1 to {MOST_DAYS} days.", "Give fewer days.")
        shelf.name_is_free(name)
        account = shelf.member(shelf.ADMINISTRATOR, world.now()) if actor.id == OPERATOR.id else shelf.account_of(actor.id)
        if account is None:
            raise Refused(
                "rights.no-account", "Only an account can have tokens.", "A token has the reach of its account.", "Sign in first."
            )
        key_id, token = write_token(world.random_bits(KEY_BITS), world.random_bits(SECRET_BITS))
        shelf.keep_token(account, key_id, name, token, (world.machine_now(), timedelta(days=days)))
        entry.about, entry.count = f"token-{key_id}", 1
    return token


def list_tokens(world: World, actor: Actor, query: Query | None = None) -> Rows:
    """Return the tokens with their ends and their last day of use; their secrets nobody has."""
    with world.one_entry(actor.id, "list_tokens") as entry:
        _allow(actor, "list_tokens")
        rows = shelf.tokens(query or read_query((), TOKENS, world.now()), world.machine_now())
        entry.count = rows.table.height
    return rows


def revoke_token(world: World, actor: Actor, key_id: str) -> None:
    """End a token at once."""
    with world.one_entry(actor.id, "revoke_token", kind="change") as entry:
        _allow(actor, "revoke_token")
        entry.about = f"token-{key_id}"
        shelf.revoke(key_id, world.machine_now())
        entry.count = 1


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not make or see links and tokens.", leave.reason)
