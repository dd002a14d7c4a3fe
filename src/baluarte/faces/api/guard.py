"""What holds for every address: methods, types of answers, caching, HEAD."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

from baluarte.faces.api.problems import MEDIA, NO_METHOD, NOT_JSON_BACK, answer

View = Callable[..., HttpResponse]
_GIVEN = frozenset({"application/json", MEDIA, "application/*", "*/*"})


def guard(view: View) -> View:
    """Return the view behind the rules that hold everywhere."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **values: object) -> HttpResponse:
        head = request.method == "HEAD"
        if head:
            request.method = "GET"
        response = _refuse(request) or view(request, *args, **values)
        if response.status_code == 405 and response.headers.get("Content-Type") != MEDIA:
            allowed = response.headers["Allow"]
            response = answer(request, NO_METHOD, 405)
            response.headers["Allow"] = allowed
        response.headers["Cache-Control"] = "private, no-cache" if request.method == "GET" else "no-store"
        response.headers["Vary"] = "Authorization, Accept-Language"
        if head:
            response.headers["Content-Length"] = str(len(response.content))
            response.content = b""
        return response

    guarded.csrf_exempt = True  # type: ignore[attr-defined]  # a token is never sent by a browser on its own
    return guarded


def _refuse(request: HttpRequest) -> HttpResponse | None:
    accepted = {part.partition(";")[0].strip().lower() for part in request.headers.get("Accept", "*/*").split(",")}
    return None if accepted & _GIVEN else answer(request, NOT_JSON_BACK, 406)
