"""How long ago somebody proved who they are, in this session."""

import time

from django.http import HttpRequest

from baluarte.core.rights.identity.sessions import FRESH

PROVED = "proved"  # seconds since the epoch, written at sign-in and at each new proof


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the last proof of oneself is young enough for an act of weight."""
    proved = request.session.get(PROVED)
    return isinstance(proved, int) and 0 <= int(time.time()) - proved <= FRESH.total_seconds()
