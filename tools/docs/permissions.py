"""The matrix of permissions as a page: each act, the actions that ask for it, and what each role may."""

from tools.docs.actions import Action, actions, is_public
from tools.docs.page import Page, table

from baluarte.core.rights.permissions import OPEN, RULES, SCOPES
from baluarte.core.rights.roles import ROLES

_SIGNS = {"all": "**all**", "own": "own", "none": "·"}


def without_leave(found: tuple[Action, ...]) -> tuple[Action, ...]:
    """Return those actions that ask for no leave and say by no decorator that they need none."""
    return tuple(one for one in found if not one.acts and not is_public(one))


def page() -> Page:
    """Return the page of permissions."""
    return Page("permissions", "Permissions", _OPENING, f"{_roles()}\n\n{_matrix()}\n\n{_open()}\n\n{_scopes()}")


_OPENING = (
    "Every action asks the core for leave before it looks at anything. The core answers `Granted`, with the organisation to which\n"
    "it is narrowed, or a `Refusal` with its reason; only the action turns a refusal into an error. What is granted stands in one\n"
    "file, `src/baluarte/core/rights/permissions.toml`, of which this page is printed and by which every action is tested with every role."
)


def _roles() -> str:
    rows = [
        (f"`{one.name}`", one.word.es, one.word.en, one.does.en, ", ".join(f"`{role}`" for role in one.gives) or "nobody")
        for one in ROLES.values()
    ]
    return f"## Roles\n\n{table(['role', 'en español', 'in English', 'what it does', 'gives'], rows)}\n\n{_GIVING}"


_GIVING = (
    "Nobody gives a role above the own one, gives one to themselves, or acts on an account that holds a role they could not give. Every\n"
    "grant has an end date, and a provider's names the organisation and the scopes as well. Rights are reckoned anew at each request,\n"
    "so a grant that ends has ended. Whoever may run commands on the server holds every role of the team: the files and keys are\n"
    "within reach there, and a refusal would protect nobody. Each such act is marked as the operator's."
)


def _matrix() -> str:
    asking = {act: ", ".join(f"`{one.name}`" for one in actions() if act in one.acts) for act in RULES}
    head = ["act", "asked by", "scope", *(f"`{role}`" for role in ROLES)]
    rows = [
        (f"`{act}`", asking[act], f"`{rule.scope}`" if rule.scope else "", *(_SIGNS[rule.cell(role)] for role in ROLES))
        for act, rule in RULES.items()
    ]
    return (
        "## The matrix\n\n**all**: about everybody. own: about the organisation for which the role was given, and no other. ·: refused.\n"
        f"The scope is what the token of a program, or a provider, must have been given besides; without one neither can do it.\n\n{table(head, rows)}"
    )


def _open() -> str:
    rows = [(f"`{name}`", reason) for name, reason in OPEN.items()]
    return f"## What asks for no role\n\n{table(['action', 'who may, and why'], rows)}"


def _scopes() -> str:
    rows = [(f"`{name}`", word.es, word.en) for name, word in SCOPES.items()]
    return f"## Scopes\n\n{table(['scope', 'en español', 'in English'], rows)}"
