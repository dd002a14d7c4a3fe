"""May this actor do that? Granted, with a reach, or a refusal with its reason.

Roles and scopes in full come later; what stands here already is the form every
action relies on: ask once, get a value, and a refusal is falsy.
"""

from dataclasses import dataclass

from baluarte.core.rights.actors import Actor

STAFF = frozenset({"officer", "operator", "system"})
# What a constituent may do, always about the own organisation alone.
OWN = frozenset({"read_findings", "read_organisation", "read_notices", "read_assets"})


@dataclass(frozen=True)
class Granted:
    """Leave to act; `organisation` narrows it to one slug, empty means all."""

    organisation: str = ""


@dataclass(frozen=True)
class Refusal:
    """No, and the sentence that says which rule."""

    reason: str

    def __bool__(self) -> bool:
        return False


def may(actor: Actor, act: str) -> Granted | Refusal:
    """Return whether this actor may do this act, and about whom.

    >>> bool(may(Actor("v", "visitor"), "read_findings"))
    False
    >>> may(Actor("c", "constituent", "an-inst-012"), "read_findings")
    Granted(organisation='an-inst-012')
    """
    if actor.reach in STAFF:
        return Granted()
    if actor.reach == "constituent" and actor.organisation and act in OWN:
        return Granted(actor.organisation)
    return Refusal("Only the team, and a constituent for its own data, may do this.")
