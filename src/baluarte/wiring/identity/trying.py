"""Counts wrong secrets that faces take in addresses and headers: links, tokens of programs, the codes of notices.

Each of these holds 128 bits of chance or more, so nobody guesses one. What the guard does here is
to slow down who tries, and never who holds a good one: a right secret is always heard.
"""

import json
import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from baluarte.core.errors import Refused
from baluarte.faces.portal import problems
from baluarte.formats.problems import in_words
from baluarte.wiring.identity.guard import failed, wait
from baluarte.wiring.identity.said import tongue

_LINK = re.compile(r"/(?:es|en)/(?:sign-in/[^/]+|f/[^/]+|files/[^/]+|confirm/[^/]+|unsubscribe/.+|claim/.+)", re.ASCII)
_OURS = re.compile(r"/(?:es|en)/sign-in/(?:second|passkey|cancelled)", re.ASCII)
_WRONG = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
WAIT = Refused(
    "rights.wait",
    "Too many attempts came from here.",
    "Each wrong one makes the next wait longer; a right one is always heard.",
    "Wait a little, and try again.",
)


class CountsTries:
    """Lets every right secret pass, counts the wrong ones by network, and answers who goes on trying with a wait."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer; a wrong secret is counted, or told to wait."""
        response = self.answer(request)
        how = _secret_of(request)
        if not how or response.status_code not in _WRONG:
            return response
        seconds = wait(request, "")
        if seconds:
            return _later(request, seconds)
        failed(request, "", how)
        return response


def _secret_of(request: HttpRequest) -> str:
    """Return what kind of secret a request brings; empty where it brings none."""
    if request.path.startswith("/api/"):
        return "token" if "Authorization" in request.headers else ""
    if _OURS.fullmatch(request.path) or not _LINK.fullmatch(request.path):
        return ""
    return "link" if request.method == "POST" or "k" in request.GET else ""


def _later(request: HttpRequest, seconds: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        said = in_words(WAIT, tongue())
        told = {
            "type": f"urn:baluarte:problem:{WAIT.code}",
            "title": said.what,
            "status": 429,
            "code": WAIT.code,
            "why": said.why,
            "fix": said.fix,
        }
        response = HttpResponse(json.dumps(told, ensure_ascii=False), "application/problem+json", 429)
    else:
        response = problems.answer(request, WAIT, HTTPStatus.TOO_MANY_REQUESTS)
    response.headers["Retry-After"] = str(seconds)
    return response
