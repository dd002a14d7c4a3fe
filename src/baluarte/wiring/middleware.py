"""What every answer has in common: who asks, in which language, and the headers of safety.

Order matters: `SafeAnswers` is the outermost, so that an error page, a redirect and a
static file leave with the same headers as a page.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.module_loading import import_string

from baluarte.actions.rights import actor_of
from baluarte.core.errors import BaluarteError
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import VISITOR, Actor
from baluarte.faces.desk import problems as desk_problems
from baluarte.faces.portal import problems as portal_problems

if TYPE_CHECKING:
    from baluarte.faces.desk.asked import DeskRequest

Answer = Callable[[HttpRequest], HttpResponse]
IDLE_SECONDS = 30 * 60  # security.md 6.3: staff
_NOTE_SECONDS = 60  # the time of the last visit is written at most so often
_DJANGO_NAMES: dict[Language, str] = {"es": "es-mx", "en": "en"}


def the_world() -> World:
    """Return the one world of this process; `open_world` builds it once, and a test names another."""
    opens: object = settings.OPEN_WORLD
    opener = cast("Callable[[], World]", import_string(opens) if isinstance(opens, str) else opens)
    return opener()


def language_of(path: str) -> Language | None:
    """Return the language that a path states, if it states one.

    >>> language_of("/en/desk"), language_of("/es"), language_of("/espana/")
    ('en', 'es', None)
    """
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return "es" if first == "es" else "en" if first == "en" else None


def preferred_language(accepted: str) -> Language:
    """Return the language of a browser's list that we speak, in its order; Spanish where there is none.

    >>> preferred_language("fr, en-GB;q=0.8, es;q=0.5"), preferred_language("de"), preferred_language("en;q=0, es")
    ('en', 'es', 'es')
    """
    ranked: list[tuple[float, int, Language]] = []
    for place, part in enumerate(accepted[:500].split(",")):
        name, _, weight = part.strip().partition(";")
        language = language_of("/" + name.strip().lower().partition("-")[0])
        share = _weight(weight)
        if language is not None and share > 0:
            ranked.append((-share, place, language))
    return min(ranked)[2] if ranked else "es"


def _weight(text: str) -> float:
    text = text.strip().removeprefix("q=")
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


class SafeAnswers:
    """Sets what no answer may lack. Django's own middleware sets the rest of the list in security.md 4.1."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then complete the headers."""
        response = self.answer(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        response.headers.setdefault("X-Frame-Options", "DENY")
        media = response.headers.get("Content-Type", "")
        if media and "charset" not in media and media.startswith(("text/", "application/json", "application/problem+json")):
            response.headers["Content-Type"] = f"{media}; charset=utf-8"
        return response


class Tongue:
    """Speaks the language of the path; a path without one is answered as the browser prefers."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under the language, and say which it was."""
        asked = cast("DeskRequest", request)
        asked.language = language_of(request.path) or preferred_language(request.headers.get("Accept-Language", ""))
        with translation.override(_DJANGO_NAMES[asked.language]):
            response = self.answer(request)
        tag = "es-MX" if asked.language == "es" else "en"
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", tag)
        return response


class WhoAsks:
    """Gives each request its world and its actor, and keeps signed-in answers out of every cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor of the session; an idle session ends here."""
        asked = cast("DeskRequest", request)
        asked.world = the_world()
        asked.actor = self._actor(asked)
        response = self.answer(request)
        signed_in = asked.actor.reach != "visitor"
        if signed_in or asked.path.startswith(("/es/desk", "/en/desk", "/es/sign-in", "/en/sign-in")):
            response.headers["Cache-Control"] = "no-store"
        return response

    @staticmethod
    def _actor(request: "DeskRequest") -> Actor:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return VISITOR
        account = request.session.get("account")
        if account is None:
            return VISITOR
        now = int(time.time())
        seen = int(request.session.get("seen", 0))
        found: Actor | None = None
        if now - seen <= IDLE_SECONDS:
            found = actor_of(request.world, account)
        if found is None:
            request.session.flush()
            return VISITOR
        if now - seen > _NOTE_SECONDS:
            request.session["seen"] = now
        return found

    @staticmethod
    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a failure we foresaw into the page of the face it happened in."""
        if not isinstance(error, BaluarteError):
            return None
        if "/desk" in request.path[:8]:
            return desk_problems.answer(cast("DeskRequest", request), error)
        return portal_problems.answer(request, error)
