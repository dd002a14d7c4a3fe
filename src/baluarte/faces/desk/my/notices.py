"""One message as it was written to the organisation."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baluarte.actions import warning
from baluarte.core.ground.text import Language
from baluarte.core.rights.purposes.use import WARNING
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation


@require_safe
@for_the_organisation
def notice(request: DeskRequest, language: Language, folio: str) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Show the words of one notice, or that they were forgotten."""
    page = warning.show_notice(request.world, request.actor, folio, use=WARNING)
    return render(request, "my/notice.html", {"folio": folio, "row": page.row, "message": page.message})
