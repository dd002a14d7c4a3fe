"""Who asks: a person, a program or the system itself, always with a name, a reach and roles."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM

Reach = Literal["officer", "operator", "system", "constituent", "visitor"]

_OF_REACH = frozenset({"of-reach"})
_ROLES: dict[str, frozenset[str]] = {
    "officer": TEAM,
    # Whoever may run commands on the server holds its files and keys: to refuse this account
    # a role would protect nobody. Each of its acts is marked as the operator's.
    "operator": TEAM,
    "system": frozenset({"system"}),
    "constituent": frozenset({"organisation-manager"}),
    "visitor": frozenset({"visitor"}),
}


@dataclass(frozen=True)
class Holding:
    """A role that somebody holds now. `scopes` narrow a provider to what the organisation allows; None narrows nothing."""

    role: str
    organisation: str = ""  # empty for a role of the team, which is about everybody
    scopes: frozenset[str] | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Limits:
    """What the token of a program may do of what its maker may: never more, and nothing it does not name."""

    scopes: frozenset[str] = frozenset()
    organisation: str = ""  # empty: wherever the maker may
    label: str = "amber+strict"  # the strictest label that leaves with this token


@dataclass(frozen=True)
class Actor:
    """Somebody who asks for an action. `organisation` is the slug a constituent belongs to, or for which a provider acts.

    One person may come by a session, by a token or by the command line, under a name each;
    `person` is the one who stands behind, and empty where the name says it. Roles that nobody
    names follow from the reach; an account names those whose grants run now, and so may have none.
    """

    id: str
    reach: Reach
    organisation: str = ""
    person: str = ""
    roles: frozenset[str] = _OF_REACH
    grants: tuple[Holding, ...] = ()
    limits: Limits | None = None  # of a token; None for a person
    fresh: bool = True  # proved a moment ago who it is; a session grows stale, a program and a command do not

    def __post_init__(self) -> None:
        """Let the roles follow from the reach where they are not named."""
        if self.roles == _OF_REACH:
            object.__setattr__(self, "roles", _ROLES[self.reach])

    @property
    def who(self) -> str:
        """Who it is in the end: two of the same are not two people."""
        return self.person or self.id

    @property
    def holdings(self) -> tuple[Holding, ...]:
        """Every role with what it is about: as granted, or as the roles and the one organisation say."""
        if self.grants:
            return self.grants
        return tuple(Holding(one, self.organisation if one in MEMBERS else "") for one in sorted(self.roles) if one in ROLES)

    @property
    def clients(self) -> tuple[str, ...]:
        """The organisations for which somebody acts as provider, in order."""
        return tuple(sorted({one.organisation for one in self.holdings if one.role == "provider"}))


def of_account(name: str, person: str, home: str, held: tuple[Holding, ...]) -> Actor:
    """Return who an account is by what it holds now; one that holds nothing has signed in, and may nothing.

    It acts for its own organisation, or for its only one; with several, and none its own, it must say for which.
    """
    owned = {one.organisation for one in held if one.organisation}
    team = any(one.role in TEAM for one in held)
    organisation = home if home in owned else next(iter(owned)) if len(owned) == 1 else ""
    return Actor(name, "officer" if team else "constituent", organisation, person, frozenset(one.role for one in held), held)


def acting_for(actor: Actor, organisation: str) -> Actor:
    """Return the actor as it acts for one of its organisations; for any other, unchanged.

    >>> acting_for(Actor("a", "constituent", "mine"), "yours").organisation
    'mine'
    """
    owned = {one.organisation for one in actor.holdings if one.organisation}
    return replace(actor, organisation=organisation) if organisation in owned else actor


SYSTEM = Actor("system", "system")
OPERATOR = Actor("operator", "operator")  # whoever may run commands on the server, and so make the administrator's link
VISITOR = Actor("visitor", "visitor")
