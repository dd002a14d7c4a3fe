"""The country in figures, for the team: every measure, each in full, and the national picture."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from baluarte.actions import measures
from baluarte.core.ground.text import Language, Text
from baluarte.core.measures.grid import grid, name_of
from baluarte.core.measures.lists import BY_WORDS
from baluarte.core.measures.page import Taken
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team

_SHOWN = ("sector", "territory", "type", "severity")


@dataclass(frozen=True)
class Share:
    """The parts of a reading along one dimension."""

    name: Text
    parts: tuple[tuple[Text, Taken], ...]


@require_safe
@for_the_team
def overview(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show every measure with its latest reading."""
    return render(request, "desk/measures.html", {"pages": measures.list_measures(request.world, request.actor)})


@require_safe
@for_the_team
def measure(request: DeskRequest, language: Language, slug: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show one measure: what it means, its readings, its parts."""
    page = measures.show_measure(request.world, request.actor, slug)
    shares = [
        Share(words, tuple((name_of(by, one.part), one) for one in page.parts if one.by == by)) for by, words in BY_WORDS if by in _SHOWN
    ]
    return render(request, "desk/measure.html", {"page": page, "shares": [one for one in shares if one.parts]})


@require_POST
@for_the_team
def take(request: DeskRequest, language: Language) -> HttpResponse:
    """Take every measure now, and lead back to them."""
    measures.take_measures(request.world, request.actor)
    return HttpResponseRedirect(reverse("desk-measures", args=[language]))


@require_safe
@for_the_team
def national_picture(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show how many findings live in the country, by sector, territory and class."""
    picture = measures.national_picture(request.world, request.actor)
    return render(request, "desk/picture.html", {"picture": picture, "grids": [grid(one) for one in picture.crossings]})
