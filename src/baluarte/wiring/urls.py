"""Every address of the installation. One that is not public says so by its place: `/desk`, `/api`."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.views.decorators.http import require_safe

from baluarte.wiring.discovery import security_txt
from baluarte.wiring.health import health
from baluarte.wiring.middleware import preferred_language


class LanguagePart:
    """The first part of a path: the language, and nothing else."""

    regex = "es|en"

    @staticmethod
    def to_python(value: str) -> str:
        """Return the language as it stands."""
        return value

    @staticmethod
    def to_url(value: str) -> str:
        """Return the language as it stands."""
        return value


register_converter(LanguagePart, "language")


@require_safe
def to_a_language(request: HttpRequest) -> HttpResponseRedirect:
    """Lead the bare address to the language the browser prefers."""
    response = HttpResponseRedirect(f"/{preferred_language(request.headers.get('Accept-Language', ''))}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def to_verify(request: HttpRequest) -> HttpResponseRedirect:
    """Lead who types the short address of a letter to the page where a message is checked."""
    response = to_a_language(request)
    response["Location"] += "verify"
    return response


urlpatterns: Sequence[URLPattern | URLResolver] = [
    path("", to_a_language, name="root"),
    path("verify", to_verify, name="typed-verify"),
    path("health", health, name="health"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
    path("api/", include("baluarte.faces.api.urls")),
    path("<language:language>/", include("baluarte.faces.portal.urls")),
    path("<language:language>/", include("baluarte.faces.desk.urls")),
]
handler400 = "baluarte.faces.portal.problems.bad_request"
handler403 = "baluarte.faces.portal.problems.forbidden"
handler404 = "baluarte.faces.portal.problems.not_found"
handler500 = "baluarte.faces.portal.problems.broken"
