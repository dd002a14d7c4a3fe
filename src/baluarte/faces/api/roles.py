"""Who may what: the token that asks, the roles that were granted, and the tokens of programs. None can be changed here."""

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import rights
from baluarte.actions.constituency import roles as granted
from baluarte.core.ground.moments import iso
from baluarte.core.rights.lists import GRANTS, TOKENS
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

me = Router(tags=["me"])
roles = Router(tags=["roles"])
tokens = Router(tags=["tokens"])


class HeldAnswer(Schema):
    """A role that the maker of the token holds now. `scopes` are those that an organisation allows its provider."""

    role: str
    organisation: str
    scopes: list[str]
    until: str


class MeAnswer(Schema):
    """What this token may: what it names, within what its maker holds now."""

    id: str
    organisation: str
    scopes: list[str]
    label: str
    roles: list[HeldAnswer]


@me.get("", response={200: MeAnswer, **PROBLEMS}, summary="What this token may")
def show_me(request: ApiRequest) -> HttpResponse:
    """Return the scopes of the token that asks, and the roles behind it."""
    actor = request.auth
    held = granted.show_own_roles(request.world, actor)
    told = [
        {
            "role": one.role,
            "organisation": one.organisation,
            "scopes": sorted(one.scopes or ()),
            "until": iso(one.until) if one.until else "",
        }
        for one in held
    ]
    scopes, label = (sorted(actor.limits.scopes), actor.limits.label) if actor.limits else ([], "")
    return send(request, {"id": actor.id, "organisation": actor.organisation, "scopes": scopes, "label": label, "roles": told})


@roles.get("", response={200: rows_of(GRANTS), **PROBLEMS}, openapi_extra=asking(GRANTS), summary="List roles")
def list_grants(request: ApiRequest) -> HttpResponse:
    """Return one window of the roles that were granted."""
    return send_rows(request, granted.list_grants(request.world, request.auth, read_page(request, GRANTS)))


@tokens.get("", response={200: rows_of(TOKENS), **PROBLEMS}, openapi_extra=asking(TOKENS), summary="List tokens")
def list_tokens(request: ApiRequest) -> HttpResponse:
    """Return one window of the tokens; their secrets nobody has."""
    return send_rows(request, rights.list_tokens(request.world, request.auth, read_page(request, TOKENS)))
