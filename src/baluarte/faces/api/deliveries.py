"""Deliveries: send one, see where its rows went, read what was set aside, and check that it all adds up."""

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from typing import Annotated, Any, BinaryIO, Literal, cast

from django.http import HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile

from baluarte.actions import feeds, promises, warning
from baluarte.core.errors import Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.feeds.lists import DELIVERIES, QUARANTINE
from baluarte.core.feeds.uploads.size import read_at_once
from baluarte.core.ground.check import Asked, Check
from baluarte.faces.api.answers import send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import MOST, Folio, Key, Number
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["deliveries"])
quarantine = Router(tags=["quarantine"])
checks = Router(tags=["checks"])
receipts = Router(tags=["deliveries"])
MOST_NAME = 200  # letters of a file's name, as its sender calls it
MappingText = Annotated[
    str, Form(max_length=65_536, pattern=r"^[^\u0000]*$", description="Which column of a table plays which part (YAML).")
]
Named = Annotated[Literal["raw", "receipts", "deliveries", "freshness", "walls"], Path(description="The promise.")]
FeedName = Annotated[str, Form(pattern=r"^[a-z0-9_-]{1,60}$", description="Feed; auto recognises it.")]


class CheckAnswer(Schema):
    """What a check found."""

    promise: str
    checked: int
    failed: list[str]
    not_covered: int
    as_of: str
    took_s: float
    holds: bool
    outcome: str
    covered: float


@router.get("", response={200: rows_of(DELIVERIES), **PROBLEMS}, openapi_extra=asking(DELIVERIES), summary="List deliveries")
def list_deliveries(request: ApiRequest) -> HttpResponse:
    """Return one window of the deliveries that the query string asks for."""
    return send_rows(request, feeds.list_deliveries(request.world, request.auth, read_page(request, DELIVERIES)))


@router.get("/{number}", response={200: Delivery, **PROBLEMS}, summary="Show a delivery")
def show_delivery(request: ApiRequest, number: Number) -> HttpResponse:
    """Return one delivery with its account."""
    return send(request, asdict(feeds.show_delivery(request.world, request.auth, number)))


@receipts.get("/{folio}", response={200: Delivery, **PROBLEMS}, summary="Show the delivery of a receipt")
def show_receipt(request: ApiRequest, folio: Folio) -> HttpResponse:
    """Return the delivery for which a receipt was given."""
    return send(request, asdict(feeds.show_receipt(request.world, request.auth, folio)))


@router.post("", response={201: Delivery, **PROBLEMS}, summary="Send a delivery")
def receive_delivery(
    request: ApiRequest, key: Key, file: Annotated[UploadedFile, File()], feed: FeedName = "auto", mapping: MappingText = ""
) -> HttpResponse:
    """Keep the bytes, read them, and return the account of every row.

    A large file is kept and read soon: the answer then has the state `received` and an
    empty account. Ask for the delivery by its number until its state is done, partial or failed.
    """
    name = file_name(file)
    at_once = read_at_once(file.size or 0, file.read(8))
    file.seek(0)

    def act(world: Any) -> Any:
        received = feeds.receive_delivery(world, request.auth, feed, name, cast("BinaryIO", file), mapping=mapping, left=not at_once)
        return asdict(warning.ingest_delivery(world, request.auth, received.id) if at_once else received)

    return once(request, key, [feed, name, digest_of(file), mapping], act)


@quarantine.get("", response={200: rows_of(QUARANTINE), **PROBLEMS}, openapi_extra=asking(QUARANTINE), summary="List quarantined rows")
def list_quarantine(request: ApiRequest) -> HttpResponse:
    """Return one window of the rows that were set aside."""
    return send_rows(request, feeds.list_quarantine(request.world, request.auth, read_page(request, QUARANTINE)))


@checks.get("/accounting", response={200: CheckAnswer, **PROBLEMS}, summary="Check the accounting")
def check_accounting(
    request: ApiRequest, delivery: Annotated[int | None, Query(ge=1, le=MOST)] = None, *, deep: Annotated[bool, Query()] = False
) -> HttpResponse:
    """Count the rows again from the raw bytes, by separate code."""
    found: Check = feeds.check_accounting(request.world, request.auth, delivery, deep=deep)
    return send(request, found.to_dict())


@checks.get("/{promise}", response={200: CheckAnswer, **PROBLEMS}, summary="Check a promise")
def check_promise(request: ApiRequest, promise: Named, *, deep: Annotated[bool, Query()] = False) -> HttpResponse:
    """Look at one promise again; `deep` reads every byte of what it is about."""
    asked = Asked(deep=deep)
    acts: dict[str, Callable[[], Check]] = {
        "raw": lambda: promises.check_raw(request.world, request.auth, asked),
        "receipts": lambda: promises.check_receipts(request.world, request.auth, asked),
        "deliveries": lambda: warning.check_deliveries(request.world, request.auth, asked),
        "freshness": lambda: promises.check_freshness(request.world, request.auth),
        "walls": lambda: promises.check_walls(request.world, request.auth),
    }
    return send(request, acts[promise]().to_dict())


def file_name(file: UploadedFile) -> str:
    """Return the name of an upload as data: one line, bounded."""
    name = file.name or ""
    if not name or len(name) > MOST_NAME or not name.isprintable():
        raise Unusable("api.file-name", "The file needs a name of at most 200 printable letters.", "", "Name it in the multipart header.")
    return name


def digest_of(file: UploadedFile) -> str:
    """Return the SHA-256 of an upload, and lay it at its beginning again."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()
