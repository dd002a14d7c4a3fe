"""Who can see the organisation: the roles of the team, its own people and providers, and the assets that are shared."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.core.ground.screen import address, show
from baluarte.core.ground.text import Language
from baluarte.core.rights.leave import may
from baluarte.core.rights.permissions import RULES
from baluarte.core.rights.roles import ROLES, TEAM
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.my.gate import for_the_organisation
from baluarte.faces.desk.my.registers import LISTINGS
from baluarte.faces.desk.organisations import Brief


@require_safe
@for_the_organisation
def sharing(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show every door through which somebody sees the organisation, with its end."""
    reads = RULES["read_findings"]
    team = [(role, reads.cell(role.name) == "all") for role in ROLES.values() if role.name in TEAM]
    told = {
        "team_roles": team,
        # Who may not see the roles still sees the rest of the page.
        "people": _brief(request, "people", [("state", "running")], "account,role,until") if may(request.actor, "list_grants") else None,
        "shares": _brief(request, "shares", [("state", "active")], "provider,value,until"),
    }
    return render(request, "my/sharing.html", told)


def _brief(request: DeskRequest, name: str, pairs: list[tuple[str, str]], columns: str) -> Brief:
    listing = LISTINGS[name]
    rows = ask(request, listing, [*pairs, ("cols", columns)])
    path = reverse("my-list", args=[request.language, name])
    return Brief(show(rows, path, listing.link(request) if listing.link else None), path + address(pairs))
