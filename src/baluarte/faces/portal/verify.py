"""Is this message real? Folio and printed code are typed here; a folio alone confirms nothing.

The answer holds nothing of what was typed, so that a wrong code and a made-up folio are
answered with the same bytes.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baluarte.actions import replies, warning
from baluarte.core.errors import Refused
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.text import Language
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network

_TOO_MANY = 429
MOST_BYTES = 10 * 1024 * 1024  # no paper of ours is larger


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Ask for folio and code, or say whether a message with both left us."""
    if request.method != "POST":  # the code on a paper leads here with its folio; the code beside it is typed
        return render(
            request,
            "portal/verify.html",
            {"folio": read_folio(request.GET.get("folio", "")), "signed": bool(request.world.keyring.certificate())},
        )
    if "file" in request.FILES:
        return _file(request)
    folio, code = request.POST.get("folio", ""), request.POST.get("code", "")
    try:
        verified = warning.verify_notice(request.world, request.actor, folio, code, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    return render(request, "portal/verified.html", {"verified": verified})


def _file(request: PortalRequest) -> HttpResponse:
    """Say whether a file is a paper of ours, byte for byte."""
    sent = request.FILES["file"]
    content = sent.read(MOST_BYTES) if not isinstance(sent, list) and (sent.size or 0) <= MOST_BYTES else b""
    try:
        paper = replies.verify_file(request.world, request.actor, content, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    return render(request, "portal/verified_file.html", {"paper": paper})
