"""Turning off what may be turned off, with one press: by a mail program (RFC 8058), or by a reader on a page.

A mail program sends no cookie and follows no page, so the secret in the address is all there
is to check. Opening the address changes nothing.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from baluarte.actions import warning
from baluarte.core.errors import Refused
from baluarte.core.ground.text import Language
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network

_TOO_MANY = 429


@csrf_exempt  # the press comes from a mail program: RFC 8058 has it carry no session
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def turn_off(request: PortalRequest, language: Language, folio: str, secret: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show what one press turns off; on the press, turn it off."""
    if request.method != "POST":
        return render(request, "portal/turn_off.html", {"folio": folio})
    try:
        done = warning.turn_off_notices(request.world, request.actor, folio, secret, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    return render(request, "portal/turn_off.html", {"folio": folio, "pressed": True, "done": done}, status=200 if done else 404)
