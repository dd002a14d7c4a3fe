"""The gate of the desk: nobody unknown passes. What each may do, the action asks again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baluarte.faces.desk.asked import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def for_the_team(view: View[P]) -> View[P]:
    """Send a visitor to sign in; let everybody else ask."""

    @wraps(view)
    def gated(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.reach == "visitor":
            return HttpResponseRedirect(reverse("sign-in", args=[request.language]))
        return view(request, *args, **kwargs)

    return gated
