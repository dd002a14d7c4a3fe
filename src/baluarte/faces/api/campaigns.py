"""Campaigns: the list, one with its follow-up, asking, deciding, sending, closing."""

import base64
import binascii
from dataclasses import asdict
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from baluarte.actions import campaigns
from baluarte.actions.campaigns import Proposal
from baluarte.core.campaigns.lists import CAMPAIGNS
from baluarte.core.campaigns.page import CampaignPage
from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Text
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Body, Key, Number
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["campaigns"])
_Words = Annotated[str, Field(min_length=1, max_length=400, pattern=r"^[^\u0000]*$")]


class CampaignBody(Body):
    """A campaign to ask for. `file` is Base64, of a campaign about a file whose name is `value`."""

    name: Annotated[str, Field(min_length=3, max_length=200, pattern=r"^[^\u0000]*$")]
    kind: Annotated[str, Field(max_length=10, pattern=r"^[a-z]*$")]
    value: Annotated[str, Field(min_length=2, max_length=200, pattern=r"^[^\u0000]*$")]
    says_es: _Words
    says_en: _Words
    do_es: _Words
    do_en: _Words
    why: Annotated[str, Field(max_length=2000, pattern=r"^[^\u0000]*$")] = ""
    file: Annotated[str, Field(max_length=14_000_000, pattern=r"^[A-Za-z0-9+/=]*$")] = ""


class DecisionBody(Body):
    """What the second person decides."""

    approve: bool
    why: Annotated[str, Field(max_length=2000, pattern=r"^[^\u0000]*$")] = ""


class CampaignAnswer(Schema):
    """A campaign, how many organisations have come how far, and each of them."""

    campaign: dict[str, Any]
    stages: dict[str, int]
    organisations: list[dict[str, Any]]


@router.get("", response={200: rows_of(CAMPAIGNS), **PROBLEMS}, openapi_extra=asking(CAMPAIGNS), summary="List campaigns")
def list_campaigns(request: ApiRequest) -> HttpResponse:
    """Return one window of the campaigns that the query string asks for."""
    return send_rows(request, campaigns.list_campaigns(request.world, request.auth, read_page(request, CAMPAIGNS)))


@router.get("/{number}", response={200: CampaignAnswer, **PROBLEMS}, summary="Show a campaign")
def show_campaign(request: ApiRequest, number: Number) -> HttpResponse:
    """Return one campaign with how far each organisation has come."""
    return send(request, _told(campaigns.show_campaign(request.world, request.auth, number)))


@router.post("", response={201: CampaignAnswer, **PROBLEMS}, summary="Ask for a campaign")
def ask_campaign(request: ApiRequest, body: CampaignBody, key: Key) -> HttpResponse:
    """Ask for a campaign; a second person decides on it."""

    def act(world: Any) -> Any:
        says, do = Text(body.says_es, body.says_en), Text(body.do_es, body.do_en)
        made = campaigns.ask_campaign(
            world, request.auth, Proposal(body.name, body.kind, body.value, says, do, body.why, _bytes(body.file))
        )
        return _told(campaigns.show_campaign(world, request.auth, made.number))

    return once(request, key, body.dict(), act)


@router.post("/{number}/decision", response={201: CampaignAnswer, **PROBLEMS}, summary="Decide on a campaign")
def decide_campaign(request: ApiRequest, number: Number, body: DecisionBody, key: Key) -> HttpResponse:
    """Approve or refuse what somebody else asked for."""

    def act(world: Any) -> Any:
        campaigns.decide_campaign(world, request.auth, number, approve=body.approve, why=body.why)
        return _told(campaigns.show_campaign(world, request.auth, number))

    return once(request, key, [number, body.dict()], act)


@router.post("/{number}/send", response={201: CampaignAnswer, **PROBLEMS}, summary="Send a campaign")
def send_campaign(request: ApiRequest, number: Number, key: Key) -> HttpResponse:
    """Send a campaign that was approved."""
    return once(request, key, [number, "send"], lambda world: _told(campaigns.send_campaign(world, request.auth, number)))


@router.post("/{number}/close", response={201: CampaignAnswer, **PROBLEMS}, summary="Close a campaign")
def close_campaign(request: ApiRequest, number: Number, key: Key) -> HttpResponse:
    """End the follow-up of a campaign."""

    def act(world: Any) -> Any:
        campaigns.close_campaign(world, request.auth, number)
        return _told(campaigns.show_campaign(world, request.auth, number))

    return once(request, key, [number, "close"], act)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Unusable("campaign.base64", "The file is no Base64.", "", "Encode its bytes as Base64 with padding.") from None


def _told(page: CampaignPage) -> dict[str, Any]:
    return {"campaign": asdict(page.campaign), "stages": page.stages, "organisations": page.followed.to_dicts()}
