"""The interface of one date: its routes, who may ask, how it fails."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import NinjaAPI, Router, Schema

from baluarte.core.ground.moments import iso
from baluarte.faces.api import (
    campaigns,
    deliveries,
    feeds,
    findings,
    measures,
    notices,
    organisations,
    products,
    register,
    replies,
    telling,
)
from baluarte.faces.api.answers import send
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.problems import MEDIA, PROBLEMS, listen
from baluarte.faces.api.tokens import Bearer

VERSION = "2026-11"
_WORDS = (
    "Everything the system can do, for programs. Send a bearer token in the header Authorization; "
    "send an Idempotency-Key with every POST. Lists take the query string of the pages."
)
health = Router(tags=["health"])


class HealthAnswer(Schema):
    """The interface answers, and this is what time it has."""

    version: str
    now: str
    synthetic: Annotated[bool, "all data is invented"]


@health.get("", response={200: HealthAnswer, 406: PROBLEMS[406]}, auth=None, summary="Is it there")
def show_health(request: ApiRequest) -> HttpResponse:
    """Say that the interface is there, and what time its world has."""
    return send(request, {"version": VERSION, "now": iso(request.world.now()), "synthetic": request.world.house.synthetic})


def build() -> NinjaAPI:
    """Return the interface with every route."""
    api = NinjaAPI(
        title="Baluarte", version=VERSION, description=_WORDS, openapi_url=None, docs_url=None, auth=Bearer(), urls_namespace="api"
    )
    for prefix, router in (
        ("findings", findings.router),
        ("deliveries", deliveries.router),
        ("feeds", feeds.router),
        ("quarantine", deliveries.quarantine),
        ("receipts", deliveries.receipts),
        ("checks", deliveries.checks),
        ("organisations", organisations.router),
        ("contacts", register.contacts),
        ("assets", register.assets),
        ("products", products.products),
        ("exploited", products.exploited),
        ("imports", register.register),
        ("notices", notices.router),
        ("papers", telling.papers),
        ("wishes", telling.wishes),
        ("calendar", telling.calendar),
        ("keys", telling.keys),
        ("measures", measures.router),
        ("campaigns", campaigns.router),
        ("replies", replies.router),
        ("disputes", replies.disputes),
        ("unreachable", replies.unreachable),
        ("health", health),
    ):
        api.add_router(f"/{prefix}", router)
    listen(api)
    return api


def describe(api: NinjaAPI) -> dict[str, Any]:
    """Return the OpenAPI description; a problem has the media type of problems."""
    described: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=f"api/{VERSION}/"))
    for methods in described["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if int(status) >= 400 and "application/json" in content:
                    response["content"] = {MEDIA: content["application/json"]}
    return described
