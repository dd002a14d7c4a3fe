"""Who asks: the bearer token of the header, and nothing else. A body of another type is not looked at."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from baluarte.core.rights.actors import SYSTEM, Actor
from baluarte.core.rights.secrets import read_token
from baluarte.faces.api.asked import ApiRequest, pairs_of
from baluarte.faces.api.problems import WrongType

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TAKEN = frozenset({"application/json", "multipart/form-data"})


class Bearer(HttpBearer):
    """Reads `Authorization: Bearer blw_…`. A token seen in an address is revoked: addresses end up in logs."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who the token stands for, or None."""
        if request.method in _WITH_BODY and (request.content_type or "").lower() not in _TAKEN:
            raise WrongType(415, "")
        _revoke_shown(cast("ApiRequest", request))
        return cast("Actor | None", super().__call__(request))

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who a token stands for."""
        from baluarte.actions.rights import actor_of_token  # noqa: PLC0415 - loads the store, which Django must have set up

        return actor_of_token(cast("ApiRequest", request).world, token)


def _revoke_shown(request: ApiRequest) -> None:
    from baluarte.actions.rights import actor_of_token, revoke_token  # noqa: PLC0415

    for _, value in pairs_of(request):
        key_id = read_token(value)
        if key_id is not None and actor_of_token(request.world, value) is not None:
            revoke_token(request.world, SYSTEM, key_id)
