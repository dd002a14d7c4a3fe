"""The gate of an organisation's own pages: nobody unknown passes, and nobody without an organisation."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baluarte.core.errors import Refused
from baluarte.core.warning.finding import Via
from baluarte.faces.desk.asked import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def for_the_organisation(view: View[P]) -> View[P]:
    """Send a visitor to sign in, and let whoever belongs to an organisation ask; the action asks for leave once more."""

    @wraps(view)
    def gated(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.reach == "visitor":
            return HttpResponseRedirect(reverse("sign-in", args=[request.language]))
        if not request.actor.organisation and request.actor.clients:
            return HttpResponseRedirect(reverse("my", args=[request.language]))
        if not request.actor.organisation:
            raise Refused(
                "my.no-organisation",
                "These pages belong to an organisation, and your account has none.",
                "They show what is an organisation's own, to its own people.",
                "The team works at the desk.",
            )
        return view(request, *args, **kwargs)

    return gated


def came_by(request: DeskRequest) -> Via:
    """Return how an answer from these pages comes: from the organisation, or from whoever acts for it."""
    held = {one.role for one in request.actor.holdings if one.organisation == request.actor.organisation}
    return "provider" if held == {"provider"} else "portal"
