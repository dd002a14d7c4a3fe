"""Products and flaws: what organisations run, what is used in attacks, and an entry of our own."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import warning
from baluarte.core.products.entry import Entry
from baluarte.core.products.lists import EXPLOITED, INVENTORY
from baluarte.faces.api.answers import send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import ExploitedBody, Key
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

exploited = Router(tags=["products"])
products = Router(tags=["products"])


class MatchAnswer(Schema):
    """How much a match looked at and changed: things that are run, matches, findings written, findings closed."""

    held: int
    matched: int
    changed: int
    closed: int


@exploited.get("", response={200: rows_of(EXPLOITED), **PROBLEMS}, openapi_extra=asking(EXPLOITED), summary="List exploited flaws")
def list_exploited(request: ApiRequest) -> HttpResponse:
    """Return one window of the flaws that are known to be exploited, with how many organisations have each."""
    return send_rows(request, warning.list_exploited(request.world, request.auth, read_page(request, EXPLOITED)))


@exploited.post("", response={201: MatchAnswer, **PROBLEMS}, summary="Say that a flaw is exploited")
def add_exploited(request: ApiRequest, body: ExploitedBody, key: Key) -> HttpResponse:
    """Add an entry of our own, and find everybody who runs its product."""

    def act(world: Any) -> Any:
        return warning.add_exploited(world, request.auth, Entry(**body.dict(), added=world.now().date()))

    return once(request, key, body.dict(), act)


@products.get("", response={200: rows_of(INVENTORY), **PROBLEMS}, openapi_extra=asking(INVENTORY), summary="List products")
def list_products(request: ApiRequest) -> HttpResponse:
    """Return one window of what organisations say they run, with the living flaws of each."""
    return send_rows(request, warning.list_products(request.world, request.auth, read_page(request, INVENTORY)))
