"""What came back after notices: the list, one in full, what a person decides; disputed assets; whom nobody reaches."""

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpResponse
from ninja import Router, Schema
from pydantic import Field

from baluarte.actions import replies
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.replies.said import Said
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Body, Folio, Key, Number
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["replies"])
disputes = Router(tags=["disputes"])
unreachable = Router(tags=["organisations"])
_FOLIO = r"^[A-Z]{2}-[0-9]{4}-[0-9]{6}$"
_TEXT = r"^[^\u0000]*$"
Why = Annotated[str, Field(max_length=2000, pattern=_TEXT)]


class ReplyAnswer(Schema):
    """One reply in full; its text is what somebody wrote, and nothing vouches for it."""

    reply: dict[str, Any]
    text: str
    why: str
    until: date | None
    findings: list[str]
    settled_why: str


class Moved(Schema):
    """The findings that a decision moved."""

    findings: list[str]


class SettleBody(Body):
    """Why a reply needs nobody any more."""

    why: Why = ""


class AssignBody(Body):
    """What a reply says, as a person read it; no finding named means all of its notice."""

    word: Literal["fixed", "working", "false", "not-ours"]
    why: Why = ""
    until: date | None = None
    findings: Annotated[list[Annotated[str, Field(pattern=_FOLIO)]], Field(max_length=1000, default_factory=list)]


class FalseBody(Body):
    """Whether a proposed false positive is accepted until its date."""

    accept: bool
    why: Why = ""


class DisputeBody(Body):
    """Whose asset it is: `ended` was not theirs, `confirmed` is."""

    outcome: Literal["ended", "confirmed"]
    why: Annotated[str, Field(min_length=1, max_length=2000, pattern=_TEXT)]


@router.get("", response={200: rows_of(REPLIES), **PROBLEMS}, openapi_extra=asking(REPLIES), summary="List replies")
def list_replies(request: ApiRequest) -> HttpResponse:
    """Return one window of the replies that the query string asks for."""
    return send_rows(request, replies.list_replies(request.world, request.auth, read_page(request, REPLIES)))


@router.get("/{number}", response={200: ReplyAnswer, **PROBLEMS}, summary="Show a reply")
def show_reply(request: ApiRequest, number: Number) -> HttpResponse:
    """Return one reply in its own words."""
    page = replies.show_reply(request.world, request.auth, number)
    told = {"reply": page.row, "text": page.text, "why": page.why, "until": page.until, "findings": list(page.findings)}
    return send(request, {**told, "settled_why": page.settled_why})


@router.post("/{number}/settle", response={200: Moved, **PROBLEMS}, summary="Settle a reply")
def settle_reply(request: ApiRequest, number: Number, body: SettleBody, key: Key) -> HttpResponse:
    """Say that a reply needs nobody any more."""

    def act(world: Any) -> Any:
        replies.settle_reply(world, request.auth, number, body.why)
        return {"findings": []}

    return once(request, key, body.dict(), act, status=200)


@router.post("/{number}/assign", response={200: Moved, **PROBLEMS}, summary="Give a reply its meaning")
def assign_reply(request: ApiRequest, number: Number, body: AssignBody, key: Key) -> HttpResponse:
    """Give a reply the meaning that a person read in it."""

    def act(world: Any) -> Any:
        said = Said(body.word, body.why, body.until, tuple(body.findings))
        return {"findings": list(replies.assign_reply(world, request.auth, number, said))}

    return once(request, key, body.dict(), act, status=200)


@router.post("/{number}/decide", response={200: Moved, **PROBLEMS}, summary="Decide a false positive")
def decide_false_positive(request: ApiRequest, number: Number, body: FalseBody, key: Key) -> HttpResponse:
    """Accept a proposed false positive until its date, or open its findings again."""

    def act(world: Any) -> Any:
        return {"findings": list(replies.decide_false_positive(world, request.auth, number, accept=body.accept, why=body.why))}

    return once(request, key, body.dict(), act, status=200)


@disputes.get("", response={200: rows_of(DISPUTES), **PROBLEMS}, openapi_extra=asking(DISPUTES), summary="List disputes")
def list_disputes(request: ApiRequest) -> HttpResponse:
    """Return one window of the findings whose asset is said to be somebody else's."""
    return send_rows(request, replies.list_disputes(request.world, request.auth, read_page(request, DISPUTES)))


@disputes.post("/{folio}/decide", response={200: Moved, **PROBLEMS}, summary="Decide a dispute")
def decide_dispute(request: ApiRequest, folio: Folio, body: DisputeBody, key: Key) -> HttpResponse:
    """End an asset or confirm it; every disputed finding on it follows."""

    def act(world: Any) -> Any:
        return {"findings": list(replies.decide_dispute(world, request.auth, folio, body.outcome, body.why))}

    return once(request, key, body.dict(), act, status=200)


@unreachable.get("", response={200: rows_of(UNREACHABLE), **PROBLEMS}, openapi_extra=asking(UNREACHABLE), summary="List the unreachable")
def list_unreachable(request: ApiRequest) -> HttpResponse:
    """Return one window of the organisations that have something to be told, and nobody to be told it."""
    return send_rows(request, replies.list_unreachable(request.world, request.auth, read_page(request, UNREACHABLE)))
