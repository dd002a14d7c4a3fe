"""Standing pages: who we are, what we keep, how the site may be used, the words we use."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.core.ground.glossary import terms
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_safe
def about(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say what Baluarte does and does not do."""
    return render(request, "portal/about.html")


@require_safe
def privacy(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say what is kept about whom, and for how long."""
    return render(request, "portal/privacy.html")


@require_safe
def accessibility(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say which standard the site keeps, and whom to tell where it does not."""
    return render(request, "portal/accessibility.html")


@require_safe
def glossary(request: PortalRequest, language: Language) -> HttpResponse:
    """Show the one term each way."""
    other: Language = "en" if language == "es" else "es"
    rows = [(term.word.in_(language), term.word.in_(other), term.meaning.in_(language)) for term in terms()]
    return render(request, "portal/glossary.html", {"terms": sorted(rows, key=lambda row: row[0].casefold())})


@require_safe
def status(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Say that the site answers, and as of when."""
    return render(request, "portal/status.html", {"now": request.world.now()})
