"""Accounts whose factors are lost: who vouched, who has still to, and the way to stop it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions.rights import recovery
from baluarte.core.ground.text import Language
from baluarte.core.rights.identity.recovery import GROUNDS
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team

_MOST_LETTERS = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_the_team
def recoveries(request: DeskRequest, language: Language) -> HttpResponse:
    """Show what is under way; vouch, open an account anew, or stop it."""
    if request.method != "POST":
        return render(
            request,
            "desk/recoveries.html",
            {"recoveries": recovery.list_recoveries(request.world, request.actor), "now": request.world.machine_now()},
        )
    name, step = request.POST.get("account", "")[:_MOST_LETTERS], request.POST.get("step", "")
    if step == "stop":
        recovery.stop_recovery(request.world, request.actor, name)
    elif step == "reopen":
        secret = recovery.complete_recovery(request.world, request.actor, name)
        address = f"{request.world.house.base_url.rstrip('/')}{reverse('sign-in-link', args=[language, secret])}"
        return render(request, "desk/reopened.html", {"account": name, "address": address})
    elif step in GROUNDS:
        recovery.approve_recovery(request.world, request.actor, name, step)
    return HttpResponseRedirect(reverse("desk-recoveries", args=[language]))
