"""The gate of the desk: nobody passes without a role of the team. What each role may do, the action asks again."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from baluarte.core.errors import Refused
from baluarte.core.rights.roles import TEAM
from baluarte.faces.desk.asked import DeskRequest

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def for_the_team(view: View[P]) -> View[P]:
    """Send a visitor to sign in, and let whoever holds a role of the team ask: also a blank form is the team's own."""

    @wraps(view)
    def gated(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.actor.reach == "visitor":
            return HttpResponseRedirect(reverse("sign-in", args=[request.language]))
        if not request.actor.roles & TEAM:
            raise Refused(
                "desk.no-role",
                "The desk belongs to the team, and your account holds no role of it.",
                "A role that ended has ended at once.",
                "Your organisation has pages of its own.",
            )
        return view(request, *args, **kwargs)

    return gated
