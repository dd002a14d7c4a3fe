"""Who asks: the bearer token of the header, and nothing else. A body of another type is not looked at."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from baluarte.core.rights.actors import Actor
from baluarte.core.rights.tokens import caller_of
from baluarte.faces.api.asked import ApiRequest
from baluarte.faces.api.problems import WrongType

_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TAKEN = frozenset({"application/json", "multipart/form-data"})


class Bearer(HttpBearer):
    """Reads `Authorization: Bearer blw_…`, and no other place: a token that stood in an address was ended before it came here."""

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return who the token stands for, or None."""
        if request.method in _WITH_BODY and (request.content_type or "").lower() not in _TAKEN:
            raise WrongType(415, "")
        return cast("Actor | None", super().__call__(request))

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Return who a token stands for, if it is heard from where it comes."""
        from baluarte.actions.rights import actor_of_token  # noqa: PLC0415 - loads the store, which Django must have set up

        told = request.headers.get("X-Forwarded-For", "")
        address = caller_of(request.META.get("REMOTE_ADDR", ""), told, settings.ALLAUTH_TRUSTED_PROXY_COUNT)
        return actor_of_token(cast("ApiRequest", request).world, token, address)
