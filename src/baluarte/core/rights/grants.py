"""A grant: one role, for one account, about the whole or one organisation, from a moment to a moment.

No grant is without an end: nobody has standing access to content (rights.md R2.11). What a
grant must have is decided here; whether somebody may give it, too.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from baluarte.core.errors import Unusable
from baluarte.core.rights.actors import Actor, Holding
from baluarte.core.rights.leave import NOT_THEIRS, Granted, Refusal, may
from baluarte.core.rights.permissions import SCOPES
from baluarte.core.rights.roles import MEMBERS, MOST_DAYS, ROLES, TEAM, may_act_on, may_give


@dataclass(frozen=True)
class Grant:
    """A role somebody is given. `account` is the account's name; without an end it ends when the role's usual days are over."""

    account: str
    role: str
    organisation: str = ""
    scopes: tuple[str, ...] = ()
    until: datetime | None = None
    number: int = 0

    @property
    def holding(self) -> Holding:
        """The same as an actor carries it."""
        return Holding(self.role, self.organisation, frozenset(self.scopes) if self.scopes else None, self.until)


@dataclass(frozen=True)
class Receiver:
    """Who is to be given a role: what they hold now, where they are at home, and who stands behind."""

    person: str
    held: tuple[Holding, ...] = ()
    organisation: str = ""

    @property
    def roles(self) -> frozenset[str]:
        """The names of the roles held."""
        return frozenset(one.role for one in self.held)


SELF = Refusal("Nobody gives a role to themselves.")
SELF_CLOSED = Refusal("Nobody closes the own account.")
ABOVE = Refusal("Nobody gives a role that is above the own one.")


def complete(grant: Grant, now: datetime) -> Grant:
    """Return a grant with its end, or raise `Unusable` where it lacks what its role needs."""
    role = ROLES.get(grant.role)
    if role is None or role.side == "none":
        raise Unusable("rights.grant-role", f"There is no role {grant.role[:60]!r} to give.", "The roles are a closed list.", "Choose one.")
    if (grant.role in MEMBERS) != bool(grant.organisation):
        raise Unusable(
            "rights.grant-organisation",
            "This role and this organisation do not go together.",
            "A role of a member is for one organisation; a role of the team is for none.",
            "Name the organisation, or leave it out.",
        )
    odd = sorted(set(grant.scopes) - set(SCOPES))
    if odd or (grant.role == "provider") != bool(grant.scopes):
        raise Unusable(
            "rights.grant-scopes",
            f"These scopes do not do: {odd or sorted(grant.scopes)}."[:300],
            "A provider has at least one scope of the list; no other role has any.",
            "Say what the provider may do.",
        )
    return replace(grant, until=_end(grant.until, now, role.days))


def _end(until: datetime | None, now: datetime, days: int) -> datetime:
    end = until or now + timedelta(days=days)
    if not now < end <= now + timedelta(days=MOST_DAYS):
        raise Unusable(
            "rights.grant-until", "A role cannot end then.", f"It ends after today, and within {MOST_DAYS} days.", "Give another day."
        )
    return end


def may_hand(actor: Actor, grant: Grant, receiver: Receiver) -> Granted | Refusal:
    """Return whether this actor may give this grant to that account.

    The role must be below or beside one the actor holds for the same organisation or for the
    team; nobody gives to themselves. The owner of the machine, who holds its files, may.
    """
    leave = may(actor, "give_role", grant.organisation)
    if isinstance(leave, Refusal):
        return leave
    if leave.organisation != grant.organisation:
        return NOT_THEIRS
    if receiver.person == actor.who and actor.reach != "operator":
        return SELF
    return leave if may_give(_standing(actor, grant.organisation), grant.role) else ABOVE


def may_end(actor: Actor, grant: Grant) -> Granted | Refusal:
    """Return whether this actor may end this grant: whoever could give it."""
    leave = may(actor, "end_grant", grant.organisation)
    if isinstance(leave, Refusal):
        return leave
    if leave.organisation != grant.organisation:
        return NOT_THEIRS
    return leave if may_give(_standing(actor, grant.organisation), grant.role) else ABOVE


def may_close(actor: Actor, receiver: Receiver) -> Granted | Refusal:
    """Return whether this actor may close that account: it holds nothing the actor could not give, for nobody else."""
    leave = may(actor, "close_account", receiver.organisation)
    if isinstance(leave, Refusal):
        return leave
    if receiver.person == actor.who:
        return SELF_CLOSED
    foreign = any(one.organisation != leave.organisation for one in receiver.held)
    if leave.organisation != receiver.organisation or (leave.organisation and foreign):
        return NOT_THEIRS
    return leave if may_act_on(_standing(actor, receiver.organisation), receiver.roles) else ABOVE


def is_reachable(grant: Grant, receiver: Receiver) -> bool:
    """Return whether a member may know that an account is there: not the team's, and not another organisation's own people.

    A provider is somebody else's by nature, so any account that is not of the team will do.
    """
    if receiver.roles & TEAM:
        return False
    return grant.role == "provider" or receiver.organisation in {"", grant.organisation}


def _standing(actor: Actor, organisation: str) -> frozenset[str]:
    """Return the roles that count about one organisation: those of the team, and those held for it."""
    return frozenset(one.role for one in actor.holdings if one.role in TEAM or (organisation and one.organisation == organisation))
