"""One organisation with everything that is its own, and the tree of them all."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from baluarte.actions import constituency
from baluarte.core.ground.screen import show
from baluarte.core.ground.text import Language
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team
from baluarte.faces.desk.lists import ask
from baluarte.faces.desk.registers import LISTINGS

OPEN = ("state.not", "closed")


@require_safe
@for_the_team
def organisation(request: DeskRequest, language: Language, slug: str) -> HttpResponse:
    """Show one organisation: profile, how it is reached, what is its own, what is open, what it was told."""
    shown = constituency.show_organisation(request.world, request.actor, slug)
    lists = {}
    for name, pairs in (("findings", [("organisation", slug), OPEN]), ("outbox", [("organisation", slug)])):
        listing = LISTINGS[name]
        rows = ask(request, listing, pairs)
        lists[name] = show(rows, reverse("desk-list", args=[language, name]), listing.link(request) if listing.link else None)
    return render(request, "desk/org.html", {"page": shown, "findings": lists["findings"], "outbox": lists["outbox"]})


@require_safe
@for_the_team
def tree(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show who depends on whom."""
    return render(request, "desk/tree.html", {"branches": constituency.organisation_tree(request.world, request.actor)})
