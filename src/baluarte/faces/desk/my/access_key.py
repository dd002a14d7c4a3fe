"""The key by which an organisation finds its own reads in the public file of a day, at home, telling nobody."""

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from baluarte.actions.ledger import show_access_key
from baluarte.core.ground.text import Language
from baluarte.faces.desk.asked import DeskRequest
from baluarte.faces.desk.my.gate import for_the_organisation


@never_cache
@require_POST
@for_the_organisation
def access_key(request: DeskRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Give the key as a file; who took it is marked."""
    key = show_access_key(request.world, request.actor, request.actor.organisation)
    headers = {"Content-Disposition": 'attachment; filename="own.key"'}
    return HttpResponse(f"{key}\n", content_type="text/plain; charset=utf-8", headers=headers)
