"""The public log: its files for programs, and in plain words what it proves and what it does not."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions.ledger import reading
from baluarte.core.ground.text import Language
from baluarte.core.ledger.checkpoint import read_size
from baluarte.core.ledger.outside.prooffile import SUFFIX
from baluarte.core.ledger.standing import LogStanding
from baluarte.faces.portal.asked import PortalRequest

_CHECKPOINT = "checkpoint"
_NEVER_CHANGES = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=5"


@require_safe
def log_file(request: PortalRequest, path: str) -> HttpResponse:
    """Give a file of the log as it lies on the disk; all but the checkpoint never change."""
    data = reading.read_log_file(request.world, request.actor, path)
    kind = "text/plain; charset=utf-8" if path == _CHECKPOINT else "application/octet-stream"
    return HttpResponse(data, content_type=kind, headers={"Cache-Control": _BRIEFLY if path == _CHECKPOINT else _NEVER_CHANGES})


@require_safe
def overview(request: PortalRequest, language: Language) -> HttpResponse:
    """Say how the log stands, what it proves, what it does not, and how anybody checks it."""
    index = read_size(request.GET.get("entry", ""))
    if index is not None:
        return HttpResponse(status=303, headers={"Location": reverse("ledger-entry", args=[language, index])})
    standing = reading.show_log(request.world, request.actor)
    entries = reading.list_logged(request.world, request.actor)
    return render(request, "portal/ledger.html", {"log": standing, "entries": entries, **_quorum(standing)})


@require_safe
def entry(request: PortalRequest, language: Language, index: int) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one entry as it stands in the log."""
    shown = reading.show_logged(request.world, request.actor, index)
    return render(request, "portal/ledger_entry.html", {"entry": shown, "log": reading.show_log(request.world, request.actor)})


@require_safe
def entry_file(request: PortalRequest, language: Language, index: int) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Give the bytes of one entry, exactly those that are hashed."""
    shown = reading.show_logged(request.world, request.actor, index)
    return _download(shown.raw, f"entry-{index}.json", "application/json")


@require_safe
def proof(request: PortalRequest, language: Language, index: int) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Give the proof of one entry, which is checked without any network."""
    return _download(reading.prove_logged(request.world, request.actor, index), f"entry-{index}{SUFFIX}", "text/plain; charset=utf-8")


def _download(data: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _quorum(standing: LogStanding) -> dict[str, Any]:
    needed, _, of = standing.needed.partition("/")
    return {"needed": needed, "of": of}
