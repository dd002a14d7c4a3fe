"""A request as the pages of this face see it: who asks, in which language, of which world."""

from django.http import HttpRequest

from baluarte.core.ground.text import Language
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor


class PortalRequest(HttpRequest):
    """What the middleware adds to a request. Never made here; a name for types alone."""

    world: World
    actor: Actor
    language: Language
