"""The link that proves a mailbox: whoever reads the mail says that a claim is right. Opening the page changes nothing."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.constituency import claims
from baluarte.core.errors import Refused
from baluarte.core.ground.text import Language
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network

_TOO_MANY = 429


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: PortalRequest, language: Language, secret: str) -> HttpResponse:
    """Say what a link is about, or take the word of whoever holds it."""
    try:
        if request.method == "POST":
            state = claims.follow_claim_link(request.world, request.actor, secret, network(request))
            return HttpResponseRedirect(f"{reverse('claim-done', args=[language])}?state={state}")
        organisation, value = claims.open_claim_link(request.world, request.actor, secret, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    return _private(render(request, "portal/claim.html", {"organisation": organisation, "value": value}))


@require_http_methods(["GET", "HEAD"])
def done(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say that the word was taken; the address holds no secret any more."""
    return _private(render(request, "portal/claim.html", {"state": request.GET.get("state", "")}))


def _private(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
