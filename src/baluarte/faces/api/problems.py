"""The API's column of the table of errors: problem details (RFC 9457) under a stable code."""

import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.core.ground.text import Language
from baluarte.formats.problems import in_words

MEDIA = "application/problem+json"
RETRY_AFTER = "60"
STATUS: dict[type[BaluarteError], int] = {
    Unusable: 422,
    Refused: 403,
    Missing: 404,
    Outdated: 409,
    Unreachable: 503,
    Broken: 500,
}
NO_TOKEN = Refused("api.no-token", "A valid token is needed.", "Who asks is known by a bearer token alone.", "Send Authorization: Bearer.")
NO_METHOD = Unusable("api.method", "This address does not take that method.", "", "The header Allow lists those it takes.")
NOT_JSON_BACK = Unusable("api.accept", "This interface answers in JSON.", "", "Accept application/json.")
NOT_JSON_IN = Unusable("api.content-type", "This body is not of the type that is taken here.", "", "See the description of the interface.")
NOT_READ = Unusable("api.body", "The body could not be read.", "", "See the description of the interface.")
NOT_HERE = Missing("api.not-here", "There is no such address.", "", "See the description of the interface.")
INVALID = Unusable("api.invalid", "Some values are not of the form that is taken here.", "Each is named under errors.", "Correct them.")
UNFORESEEN = Broken("api.unforeseen", "An error that nobody foresaw.")
_LOG = logging.getLogger("baluarte.api")


class WrongType(HttpError):
    """A body whose type no address takes."""


class WrongField(Schema):
    """One value that is not of the declared form."""

    where: str
    what: str


class Problem(Schema):
    """Problem details of RFC 9457, with our code and sentences."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    why: str = ""
    fix: str = ""
    errors: list[WrongField] = Field(default_factory=list)


PROBLEMS: dict[int, Any] = dict.fromkeys((400, 401, 403, 404, 405, 406, 409, 415, 422, 500, 503), Problem)


def answer(request: HttpRequest, error: BaluarteError, status: int = 0, errors: list[dict[str, str]] | None = None) -> HttpResponse:
    """Return a problem; of a broken promise the code alone is told."""
    status = status or STATUS.get(type(error), 500)
    language: Language = "en" if getattr(request, "language", "es") == "en" else "es"
    words = in_words(error, language)
    body: dict[str, Any] = {
        "type": f"urn:baluarte:problem:{error.code}",
        "title": in_words(type(error)(type(error).__name__, type(error).__doc__ or ""), language).what,
        "status": status,
        "code": error.code,
    }
    if not isinstance(error, Broken):
        body |= {"detail": words.what, "why": words.why, "fix": words.fix}
    if errors:
        body["errors"] = errors
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="baluarte"'
    if error.retry or error.code == "ground.key-running":
        response.headers["Retry-After"] = RETRY_AFTER
    return response


def listen(api: NinjaAPI) -> None:
    """Let every failure of the interface end as a problem."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return answer(request, INVALID, errors=[{"where": _where(one["loc"]), "what": str(one["msg"])} for one in error.errors])


def _where(place: Sequence[object]) -> str:
    """Return where a value stood: `body.status`. The library puts the name of our argument between the two."""
    kept = [place[0], *place[2:]] if place[0] == "body" and len(place) > 2 else place
    return ".".join(str(part) for part in kept)


def _unforeseen(request: HttpRequest, error: Exception) -> HttpResponse:
    _LOG.error("%s %s broke.", request.method, request.path, exc_info=error)
    return answer(request, UNFORESEEN)


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    BaluarteError: answer,
    AuthenticationError: lambda request, _error: answer(request, NO_TOKEN, 401),
    WrongType: lambda request, _error: answer(request, NOT_JSON_IN, 415),
    ValidationError: _invalid,
    HttpError: lambda request, error: answer(request, NOT_READ, error.status_code),
    Http404: lambda request, _error: answer(request, NOT_HERE),
    RequestDataTooBig: lambda request, _error: answer(request, NOT_READ, 400),
    Exception: _unforeseen,
}
