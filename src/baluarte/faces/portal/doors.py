"""The home page and its four doors; a door whose room is not built says what one can do today."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_safe
def home(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show the four doors."""
    return render(request, "portal/home.html")


@require_safe
def report(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say how an incident is reported today, and what to keep until then."""
    return render(request, "portal/report.html")


@require_safe
def my(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say what an organisation gets from us, and how it tells us what is its own."""
    return render(request, "portal/my.html")


@require_safe
def strategy(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say what is published about the national strategy, and what is not yet."""
    return render(request, "portal/strategy.html")
