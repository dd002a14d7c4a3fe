"""For whom somebody acts, as the database is told: the team for everybody, a member for its organisations alone."""

from baluarte.core.rights.actors import Actor
from baluarte.core.rights.roles import TEAM
from baluarte.store.ground.nets import tenants


def act_for(actor: Actor | None) -> None:
    """Let the database show this request what its actor may know, and no more."""
    tenants.act_for(None if actor is None else organisations_of(actor))


def organisations_of(actor: Actor) -> frozenset[str] | None:
    """Return the organisations that somebody acts for; None is everybody. Who has not signed in holds a secret, or sees what is public.

    >>> organisations_of(Actor("a", "officer")), sorted(organisations_of(Actor("c", "constituent", "hospital-central")))
    (None, ['hospital-central'])
    """
    if actor.limits is not None and actor.limits.organisation:
        return frozenset({actor.limits.organisation})
    if actor.reach != "constituent" or any(one.role in TEAM for one in actor.holdings):
        return None
    return frozenset({actor.organisation, *(one.organisation for one in actor.holdings)} - {""})
