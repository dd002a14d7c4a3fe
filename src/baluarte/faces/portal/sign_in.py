"""Signing in by a one-time link, and out again.

Opening the link shows a button; pressing it signs in. A program that follows links in
mail, or a browser that loads pages ahead, therefore does not spend it.
"""

import time

from django.http import HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baluarte.actions import rights
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_safe
def explain(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say where a link comes from."""
    return render(request, "portal/sign_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
def with_link(request: PortalRequest, language: Language, token: str) -> HttpResponse:
    """Show the button, or sign in with the link; a link that does not hold says so in words."""
    if request.method != "POST":
        return render(request, "portal/sign_in_confirm.html", {"token": token})
    actor = rights.sign_in(request.world, token)
    # A new session at sign-in: whoever knew the old identifier knows nothing of this one.
    request.session.flush()
    request.session["account"] = actor.id
    request.session["seen"] = int(time.time())
    rotate_token(request)
    return HttpResponseRedirect(reverse("desk", args=[language]))


@require_POST
def sign_out(request: PortalRequest, language: Language) -> HttpResponse:
    """End the session, here and now."""
    request.session.flush()
    return HttpResponseRedirect(reverse("home", args=[language]))
