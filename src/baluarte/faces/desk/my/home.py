"""The first page of an organisation: not charts, but what waits for it, the most urgent first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import replies
from baluarte.core.ground.screen import show
from baluarte.core.ground.text import Language
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.my.clients import choose
from baluarte.faces.desk.my.registers import LISTINGS
from baluarte.faces.desk.my.waits import waits
from baluarte.formats import words

_LIVING = ("state.not", "closed")
_COLUMNS = ("cols", "folio,severity,identifier,point,state,due")


@require_safe
def home(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the organisation what waits for it; tell anybody else what an organisation gets from us."""
    if not request.actor.organisation:
        return (
            choose(request)
            if len(request.actor.holdings) > 1 and request.actor.reach == "constituent"
            else render(request, "portal/my.html")
        )
    standing = replies.show_standing(request.world, request.actor)
    today = words.local_day(request.world.now(), request.world.house.zone)
    listing, path = LISTINGS["findings"], reverse("my-list", args=[language, "findings"])
    rows = ask(request, listing, [_LIVING, _COLUMNS])
    told = {
        "standing": standing,
        "several": len({one.organisation for one in request.actor.holdings}) > 1,
        "waits": waits(standing, today, language),
        "newest": show(rows, path, listing.link(request) if listing.link else None),
        "all": f"{path}?state.not=closed",
    }
    return render(request, "my/home.html", told)
