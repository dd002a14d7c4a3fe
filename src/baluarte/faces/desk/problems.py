"""This face's column of the table of errors: the signed-in reader also gets the way back."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.faces.desk.asked import DeskRequest
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


def answer(request: DeskRequest, error: BaluarteError) -> HttpResponse:
    """Return the page of one error; a refusal to somebody unknown leads to signing in."""
    if isinstance(error, Refused) and request.actor.reach == "visitor":
        return HttpResponseRedirect(reverse("sign-in", args=[request.language]))
    page = render(
        request,
        "problems/problem.html",
        {
            "problem": in_words(error, request.language),
            "code": error.code,
            "way_out": request.path if request.GET and isinstance(error, Unusable) else "",
        },
        status=STATUS.get(type(error), 500),
    )
    if error.retry:
        page.headers["Retry-After"] = RETRY_AFTER
    return page
