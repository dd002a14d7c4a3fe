"""The roles of the issue, as one closed list: what each is called, how high it stands, what it may give.

A role of the team is about everybody; a role of a member is about the organisation it was
given for. Ranks serve one rule alone (`may_give`, `may_act_on`): nobody acts on a role above
the own one, and nobody gives one above it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from baluarte.core.ground.text import Text

Side = Literal["team", "member", "none"]


@dataclass(frozen=True)
class Role:
    """One role. `days` is how long a grant lasts where nobody says; `gives` are the roles it may hand on."""

    name: str
    word: Text
    does: Text
    side: Side
    rank: int
    days: int = 0
    gives: tuple[str, ...] = ()


_MEMBERS = ("viewer", "responder", "provider", "organisation-manager")
_TEAM = ("duty-officer", "analyst", "policy-officer", "auditor", "operator", "coordinator", "approver")

_LIST = (
    Role(
        "duty-officer",
        Text("Oficial de guardia", "Duty officer"),
        Text("Recibe lo que llega, avisa y contesta, a toda hora.", "Takes what comes in, warns and answers, at any hour."),
        "team", 4, 180,
    ),
    Role(
        "analyst",
        Text("Analista", "Analyst"),
        Text("Investiga hallazgos y prepara avisos y campañas.", "Looks into findings and prepares notices and campaigns."),
        "team", 4, 180,
    ),
    Role(
        "coordinator",
        Text("Coordinación", "Coordinator"),
        Text(
            "Mantiene el registro, conduce campañas y da acceso a las organizaciones.",
            "Keeps the register, runs campaigns and lets organisations in.",
        ),
        "team", 5, 180, _MEMBERS,
    ),
    Role(
        "approver",
        Text("Aprobación", "Approver"),
        Text(
            "Es la segunda persona: aprueba lo que otra pidió, y da las funciones del equipo.",
            "Is the second person: approves what another asked for, and gives the roles of the team.",
        ),
        "team", 6, 180, (*_MEMBERS, *_TEAM),
    ),
    Role(
        "policy-officer",
        Text("Política pública", "Policy officer"),
        Text("Lee y publica cifras del país, sin datos de personas.", "Reads and publishes figures of the country, without data of persons."),
        "team", 4, 180,
    ),
    Role(
        "auditor",
        Text("Auditoría", "Auditor"),
        Text("Ve todos los registros de acceso y ningún contenido.", "Sees every access record and no content."),
        "team", 4, 365,
    ),
    Role(
        "operator",
        Text("Operación", "Operator"),
        Text("Mantiene el servidor en marcha; no ve contenido.", "Keeps the server running; sees no content."),
        "team", 4, 365,
    ),
    Role(
        "organisation-manager",
        Text("Responsable de la organización", "Organisation manager"),
        Text("Responde por su organización y decide quién más la ve.", "Answers for the organisation and decides who else sees it."),
        "member", 3, 365, ("viewer", "responder", "provider"),
    ),
    Role(
        "responder",
        Text("Quien atiende", "Responder"),
        Text("Atiende y contesta los hallazgos de su organización.", "Works on the findings of the organisation and answers them."),
        "member", 2, 365,
    ),
    Role(
        "viewer",
        Text("Consulta", "Viewer"),
        Text("Lee lo de su organización; no cambia nada.", "Reads what is the organisation's; changes nothing."),
        "member", 1, 365,
    ),
    Role(
        "provider",
        Text("Proveedor", "Provider"),
        Text(
            "Actúa por una o varias organizaciones, en lo que cada una le permite y hasta la fecha que fijó.",
            "Acts for one or several organisations, in what each allows and until the date it set.",
        ),
        "member", 2, 180,
    ),
    Role(
        "system",
        Text("El sistema", "The system"),
        Text("Los trabajos programados; nadie entra con ella.", "The scheduled jobs; nobody signs in with it."),
        "none", 9,
    ),
    Role(
        "visitor",
        Text("Visitante", "Visitor"),
        Text("Cualquier persona sin sesión; ve lo público.", "Anybody who has not signed in; sees what is public."),
        "none", 0,
    ),
)  # fmt: skip

ROLES = {role.name: role for role in _LIST}
TEAM = frozenset(_TEAM)
MEMBERS = frozenset(_MEMBERS)
# What a first account of the team is given: the whole desk, and nothing of the machine or of audit.
DESK = frozenset({"duty-officer", "analyst", "coordinator", "approver"})
MOST_DAYS = 366


def highest(roles: Iterable[str]) -> int:
    """Return the rank of the highest of these roles; 0 where there is none.

    >>> highest({"viewer", "approver"}), highest(())
    (6, 0)
    """
    return max((ROLES[one].rank for one in roles if one in ROLES), default=0)


def may_give(roles: Collection[str], role: str) -> bool:
    """Return whether somebody with these roles may give that one.

    >>> may_give({"organisation-manager"}, "provider"), may_give({"coordinator"}, "analyst")
    (True, False)
    """
    return any(role in ROLES[one].gives and ROLES[role].rank <= ROLES[one].rank for one in roles if one in ROLES)


def may_act_on(roles: Collection[str], theirs: Collection[str]) -> bool:
    """Return whether somebody with these roles may end a session, a factor or an account of somebody with those.

    Each of the other's roles must be one that the actor could give: so an operator, who gives
    none, makes nobody a way in, and no manager touches an account that is more than a member.

    >>> may_act_on({"approver"}, {"analyst", "auditor"}), may_act_on({"coordinator"}, {"viewer", "approver"})
    (True, False)
    """
    return all(may_give(roles, one) for one in theirs)
