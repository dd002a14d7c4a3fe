"""One guard before every way that takes a secret: it says how long to wait, and counts what failed."""

from django.http import HttpRequest

from baluarte.actions.rights import identity
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import VISITOR
from baluarte.core.rights.identity.names import canonical
from baluarte.wiring.identity.network import network_of


def world_of(request: HttpRequest) -> World:
    """Return the world that the middleware gave to a request."""
    return request.world  # type: ignore[attr-defined, no-any-return]


def wait(request: HttpRequest, name: str) -> int:
    """Return for how many seconds no secret of this account is heard from here."""
    return identity.seconds_to_wait(world_of(request), VISITOR, canonical(name), network_of(request))


def failed(request: HttpRequest, name: str, how: str) -> None:
    """Count a failure of an account and of a network, with its mark."""
    identity.refuse_sign_in(world_of(request), VISITOR, canonical(name), network_of(request), how)
