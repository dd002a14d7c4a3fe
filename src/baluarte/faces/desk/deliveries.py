"""One delivery: its account, and the rows that were set aside."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import feeds
from baluarte.core.errors import Missing
from baluarte.core.ground.screen import address, show
from baluarte.core.ground.text import Language, Text
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.registers import LISTINGS

_BEING_READ = Text("Se está leyendo; esta página se actualiza sola.", "It is being read; this page looks again by itself.")
MOST = 2**31 - 1  # of a number in an address; the database knows no larger one


@require_safe
@for_the_team
def delivery(request: DeskRequest, language: Language, number: int) -> HttpResponse:
    """Show the account of one delivery with its first quarantined rows."""
    if number > MOST:
        raise Missing("delivery.unknown", "There is no such delivery.", "", "Look it up in the list of deliveries.")
    shown = feeds.show_delivery(request.world, request.actor, number)
    of_this = [("delivery", str(number))]
    aside = ask(request, LISTINGS["quarantine"], [*of_this, ("cols", "row,line,column,value,code,raw")])
    path = reverse("desk-list", args=[language, "quarantine"])
    told = {"delivery": shown, "aside": show(aside, path), "all_aside": path + address(of_this)}
    unfinished = _BEING_READ if shown.state in {"received", "parsing"} else None
    return render(request, "desk/delivery.html", {**told, "being_read": unfinished})
