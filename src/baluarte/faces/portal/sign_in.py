"""Signing in by a one-time link, and out again.

Opening the link shows a button; pressing it signs in. A program that follows links in
mail, or a browser that loads pages ahead, therefore does not spend it.
"""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from baluarte.actions import rights
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_http_methods(["GET", "HEAD", "POST"])
def with_link(request: PortalRequest, language: Language, token: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show the button, or sign in with the link; a link that does not hold says so in words."""
    if request.method != "POST":
        return render(request, "portal/sign_in_confirm.html", {"token": token})
    return request.begin_session(request, rights.sign_in(request.world, token))


@require_POST
def sign_out(request: PortalRequest, language: Language) -> HttpResponse:
    """End the session, here and now."""
    request.end_session(request)
    return HttpResponseRedirect(reverse("home", args=[language]))
