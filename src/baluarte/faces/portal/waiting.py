"""The files of a notice that did not travel with it: its certificate, or a list too large for mail. Folio and code open them.

What is fetched was made for its reader alone: nothing between may keep it.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baluarte.actions import replies
from baluarte.core.errors import Refused
from baluarte.core.ground.text import Language
from baluarte.core.warning.page import WaitingFile
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network

_TOO_MANY = 429


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def fetch(request: PortalRequest, language: Language, folio: str) -> HttpResponse:
    """Ask for the code, then give the file, or say which files there are."""
    if request.method != "POST":
        return render(request, "portal/files.html", {"folio": folio})
    code, name = request.POST.get("code", ""), request.POST.get("name", "")
    try:
        files = replies.fetch_files(request.world, request.actor, folio, code, language, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    chosen = next((file for file in files if file.name == name), files[0] if len(files) == 1 else None)
    if chosen is not None:
        return _send(chosen)
    return render(request, "portal/files.html", {"folio": folio, "code": code, "files": files, "asked": True}, status=200 if files else 404)


def _send(file: WaitingFile) -> HttpResponse:
    return HttpResponse(
        file.content,
        content_type=file.media_type,
        headers={"Content-Disposition": f'attachment; filename="{file.name}"', "Cache-Control": "no-store"},
    )
