"""How fresh every feed is, for programs: what the pages say of it, so that anybody can hold it against what they know."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from baluarte.actions import sources
from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Language
from baluarte.faces.portal.asked import PortalRequest


@require_safe
def as_json(request: PortalRequest, language: Language) -> HttpResponse:
    """Send the state and the age of each feed."""
    rows = [
        {
            "source": one.source,
            "feed": one.feed,
            "health": one.health,
            "code": one.code,
            "because": one.because.in_(language),
            "since": iso(one.since) if one.since else None,
        }
        for one in sources.feed_status(request.world, request.actor)
    ]
    response = JsonResponse({"as_of": iso(request.world.now()), "rows": rows})
    response.headers["Cache-Control"] = "no-store"
    return response
