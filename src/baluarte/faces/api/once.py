"""Done once: the same request under the same key has one effect and one answer."""

import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpResponse

from baluarte.core.ground.world import World
from baluarte.faces.api.answers import plain, send_bytes
from baluarte.faces.api.asked import ApiRequest

Act = Callable[[World], Any]


def once(request: ApiRequest, key: str, said: object, act: Act, *, status: int = 201) -> HttpResponse:
    """Do an act unless this key has seen it done, and answer as it was answered.

    `said` is everything the request asked for; with the same key it must be the same.
    """
    from baluarte.actions.ground import do_once  # noqa: PLC0415 - loads the store, which Django must have set up

    words = json.dumps([request.method, request.path, said], sort_keys=True, default=plain)
    digest = hashlib.sha256(words.encode()).hexdigest()
    # Kept as a text: a database that sorts the keys of JSON would give other bytes the second time.
    told: str = do_once(request.world, request.auth, key, digest, lambda world: json.dumps(act(world), ensure_ascii=False, default=plain))
    return send_bytes(request, told.encode(), status)
