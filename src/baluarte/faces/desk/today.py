"""The first page of the desk: what came in today, what waits, and how it has been going."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.core.ground.text import Language
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.gate import for_the_team


@require_safe
@for_the_team
def today(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show the day."""
    return render(request, "desk/today.html")
