"""What can be done with accounts and roles: open an account, give a role, end one, close an account, and see who holds what.

Every refusal to one organisation about another's people is the answer for people who are not there.
"""

from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor, Holding
from baluarte.core.rights.grants import Grant, complete, is_reachable, may_close, may_end, may_hand
from baluarte.core.rights.leave import NOT_THEIRS, Granted, Refusal, may
from baluarte.core.rights.lists import GRANTS
from baluarte.core.rights.secrets import LINK_BITS, write_link
from baluarte.store.constituency import shelf as register
from baluarte.store.rights import accounts, shelf
from baluarte.store.rights.grants import shelf as grants


def open_account(world: World, actor: Actor, name: str, organisation: str = "") -> str:
    """Open an account of a member and return the secret of its first link, which signs in once, within an hour.

    It holds nothing until a role is given. A provider is at home in no organisation of ours.
    """
    with world.one_entry(actor.id, "open_account", kind="change") as entry:
        leave = _allowed(may(actor, "open_account", organisation))
        _must_stand(organisation)
        account = accounts.open_member(name, organisation, world.now())
        secret = write_link(world.random_bits(LINK_BITS))
        shelf.keep_link(account, secret, world.machine_now())
        entry.about, entry.count = leave.organisation or f"account-{account}", 1
    return secret


def close_account(world: World, actor: Actor, name: str) -> None:
    """Close an account at once: its sessions, tokens, links and roles end with it. The name is given to nobody again."""
    with world.one_entry(actor.id, "close_account", kind="change") as entry:
        now, leave = world.machine_now(), _allowed(may(actor, "close_account"))
        account, receiver = accounts.receiver(name, now)
        if leave.organisation and receiver.organisation != leave.organisation:
            raise accounts.no_account(name)
        _allowed(may_close(actor, receiver))
        accounts.close(account, now, actor.id)
        entry.about, entry.count = f"account-{account}", 1


def give_role(world: World, actor: Actor, grant: Grant) -> Grant:
    """Give a role to an account until its end date, and return the grant with its number.

    The same role for the same organisation that runs already is replaced: so a grant is prolonged, or shortened.
    """
    with world.one_entry(actor.id, "give_role", kind="change") as entry:
        now, leave = world.machine_now(), _allowed(may(actor, "give_role", grant.organisation))
        if leave.organisation != grant.organisation:
            raise _refused(NOT_THEIRS)
        asked = complete(grant, now)
        _must_stand(asked.organisation)
        account, receiver = accounts.receiver(asked.account, now)
        if not _sees_all(actor) and not is_reachable(asked, receiver):
            raise accounts.no_account(asked.account)
        _allowed(may_hand(actor, asked, receiver))
        number = grants.keep(account, asked, now, actor.id)
        entry.about, entry.count = leave.organisation or f"account-{account}", 1
    return grants.get(number)[1]


def end_grant(world: World, actor: Actor, number: int) -> None:
    """End a role of somebody else at once. A grant of another organisation is one that never was."""
    with world.one_entry(actor.id, "end_grant", kind="change") as entry:
        reach = _allowed(may(actor, "end_grant")).organisation
        account, grant = grants.get(number)
        if reach and grant.organisation != reach:
            raise grants.no_grant(number)
        _allowed(may_end(actor, grant))
        grants.end(number, world.machine_now(), actor.id)
        entry.about, entry.count = grant.organisation or f"account-{account}", 1


def give_back_role(world: World, actor: Actor, number: int) -> None:
    """End a role of one's own at once: nobody is kept in a role. Another's is one that never was."""
    with world.one_entry(actor.id, "give_back_role", kind="change") as entry:
        now = world.machine_now()
        account, grant = grants.get(number)
        if account != shelf.account_of(actor.id):
            raise grants.no_grant(number)
        grants.end(number, now, actor.id)
        entry.about, entry.count = grant.organisation or f"account-{account}", 1


def list_grants(world: World, actor: Actor, query: Query | None = None) -> Rows:
    """Return who holds which role, for which organisation, until when; a manager sees those of the own organisation."""
    with world.one_entry(actor.id, "list_grants") as entry:
        leave = _allowed(may(actor, "list_grants"))
        rows = grants.listing(query or read_query((), GRANTS, world.now()), world.machine_now(), leave.organisation)
        entry.count = rows.table.height
    return rows


def show_own_roles(world: World, actor: Actor) -> tuple[Holding, ...]:
    """Return what somebody holds now, each role with its organisation and its end."""
    with world.one_entry(actor.id, "show_own_roles") as entry:
        entry.count = len(actor.holdings)
    return actor.holdings


def _must_stand(organisation: str) -> None:
    """Raise `Missing` for an organisation that is not there: whoever registered that name later would find people in its house."""
    if organisation and register.get(organisation).status == "merged":
        raise Missing("organisation.missing", f"There is no organisation {organisation!r}.", "", "See the list of organisations.")


def _sees_all(actor: Actor) -> bool:
    leave = may(actor, "list_grants")
    return isinstance(leave, Granted) and not leave.organisation


def _allowed(leave: Granted | Refusal) -> Granted:
    if isinstance(leave, Refusal):
        raise _refused(leave)
    return leave


def _refused(leave: Refusal) -> Refused:
    return Refused("rights.role-not-yours", "You may not give, end or see these roles and accounts.", leave.reason)
