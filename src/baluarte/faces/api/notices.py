"""Notices: the list, one as it was written, what would be written today, and preparing them."""

from typing import Any

from django.http import HttpResponse
from ninja import Router, Schema

from baluarte.actions import warning
from baluarte.core.ground.world import Message
from baluarte.core.warning.lists import NOTICES
from baluarte.faces.api.answers import check_label, plain, send, send_rows
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.bodies import Folio, Key, QueueBody, Slug
from baluarte.faces.api.once import once
from baluarte.faces.api.paging import read_page
from baluarte.faces.api.problems import PROBLEMS
from baluarte.faces.api.shapes import asking, rows_of

router = Router(tags=["notices"])


class Attachment(Schema):
    """What hangs on a message: its bytes are in the mail."""

    name: str
    type: str
    bytes: int


class MessageAnswer(Schema):
    """A message as it leaves."""

    message_id: str
    recipient: str
    subject: str
    text: str
    attachments: list[Attachment]


class PreviewAnswer(Schema):
    """The message that would leave today; null where there is nothing new to tell."""

    message: MessageAnswer | None


class NoticeAnswer(Schema):
    """A notice as it was written; its message is null once its content was forgotten."""

    notice: dict[str, Any]
    message: MessageAnswer | None


class QueueAnswer(Schema):
    """The notices that were prepared, or would be."""

    total: int
    rows: list[dict[str, Any]]


class RetryAnswer(Schema):
    """How many messages wait again."""

    queued: int


@router.get("", response={200: rows_of(NOTICES), **PROBLEMS}, openapi_extra=asking(NOTICES), summary="List notices")
def list_notices(request: ApiRequest) -> HttpResponse:
    """Return one window of the notices that the query string asks for."""
    return send_rows(request, warning.list_notices(request.world, request.auth, read_page(request, NOTICES)))


@router.get("/preview/{slug}", response={200: PreviewAnswer, **PROBLEMS}, summary="Preview a notice")
def preview_notice(request: ApiRequest, slug: Slug) -> HttpResponse:
    """Return the message that would leave today for an organisation. Writes nothing."""
    message = warning.preview_notice(request.world, request.auth, slug)
    return send(request, {"message": None if message is None else words(message)})


@router.post("/queue", response={200: QueueAnswer, **PROBLEMS}, summary="Prepare notices")
def queue_notices(request: ApiRequest, body: QueueBody, key: Key) -> HttpResponse:
    """Prepare the notices of some organisations, or of all; they wait to be sent."""

    def act(world: Any) -> Any:
        rows = warning.queue_notices(world, request.auth, organisations=tuple(body.organisations), dry_run=body.dry_run)
        lines = [{name: value if value is None else plain_of(value) for name, value in row.items()} for row in rows.table.to_dicts()]
        return {"total": rows.total, "rows": lines}

    return once(request, key, body.dict(), act, status=200)


@router.get("/{folio}", response={200: NoticeAnswer, **PROBLEMS}, summary="Show a notice")
def show_notice(request: ApiRequest, folio: Folio) -> HttpResponse:
    """Return a notice exactly as it was written."""
    page = warning.show_notice(request.world, request.auth, folio)
    check_label(str(page.row["tlp"]), request.auth)
    return send(request, {"notice": page.row, "message": None if page.message is None else words(page.message)})


@router.post("/{folio}/retry", response={200: RetryAnswer, **PROBLEMS}, summary="Retry a notice")
def retry_notice(request: ApiRequest, folio: Folio, key: Key) -> HttpResponse:
    """Queue the messages of a notice again that were held or failed."""
    return once(request, key, [folio, "retry"], lambda world: {"queued": warning.retry_notice(world, request.auth, folio)}, status=200)


def plain_of(value: object) -> object:
    """Return a value of a table as JSON holds it."""
    return value if isinstance(value, (str, int, float, bool, list)) else plain(value)


def words(message: Message) -> dict[str, Any]:
    """Return a message as plain values."""
    return {
        "message_id": message.message_id,
        "recipient": message.recipient,
        "subject": message.subject,
        "text": message.text,
        "attachments": [{"name": name, "type": kind, "bytes": len(data)} for name, kind, data in message.attachments],
    }
