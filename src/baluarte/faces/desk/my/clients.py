"""Somebody who acts for several organisations says for which one; each has its own scope and its own end."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from baluarte.actions import replies
from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.text import Language
from baluarte.core.replies.standing import Standing
from baluarte.core.rights.actors import Holding, acting_for
from baluarte.core.rights.roles import ROLES
from baluarte.faces.desk.asked import DeskRequest

_NO_CLIENT = Missing("organisation.missing", "There is no such organisation.", "", "See the organisations you act for.")


@dataclass(frozen=True)
class Client:
    """One organisation somebody acts for: the role and its end, and how it stands; None where the scope does not show it."""

    holding: Holding
    word: object
    standing: Standing | None


def choose(request: DeskRequest) -> HttpResponse:
    """Show the organisations that somebody acts for, each with what waits there."""
    held = sorted((one for one in request.actor.holdings if one.organisation), key=lambda one: one.organisation)
    return render(request, "my/clients.html", {"clients": [_client(request, one) for one in held]})


@require_safe
def clients(request: DeskRequest, language: Language) -> HttpResponse:
    """Show the choice again to somebody who has made it; a visitor signs in."""
    if request.actor.reach == "visitor":
        return HttpResponseRedirect(reverse("sign-in", args=[language]))
    return choose(request)


@require_POST
def act_for(request: DeskRequest, language: Language) -> HttpResponse:
    """Act for one organisation from now on, under a new session identifier."""
    slug = request.POST.get("organisation", "")
    if slug not in {one.organisation for one in request.actor.holdings if one.organisation}:
        raise _NO_CLIENT
    request.session["acting_for"] = slug
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("my", args=[language]))


def _client(request: DeskRequest, held: Holding) -> Client:
    try:
        standing = replies.show_standing(request.world, acting_for(request.actor, held.organisation), held.organisation)
    except Refused:
        standing = None
    return Client(held, ROLES[held.role].word, standing)
