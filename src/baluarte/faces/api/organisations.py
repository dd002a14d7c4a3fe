"""Organisations: the list, one in full, a new one, a change."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import constituency, warning
from baluarte.core.constituency.lists import ORGANISATIONS
from baluarte.core.constituency.organisation import Organisation
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Key, MergeBody, OrganisationBody, OrganisationChange, Slug
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["organisations"])


class OrganisationAnswer(Schema):
    """An organisation in full. `version` is what a change must name."""

    slug: str
    name: str
    kind: str
    sector: str
    territory: str
    parent: str
    language: str
    criticality: str
    status: str
    merged_into: str
    version: int
    parents: list[dict[str, Any]]
    children: list[dict[str, Any]]
    contacts: list[dict[str, Any]]
    assets: list[dict[str, Any]]


class TreeAnswer(Schema):
    """The trees of organisations, each with its branches."""

    trees: list[dict[str, Any]]


class MergeAnswer(Schema):
    """What changed hands."""

    merged: str
    into: str
    recalled: int
    assets: int
    contacts: int
    findings: int


@router.get("", response={200: rows_of(ORGANISATIONS), **PROBLEMS}, openapi_extra=asking(ORGANISATIONS), summary="List organisations")
def list_organisations(request: ApiRequest) -> HttpResponse:
    """Return one window of the organisations that the query string asks for."""
    return send_rows(request, constituency.list_organisations(request.world, request.auth, read_page(request, ORGANISATIONS)))


@router.get("/tree", response={200: TreeAnswer, **PROBLEMS}, summary="Show the tree of organisations")
def show_tree(request: ApiRequest) -> HttpResponse:
    """Return who stands below whom."""
    return send(request, {"trees": [one.to_dict() for one in constituency.organisation_tree(request.world, request.auth)]})


@router.get("/{slug}", response={200: OrganisationAnswer, **PROBLEMS}, summary="Show an organisation")
def show_organisation(request: ApiRequest, slug: Slug) -> HttpResponse:
    """Return one organisation with its contacts and assets."""
    return send(request, constituency.show_organisation(request.world, request.auth, slug).to_dict())


@router.post("", response={201: OrganisationAnswer, **PROBLEMS}, summary="Add an organisation")
def add_organisation(request: ApiRequest, body: OrganisationBody, key: Key) -> HttpResponse:
    """Add an organisation."""

    def act(world: Any) -> Any:
        constituency.add_organisation(world, request.auth, Organisation(**body.dict()))
        return constituency.show_organisation(request.world, request.auth, body.slug).to_dict()

    return once(request, key, body.dict(), act)


@router.patch("/{slug}", response={200: OrganisationAnswer, **PROBLEMS}, summary="Change an organisation")
def change_organisation(request: ApiRequest, slug: Slug, body: OrganisationChange) -> HttpResponse:
    """Change what is named; a version that is no longer current is answered with 409."""
    values = {name: value for name, value in body.dict(exclude={"version"}).items() if value is not None}
    before = constituency.show_organisation(request.world, request.auth, slug)
    constituency.change_organisation(request.world, request.auth, replace(before.organisation, **values), body.version)
    return send(request, constituency.show_organisation(request.world, request.auth, slug).to_dict())


@router.post("/{slug}/merge", response={201: MergeAnswer, **PROBLEMS}, summary="Merge an organisation into another")
def merge_organisations(request: ApiRequest, slug: Slug, body: MergeBody, key: Key) -> HttpResponse:
    """Let another organisation take over assets, contacts and findings; what had not left is recalled."""

    def act(world: Any) -> Any:
        return {"merged": slug, "into": body.into, **warning.merge_organisations(world, request.auth, slug, body.into)}

    return once(request, key, [slug, body.dict()], act)
