"""The matrix of permissions, read from `permissions.toml`: who may do which act, about whom, and under which scope.

What stands there is the whole rule. An act without a line is refused to everybody, the system
included, and a test finds every action that asks for such an act.
"""

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from baluarte.core.errors import Broken
from baluarte.core.ground.text import Text
from baluarte.core.rights.roles import MEMBERS, ROLES, TEAM

Cell = Literal["all", "own", "none"]


@dataclass(frozen=True)
class Rule:
    """One act: the roles that may do it about everybody, those that may about their own organisation, its scope."""

    act: str
    everybody: frozenset[str]
    own: frozenset[str]
    scope: str  # of tokens and of providers; empty: no token and no provider can do it

    def cell(self, role: str) -> Cell:
        """Return what the matrix says for one role.

        The system may do whatever has a line: jobs are our own code. A provider may only what an
        organisation can allow it by a scope.
        """
        if role == "provider" and not self.scope:
            return "none"
        if role == "system" or role in self.everybody:
            return "all"
        return "own" if role in self.own else "none"


def read_rules(text: str) -> dict[str, Rule]:
    r"""Return the rules of a matrix by act; a role, group or scope that is not defined is `Broken`.

    >>> read_rules('[scopes]\n[groups]\n[acts]\nlook = {all = ["analyst"]}')["look"].cell("analyst")
    'all'
    """
    table = tomllib.loads(text)
    groups: dict[str, list[str]] = table["groups"]
    return {act: _rule(act, line, groups, frozenset(table["scopes"])) for act, line in table["acts"].items()}


def _rule(act: str, line: dict[str, list[str] | str], groups: dict[str, list[str]], scopes: frozenset[str]) -> Rule:
    everybody, own = (frozenset(role for name in line.get(key, ()) for role in groups.get(name, [name])) for key in ("all", "own"))
    scope = str(line.get("scope", ""))
    odd = (set(line) - {"all", "own", "scope"}) | (everybody - TEAM) | (own - MEMBERS) | ({scope} - scopes - {""})
    if odd:
        raise Broken(
            "rights.matrix", f"The permission of {act!r} cannot be read: {sorted(odd)}.", "It names roles and scopes of the lists."
        )
    return Rule(act, everybody, own, scope)


_TEXT = resources.files("baluarte.core.rights").joinpath("permissions.toml").read_text("utf-8")
RULES = read_rules(_TEXT)
SCOPES = {name: Text(word["es"], word["en"]) for name, word in tomllib.loads(_TEXT)["scopes"].items()}
# Actions that ask nobody's role, each with the reason.
OPEN: dict[str, str] = tomllib.loads(_TEXT)["open"]


def matrix() -> dict[tuple[str, str], Cell]:
    """Return every cell: what each role may do of each act.

    >>> matrix()["read_findings", "auditor"], matrix()["read_findings", "viewer"]
    ('none', 'own')
    """
    return {(act, role): rule.cell(role) for act, rule in RULES.items() for role in ROLES}
