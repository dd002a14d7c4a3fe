"""A mailbox says whether it is the right one, by the link of a contact test. Opening the page changes nothing."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import replies
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.text import Language
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest
from baluarte.faces.portal.networks import network

_TOO_MANY = 429
_NO_ANSWER = Unusable("answer.none", "No answer was chosen.", "Nothing was changed.", "Choose one of them.")


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: PortalRequest, language: Language, number: int) -> HttpResponse:
    """Ask a mailbox whether it still reaches its organisation, or take the answer."""
    secret = request.GET.get("k", "")
    try:
        if request.method == "POST":
            return _take(request, language, number, secret)
        organisation, role = replies.open_contact(request.world, request.actor, number, secret, network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    told = {"organisation": organisation, "role": role, "secret": secret, "done": request.GET.get("done", "")}
    response = render(request, "portal/confirm.html", told)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _take(request: PortalRequest, language: Language, number: int, secret: str) -> HttpResponse:
    said = request.POST.get("right", "")
    if said not in {"yes", "no"}:
        raise _NO_ANSWER
    replies.confirm_contact(request.world, request.actor, number, secret, network(request), right=said == "yes")
    return HttpResponseRedirect(f"{reverse('contact-confirm', args=[language, number])}?k={secret}&done={said}")
