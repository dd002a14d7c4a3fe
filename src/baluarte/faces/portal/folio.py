"""Where a reference leads: the team to what it names, everybody else to what they can do with one.

A stranger learns nothing from it: a reference that exists and one that does not are answered alike.
"""

from contextlib import suppress

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from baluarte.actions import feeds, warning
from baluarte.core.errors import Missing
from baluarte.core.ground.text import Language
from baluarte.core.rights.leave import STAFF
from baluarte.faces.portal import answering
from baluarte.faces.portal.asked import PortalRequest

# What a reference may name, in the order in which it is looked up.
_NAMED = (("desk-finding", warning.show_finding), ("desk-notice", warning.show_notice))


@require_http_methods(["GET", "HEAD", "POST"])
def lead(request: PortalRequest, language: Language, folio: str) -> HttpResponse:
    """Open the answer to whoever holds the link of a message; lead the team to the thing itself; tell the rest how it is used."""
    if "k" in request.GET:
        return answering.show(request, folio, request.GET["k"])
    if request.actor.reach not in STAFF:
        return render(request, "portal/folio.html")
    for name, show in _NAMED:
        try:
            show(request.world, request.actor, folio)
        except Missing:
            continue
        return HttpResponseRedirect(reverse(name, args=[language, folio]))
    with suppress(Missing):
        number = feeds.show_receipt(request.world, request.actor, folio).id
        return HttpResponseRedirect(reverse("desk-delivery", args=[language, number]))
    raise Missing("folio.missing", "There is nothing under this reference.", "", "Check how it is written.")
