"""Rights: who looked at an organisation's data, the public counters of a month, and requests to see what is masked."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Path, Router, Schema

from baluarte.actions.rights import access, promising, unmasking
from baluarte.core.rights.access.lists import DELAYS, OWN_ACCESS, UNMASKINGS
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Key
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["rights"])
Month = Annotated[str, Path(min_length=7, max_length=7, pattern=r"^[0-9]{4}-[0-9]{2}$")]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class CountersAnswer(Schema):
    """The public numbers of a month."""

    month: str
    reads: list[dict[str, Any]]
    numbers: dict[str, int]


class Ended(Schema):
    """What a second person decided."""

    number: int
    running: bool


@router.get(
    "/access", response={200: rows_of(OWN_ACCESS), **PROBLEMS}, openapi_extra=asking(OWN_ACCESS), summary="List who looked at our data"
)
def list_own_access(request: ApiRequest) -> HttpResponse:
    """Return one window of the reads of an organisation's data: office, purpose, ground and day."""
    return send_rows(request, access.list_own_access(request.world, request.auth, read_page(request, OWN_ACCESS)))


@router.get("/delays", response={200: rows_of(DELAYS), **PROBLEMS}, openapi_extra=asking(DELAYS), summary="List delays of notice")
def list_delays(request: ApiRequest) -> HttpResponse:
    """Return one window of the decisions that hold notices of access back."""
    return send_rows(request, access.list_delays(request.world, request.auth, read_page(request, DELAYS)))


@router.post("/delays/{number}/approve", response={200: Ended, **PROBLEMS}, summary="Approve a delay")
def approve_delay(request: ApiRequest, number: Number, key: Key) -> HttpResponse:
    """Let a delay begin, as a second person."""

    def act(world: Any) -> Any:
        access.approve_delay(world, request.auth, number)
        return {"number": number, "running": True}

    return once(request, key, [number], act, status=200)


@router.get(
    "/unmaskings", response={200: rows_of(UNMASKINGS), **PROBLEMS}, openapi_extra=asking(UNMASKINGS), summary="List requests to unmask"
)
def list_unmaskings(request: ApiRequest) -> HttpResponse:
    """Return one window of the requests to see a masked value."""
    return send_rows(request, unmasking.list_unmaskings(request.world, request.auth, read_page(request, UNMASKINGS)))


@router.post("/unmaskings/{number}/agree", response={200: Ended, **PROBLEMS}, summary="Agree to an unmasking")
def agree_unmasking(request: ApiRequest, number: Number, key: Key) -> HttpResponse:
    """Agree, as somebody of another office; `running` says whether that was the last voice that was needed."""

    def act(world: Any) -> Any:
        return {"number": number, "running": unmasking.agree_unmasking(world, request.auth, number)}

    return once(request, key, [number], act, status=200)


@router.get("/counters/{month}", response={200: CountersAnswer, **PROBLEMS}, summary="Show the counters of a month")
def published_counters(request: ApiRequest, month: Month) -> HttpResponse:
    """Return how often personal data was read in a month, for what and by which office, and the exceptions."""
    told = promising.published_counters(request.world, request.auth, month)
    names = ("purpose", "office", "reads", "items")
    return send(
        request, {"month": told.month, "reads": [dict(zip(names, one, strict=True)) for one in told.reads], "numbers": told.numbers}
    )
