"""How this face answers: JSON bytes with an ETag, labels checked at the gate."""

import hashlib
import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

import polars as pl
from django.http import HttpRequest, HttpResponse

from baluarte.core.errors import Refused
from baluarte.core.ground.moments import iso
from baluarte.core.ground.rows import Rows
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import STAFF, Refusal
from baluarte.core.sharing.gate import Audience, may_receive
from baluarte.core.sharing.label import LABELS, Label
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.paging import following
from baluarte.formats.tabular import to_jsonl


def send(request: HttpRequest, value: object, status: int = 200) -> HttpResponse:
    """Return a value as JSON."""
    return send_bytes(request, json.dumps(value, ensure_ascii=False, default=plain).encode(), status)


def send_rows(request: ApiRequest, rows: Rows) -> HttpResponse:
    """Return one window of a list: the rows and columns of the page, the total of all, the next cursor."""
    kept = may_leave(rows, request.auth)
    lines = b",".join(to_jsonl(kept).splitlines())
    rest = {
        "total": rows.total,
        "next": following(request, rows.query, rows.total),
        "withheld": rows.table.height - kept.table.height,
        "label": rows.label,
        "notes": [sentence.in_(request.language) for sentence in rows.notes],
    }
    tail = json.dumps(rest, ensure_ascii=False).encode()[1:]
    return send_bytes(request, b'{"rows": [' + lines + b"], " + tail)


def send_bytes(request: HttpRequest, body: bytes, status: int = 200) -> HttpResponse:
    """Return JSON bytes; a reader that already has them is told so."""
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if status == 200 and request.method == "GET" and tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
        del response.headers["Content-Type"]
    else:
        response = HttpResponse(body, status=status, content_type="application/json")
    response.headers["ETag"] = tag
    return response


def may_leave(rows: Rows, actor: Actor) -> Rows:
    """Return the list without what its label forbids to leave by this channel."""
    if "tlp" not in rows.table.columns:
        return rows
    allowed = [label for label in LABELS if may_receive(label, audience(actor), "api")]
    return replace(rows, table=rows.table.filter(pl.col("tlp").cast(pl.String).is_in(allowed)))


def check_label(label: str, actor: Actor) -> None:
    """Raise `Refused` where one thing may not leave by this channel."""
    leave = may_receive(cast("Label", label), audience(actor), "api")
    if isinstance(leave, Refusal):
        raise Refused("sharing.above-channel", "This may not leave through the interface.", leave.reason, "Read it at the desk.")


def audience(actor: Actor) -> Audience:
    """Return which audience an actor is."""
    return "team" if actor.reach in STAFF else "recipient"


def plain(value: object) -> Any:
    """Return what JSON can hold."""
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    if isinstance(value, pl.Series):
        return value.to_list()
    return str(value)
