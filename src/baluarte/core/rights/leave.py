"""May this actor do that? Granted, with a reach, or a refusal with its reason.

Every action asks here first, once. The answer is a value, and a refusal is falsy; only
actions turn one into an error.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from baluarte.core.rights.actors import Actor, Holding
from baluarte.core.rights.fresh import WEIGHTY
from baluarte.core.rights.permissions import RULES, Rule

STAFF = frozenset({"officer", "operator", "system"})


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


NO_RULE = Refusal("The matrix of permissions has no line for this act, so nobody may do it.")
NO_ROLE = Refusal("None of your roles may do this.")
NOT_THEIRS = Refusal("Your roles may do this for your own organisation alone.")
WHICH = Refusal("You act for several organisations: say for which one.")
NO_SCOPE = Refusal("The token does not have the scope for this.")
BOUND = Refusal("The token is bound to one organisation, and this is not about one.")
STALE = Refusal("This weighs more than reading: prove once more that it is you.")
# The same for people who read Spanish; whoever translates an error looks its reason up here.
IN_SPANISH = {
    NO_RULE.reason: "La matriz de permisos no tiene una línea para este acto; por eso nadie puede hacerlo.",
    NO_ROLE.reason: "Ninguna de sus funciones lo permite.",
    NOT_THEIRS.reason: "Sus funciones lo permiten sólo para su propia organización.",
    WHICH.reason: "Usted actúa por varias organizaciones: indique por cuál.",
    NO_SCOPE.reason: "La llave no tiene el permiso para esto.",
    BOUND.reason: "La llave es para una sola organización, y esto no trata de una.",
    STALE.reason: "Esto pesa más que leer: demuestre una vez más que es usted.",
    "Nobody gives a role to themselves.": "Nadie se da una función.",
    "Nobody closes the own account.": "Nadie cierra su propia cuenta.",
    "Nobody gives a role that is above the own one.": "Nadie da una función que está por encima de la suya.",
}


def may(actor: Actor, act: str, organisation: str = "") -> Granted | Refusal:
    """Return whether this actor may do this act, and about whom; with an organisation, whether about that one.

    >>> bool(may(Actor("v", "visitor"), "read_findings"))
    False
    >>> may(Actor("c", "constituent", "an-inst-012"), "read_findings")
    Granted(organisation='an-inst-012')
    >>> bool(may(Actor("c", "constituent", "an-inst-012"), "read_findings", "an-inst-013"))
    False
    >>> may(Actor("o", "officer", fresh=False), "make_token") is STALE
    True
    """
    answer = _ruled(actor, act, organisation)
    return STALE if answer and act in WEIGHTY and not actor.fresh else answer


def _ruled(actor: Actor, act: str, organisation: str) -> Granted | Refusal:
    """Return what the matrix says, whenever somebody last proved who they are."""
    rule = RULES.get(act)
    if rule is None:
        return NO_RULE
    if actor.limits is not None and rule.scope not in actor.limits.scopes:
        return NO_SCOPE
    held = actor.holdings
    if any(rule.cell(one.role) == "all" for one in held):
        return _everywhere(actor, rule, organisation)
    return _for_one(actor, _owners(held, rule), organisation)


def _everywhere(actor: Actor, rule: Rule, organisation: str) -> Granted | Refusal:
    bound = actor.limits.organisation if actor.limits is not None else ""
    if not bound:
        return Granted(organisation)
    # Only an act that members may do as well knows how to keep to one organisation.
    if not rule.own:
        return BOUND
    return Granted(bound) if organisation in {"", bound} else NOT_THEIRS


def _owners(held: Iterable[Holding], rule: Rule) -> frozenset[str]:
    """Return the organisations for which these holdings allow an act."""
    return frozenset(
        one.organisation
        for one in held
        if one.organisation and rule.cell(one.role) == "own" and (one.scopes is None or rule.scope in one.scopes)
    )


def _for_one(actor: Actor, owners: frozenset[str], organisation: str) -> Granted | Refusal:
    bound = actor.limits.organisation if actor.limits is not None else ""
    if bound:
        owners &= {bound}
    if not owners:
        return NO_ROLE
    if organisation:
        return Granted(organisation) if organisation in owners else NOT_THEIRS
    if actor.organisation in owners:
        return Granted(actor.organisation)
    # Somebody who acts for a client now, of several, acts for no other by accident.
    return Granted(next(iter(owners))) if len(owners) == 1 and not actor.organisation else WHICH if len(owners) > 1 else NOT_THEIRS
