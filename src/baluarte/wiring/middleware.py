"""What every answer has in common: who asks, in which language, and the headers of safety.

Order matters: `SafeAnswers` is the outermost, so that an error page, a redirect and a
static file leave with the same headers as a page.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.module_loading import import_string

from baluarte.actions.rights import actor_of
from baluarte.core.errors import BaluarteError, Refused
from baluarte.core.ground.text import Language
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import VISITOR, Actor, acting_for
from baluarte.core.rights.identity.sessions import OF_CONTACTS, OF_TEAM
from baluarte.core.rights.leave import STALE
from baluarte.faces.desk import problems as desk_problems
from baluarte.faces.portal import problems as portal_problems
from baluarte.store.rights.tenants import act_for
from baluarte.wiring.identity.begin import begin_session
from baluarte.wiring.identity.fresh import ask_again, may_act
from baluarte.wiring.identity.marks import BEGAN, SEEN
from baluarte.wiring.identity.strength import is_weak

if TYPE_CHECKING:
    from baluarte.faces.desk.asked import DeskRequest

Answer = Callable[[HttpRequest], HttpResponse]
_OWN_PAGES = ("/desk", "/my", "/sign-in", "/account")  # below the language; kept out of every cache
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


def _has_ended(request: "DeskRequest", actor: Actor) -> bool:
    """Return whether a session is past one of its ends, and note at times that it was used."""
    now = int(time.time())
    seen, began = int(request.session.get(SEEN, 0)), int(request.session.get(BEGAN, 0))
    life = OF_CONTACTS if actor.reach == "constituent" else OF_TEAM
    if life.ended(timedelta(seconds=now - seen), timedelta(seconds=now - began)):
        return True
    if now - seen > _NOTE_SECONDS:
        request.session[SEEN] = now
    return False


class WhoAsks:
    """Gives each request its world and its actor, and keeps signed-in answers out of every cache."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Find the actor of the session; an idle session ends here."""
        asked = cast("DeskRequest", request)
        asked.world = the_world()
        asked.begin_session, asked.end_session = begin_session, logout  # type: ignore[attr-defined]
        asked.actor, must_set_up = self._actor(asked)
        act_for(asked.actor)
        try:
            response = self._answered(asked) if not must_set_up else HttpResponseRedirect(reverse("mfa_index"))
        finally:
            act_for(None)
        signed_in = asked.actor.reach != "visitor"
        if signed_in or asked.path[3:].startswith(_OWN_PAGES):
            response.headers["Cache-Control"] = "no-store"
        return response

    def _answered(self, request: "DeskRequest") -> HttpResponse:
        """Answer; a NUL in a path names nothing, and PostgreSQL would refuse to look for it."""
        if "\x00" in request.path and not request.path.startswith("/api/"):
            return portal_problems.not_found(request, Http404())
        return self.answer(request)

    @staticmethod
    def _actor(request: "DeskRequest") -> tuple[Actor, bool]:
        """Return who asks, and whether this page has to wait until a second factor is set up."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return VISITOR, False
        found = actor_of(request.world, f"account-{request.user.pk}")
        if found is not None:
            found = acting_for(found, request.session.get("acting_for", ""))
        if found is None or _has_ended(request, found):
            logout(request)
            return VISITOR, False
        weak = is_weak(request)
        if weak and request.path[3:].startswith(("/desk", "/my")):
            return VISITOR, True
        return (VISITOR, False) if weak else (replace(found, fresh=may_act(request)), False)

    @staticmethod
    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a failure we foresaw into the page of the face it happened in."""
        if not isinstance(error, BaluarteError):
            return None
        if isinstance(error, Refused) and error.why == STALE.reason:
            return ask_again(request)
        if request.path[3:8] == "/desk" or request.path[3:7] in {"/my", "/my/"}:
            return desk_problems.answer(cast("DeskRequest", request), error)
        return portal_problems.answer(request, error)
