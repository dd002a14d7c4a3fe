"""What organisations prove to be their own: claims, their token, what is shared, delegated and disputed."""

from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from baluarte.actions.constituency import claims as proving
from baluarte.actions.constituency import sharing
from baluarte.core.constituency.asset import AssetKind
from baluarte.core.constituency.claims.lists import DELEGATIONS, OWNERSHIP, OWNERSHIP_DISPUTES, SHARES
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Body, Key, Line, Number, SlugText
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["claims"])
disputes = Router(tags=["ownership-disputes"])
delegations = Router(tags=["delegations"])
shares = Router(tags=["shares"])
Owner = Annotated[Literal[""] | SlugText, Field(description="The organisation; empty is the one that the token is about.")]


class ClaimsBody(Body):
    """Names and networks, one a line; up to a thousand at once."""

    organisation: Owner = ""
    text: Annotated[str, Field(min_length=1, max_length=300_000, pattern=r"^[^\u0000]*$")]
    method: Literal["dns", "web-file", "mail-alias", "network", "review"] = "dns"


class OwnerBody(Body):
    """Whose token is meant."""

    organisation: Owner = ""


class LinkBody(Body):
    """The mailbox that a link is sent to."""

    address: Annotated[Line, Field(min_length=3, max_length=320)]


class WithdrawBody(Body):
    """Why a claim is withdrawn."""

    why: Line = ""


class DisputeBody(Body):
    """The asset that is disputed, and why."""

    organisation: Owner = ""
    kind: AssetKind
    value: Annotated[Line, Field(min_length=1)]
    why: Annotated[Line, Field(min_length=1)]


class ClaimedAnswer(Schema):
    """What became of each line: the number of its claim, or the code of why it cannot be claimed."""

    rows: list[dict[str, Any]]


class ClaimAnswer(Schema):
    """A claim in full: what to place, what the servers said last, and what happened to it."""

    number: int
    organisation: str
    kind: str
    value: str
    method: str
    state: str
    assurance: int
    outcome: str
    made_at: str
    checked_at: str
    next_at: str
    until: str
    said: dict[str, str] | None
    place: dict[str, Any] | None
    asked: list[dict[str, Any]]
    addresses: list[str]
    steps: list[dict[str, Any]]


class TokenAnswer(Schema):
    """The token that an organisation places; older ones are accepted until their day."""

    organisation: str
    token: str
    made_at: str
    older: list[dict[str, str]]


class NumberAnswer(Schema):
    """The number of what was made."""

    number: int


class Done(Schema):
    """It was done."""

    done: bool


class HoldingDisputeAnswer(Schema):
    """A dispute over an asset, and what was decided."""

    number: int
    organisation: str
    kind: str
    value: str
    why: str
    state: str
    made_at: str
    decision: str
    decided_at: str


@router.get("", response={200: rows_of(OWNERSHIP), **PROBLEMS}, openapi_extra=asking(OWNERSHIP), summary="List claims")
def list_claims(request: ApiRequest) -> HttpResponse:
    """Return one window of the claims that the query string asks for."""
    return send_rows(request, proving.list_claims(request.world, request.auth, read_page(request, OWNERSHIP)))


@router.post("", response={201: ClaimedAnswer, **PROBLEMS}, summary="Claim assets")
def claim_assets(request: ApiRequest, body: ClaimsBody, key: Key) -> HttpResponse:
    """Claim names and networks; the answer is the same whether or not somebody else holds them."""

    def act(world: Any) -> Any:
        made = proving.claim_assets(world, request.auth, body.organisation, body.text, body.method)
        return {"rows": [one.to_dict() for one in made]}

    return once(request, key, body.dict(), act)


@router.post("/token", response={200: TokenAnswer, **PROBLEMS}, summary="Show the token of an organisation")
def show_token(request: ApiRequest, body: OwnerBody, key: Key) -> HttpResponse:
    """Return the token to place; the first question makes it. It is no secret."""

    def act(world: Any) -> Any:
        return proving.show_proof_token(world, request.auth, body.organisation).to_dict()

    return once(request, key, body.dict(), act, status=200)


@router.post("/token/rotate", response={200: TokenAnswer, **PROBLEMS}, summary="Replace the token of an organisation")
def rotate_token(request: ApiRequest, body: OwnerBody, key: Key) -> HttpResponse:
    """Replace the token; the one before is accepted for 30 days."""

    def act(world: Any) -> Any:
        return proving.rotate_proof_token(world, request.auth, body.organisation).to_dict()

    return once(request, key, body.dict(), act, status=200)


@router.get("/{number}", response={200: ClaimAnswer, **PROBLEMS}, summary="Show a claim")
def show_claim(request: ApiRequest, number: Number) -> HttpResponse:
    """Return one claim."""
    return send(request, proving.show_claim(request.world, request.auth, number).to_dict())


@router.post("/{number}/check", response={200: ClaimAnswer, **PROBLEMS}, summary="Ask whether the proof is there")
def check_claim(request: ApiRequest, number: Number, key: Key) -> HttpResponse:
    """Ask the servers now. A question that failed changes nothing and is asked again."""

    def act(world: Any) -> Any:
        return proving.check_claim(world, request.auth, number).to_dict()

    return once(request, key, number, act, status=200)


@router.post("/{number}/link", response={200: Done, **PROBLEMS}, summary="Send the link that proves a mailbox")
def send_link(request: ApiRequest, number: Number, body: LinkBody, key: Key) -> HttpResponse:
    """Send a link to an alias of the domain, or to the contact in its security.txt."""

    def act(world: Any) -> Any:
        proving.send_claim_link(world, request.auth, number, body.address)
        return {"done": True}

    return once(request, key, [number, body.dict()], act, status=200)


@router.post("/{number}/withdraw", response={200: Done, **PROBLEMS}, summary="Withdraw a claim")
def withdraw_claim(request: ApiRequest, number: Number, body: WithdrawBody, key: Key) -> HttpResponse:
    """Withdraw a claim; notices go on where we warned before."""

    def act(world: Any) -> Any:
        proving.withdraw_claim(world, request.auth, number, body.why)
        return {"done": True}

    return once(request, key, [number, body.dict()], act, status=200)


@disputes.get(
    "", response={200: rows_of(OWNERSHIP_DISPUTES), **PROBLEMS}, openapi_extra=asking(OWNERSHIP_DISPUTES), summary="List ownership disputes"
)
def list_ownership_disputes(request: ApiRequest) -> HttpResponse:
    """Return one window of the disputes over assets."""
    return send_rows(request, sharing.list_ownership_disputes(request.world, request.auth, read_page(request, OWNERSHIP_DISPUTES)))


@disputes.post("", response={201: NumberAnswer, **PROBLEMS}, summary="Dispute an asset")
def dispute_asset(request: ApiRequest, body: DisputeBody, key: Key) -> HttpResponse:
    """Say that an asset is not what others make of it; whether anybody holds it is not said."""

    def act(world: Any) -> Any:
        return {"number": sharing.dispute_asset(world, request.auth, body.organisation, body.kind, body.value, body.why)}

    return once(request, key, body.dict(), act)


@disputes.get("/{number}", response={200: HoldingDisputeAnswer, **PROBLEMS}, summary="Show an ownership dispute")
def show_ownership_dispute(request: ApiRequest, number: Number) -> HttpResponse:
    """Return one dispute and what was decided."""
    return send(request, sharing.show_ownership_dispute(request.world, request.auth, number).to_dict())


@delegations.get("", response={200: rows_of(DELEGATIONS), **PROBLEMS}, openapi_extra=asking(DELEGATIONS), summary="List delegated children")
def list_delegations(request: ApiRequest) -> HttpResponse:
    """Return one window of the names that are delegated."""
    return send_rows(request, sharing.list_delegations(request.world, request.auth, read_page(request, DELEGATIONS)))


@shares.get("", response={200: rows_of(SHARES), **PROBLEMS}, openapi_extra=asking(SHARES), summary="List what is shared with providers")
def list_shares(request: ApiRequest) -> HttpResponse:
    """Return one window of what providers may work on."""
    return send_rows(request, sharing.list_shares(request.world, request.auth, read_page(request, SHARES)))
