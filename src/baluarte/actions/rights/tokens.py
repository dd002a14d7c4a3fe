"""What can be done with the keys of programs: make one, list them, end one, and speak of those that end soon.

Tokens live by the machine's clock: a secret must expire even in a story that stands still.
"""

from dataclasses import replace

from baluarte.core.errors import Refused
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import identifies
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.core.rights.leave import NOT_THEIRS, Granted, Refusal, may
from baluarte.core.rights.lists import TOKENS
from baluarte.core.rights.secrets import KEY_BITS, SECRET_BITS, read_token, write_token
from baluarte.core.rights.tokens import Wish, check_wish
from baluarte.store.rights import shelf, tokens
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.tenants import act_for
from baluarte.store.rights.tokens import Whose


@identifies
def actor_of_token(world: World, secret: str, address: str = "") -> Actor | None:
    """Return who a token is, or None where it is unknown, wrong, expired, revoked, or comes from a foreign network.

    What it may is what its account holds now, within its own limits; never what the account held when it was made.
    """
    key_id = read_token(secret)
    found = None if key_id is None else tokens.use(key_id, secret, world.machine_now(), address)
    act_for(found)  # the database shows the rest of this request no more than that
    return found


@identifies
def is_live_token(world: World, secret: str) -> bool:
    """Return whether a text is a token that still holds: one that stood in an address must end."""
    key_id = read_token(secret)
    return key_id is not None and tokens.is_live(key_id, secret, world.machine_now())


def make_token(world: World, actor: Actor, wish: Wish) -> str:
    """Return a new token, shown this once; it may no more than its maker, nothing it does not name, for a year at most.

    A member's token is bound to the organisation. The operator of the server has no account:
    tokens made there are the administrator's.
    """
    with world.one_entry(actor.id, "make_token", kind="change") as entry:
        bound = _allow(actor, "make_token").organisation
        if wish.organisation and bound not in {"", wish.organisation}:
            raise Refused("rights.not-yours", "You may not make or see these tokens.", NOT_THEIRS.reason)
        asked = check_wish(wish)
        account = _maker(world, actor)
        key_id, token = write_token(world.random_bits(KEY_BITS), world.random_bits(SECRET_BITS))
        tokens.keep(account, key_id, token, replace(asked, organisation=bound or asked.organisation), world.machine_now())
        entry.about, entry.count = f"token-{key_id}", 1
    return token


def list_tokens(world: World, actor: Actor, query: Query | None = None) -> Rows:
    """Return the tokens with what they may, their ends and their last day of use; their secrets nobody has."""
    with world.one_entry(actor.id, "list_tokens") as entry:
        whose = _whose(actor, "list_tokens")
        rows = tokens.listing(query or read_query((), TOKENS, world.now()), world.machine_now(), whose)
        entry.count = rows.table.height
    return rows


def revoke_token(world: World, actor: Actor, key_id: str) -> None:
    """End a token at once. A leak that is reported ends first, and is asked about later."""
    with world.one_entry(actor.id, "revoke_token", kind="change") as entry:
        entry.about = f"token-{key_id}"
        tokens.revoke(key_id, world.machine_now(), _whose(actor, "revoke_token"))
        entry.count = 1


def _maker(world: World, actor: Actor) -> int:
    """Return the account that stands behind a new token. The command line has none: its tokens are the administrator's."""
    if actor.id != OPERATOR.id:
        account = shelf.account_of(actor.id)
        if account is None:
            raise Refused("rights.no-account", "Only an account can have tokens.", "A token may what its account may.", "Sign in first.")
        return account
    account = shelf.member(shelf.ADMINISTRATOR, world.now())
    grants.begin(account, world.machine_now(), actor.id, first=True)
    return account


def _whose(actor: Actor, act: str) -> Whose:
    """Return the tokens about which somebody may do this: all, those of the organisation, or at least the own ones."""
    leave = may(actor, act)
    if isinstance(leave, Granted):
        return Whose(organisation=leave.organisation)
    account = shelf.account_of(actor.id)
    if account is None or isinstance(may(actor, "make_token"), Refusal):
        raise Refused("rights.not-yours", "You may not make or see these tokens.", leave.reason)
    return Whose(account=account)


def _allow(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not make or see these tokens.", leave.reason)
    return leave
