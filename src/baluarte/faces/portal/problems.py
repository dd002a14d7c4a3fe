"""This face's column of the table of errors: a class becomes a status and a page in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.core.ground.text import Language
from baluarte.formats.problems import in_words

STATUS: dict[type[BaluarteError], int] = {
    Unusable: 422,
    Refused: 403,
    Missing: 404,
    Outdated: 409,
    Unreachable: 503,
    Broken: 500,
}
RETRY_AFTER = "60"
NOT_FOUND = Missing(
    "page.not-found", "There is no page at this address.", "It may have been typed wrongly, or it has moved.", "Check the address."
)
FORBIDDEN = Refused(
    "page.form-expired",
    "The form could not be taken.",
    "Its protection against forged requests had expired, or the browser refused the cookie it needs.",
    "Go back, load the page again and send it once more.",
)
BAD_REQUEST = Unusable("page.bad-request", "The request could not be read.", "It is not of the form this site takes.", "Check the address.")
OUR_FAULT = Broken("page.broken", "Something failed on our side.", "", "Try again in a few minutes. If it fails again, tell the duty desk.")


def answer(request: HttpRequest, error: BaluarteError, status: int = 0) -> HttpResponse:
    """Return the page of one error; nobody but the operator is told more than its words and code."""
    language: Language = "en" if getattr(request, "language", "es") == "en" else "es"
    page = render(
        request,
        "problems/problem.html",
        {"problem": in_words(error, language), "code": error.code, "kind": type(error).__name__.lower()},
        status=status or STATUS.get(type(error), 500),
    )
    if error.retry:
        page.headers["Retry-After"] = RETRY_AFTER
    return page


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer an address that leads nowhere."""
    return answer(request, NOT_FOUND)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer a form without its token."""
    return answer(request, FORBIDDEN)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer what Django itself could not read."""
    return answer(request, BAD_REQUEST, 400)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer when one of our promises failed; the log has the rest."""
    return answer(request, OUR_FAULT)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django calls it so
    """Answer a form whose token is missing or old."""
    return answer(request, FORBIDDEN)
