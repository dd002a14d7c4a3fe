"""A request as this face sees it: whose token it carries, in which language, of which world."""

from urllib.parse import parse_qsl

from django.http import HttpRequest

from baluarte.core.errors import Unusable
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor

MOST_FIELDS = 500


class ApiRequest(HttpRequest):
    """What middleware and the token add to a request. Never made here; a name for types alone."""

    world: World
    auth: Actor
    language: Language


def pairs_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the pairs of the address, in order, blank ones included."""
    try:
        return parse_qsl(request.META.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Unusable(
            "query.form", "The query string cannot be read.", "It is UTF-8, percent-encoded, of at most 500 pairs.", ""
        ) from error
