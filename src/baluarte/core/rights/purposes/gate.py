"""May this office read data of these classes for that purpose today? Granted, or a refusal with its reason.

The gate stands behind the matrix of permissions: a role says what somebody may do at all,
a purpose says why it is done now. Both must hold.
"""

import re
from collections.abc import Iterable
from datetime import date

from baluarte.core.ground.identifiers import FOLIO
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal
from baluarte.core.rights.purposes.purpose import Purpose, Purposes
from baluarte.core.rights.purposes.use import Use

OWN = "own-organisation"
_ORDER = re.compile(r"order-[0-9]{1,9}", re.ASCII)
_OF_ROLE = (
    ("system", "system"),
    ("operator", "operation"),
    ("auditor", "audit"),
    ("policy-officer", "policy"),
)
_OF_REACH = {"system": "system", "operator": "operation", "constituent": OWN, "visitor": "public", "officer": "duty-desk"}


def office_of(actor: Actor, unit: str = "") -> str:
    """Return the office in whose name somebody reads: the unit of the account, or what the one role says.

    >>> office_of(Actor("system", "system")), office_of(Actor("account-3", "constituent", "an-inst-012"))
    ('system', 'own-organisation')
    """
    if unit and actor.reach == "officer":
        return unit
    if len(actor.roles) == 1:
        return dict(_OF_ROLE).get(next(iter(actor.roles)), _OF_REACH[actor.reach])
    return _OF_REACH[actor.reach]


def admit(purposes: Purposes, use: Use, office: str, classes: Iterable[str], today: date) -> Granted | Refusal:
    """Return whether data of these classes may be read for this use by this office on this day."""
    purpose = purposes.purposes.get(use.purpose)
    if purpose is None:
        return Refusal(f"There is no purpose '{use.purpose}'; nothing personal is read without one.")
    if today > purpose.expires:
        return Refusal(f"The purpose '{purpose.code}' ended on {purpose.expires.isoformat()}.")
    if office not in purpose.offices:
        return Refusal(f"The office '{office}' may not read for the purpose '{purpose.code}'.")
    beyond = sorted(set(classes) - purpose.classes)
    if beyond:
        return Refusal(f"The purpose '{purpose.code}' does not need data of the class '{beyond[0]}'.")
    return Granted() if _grounded(purpose, use.basis) else Refusal(f"The purpose '{purpose.code}' has no ground '{use.basis[:60]}'.")


def _grounded(purpose: Purpose, basis: str) -> bool:
    return basis in purpose.grounds or bool(FOLIO.fullmatch(basis)) or bool(_ORDER.fullmatch(basis))
