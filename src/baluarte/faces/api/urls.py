"""The addresses of this face, below `/api/`."""

from collections.abc import Sequence

from django.urls import URLPattern, URLResolver, include, path, re_path

from baluarte.faces.api.description import API, nothing_here, openapi, pages
from baluarte.faces.api.guard import guard
from baluarte.faces.api.service import VERSION


def _guarded(patterns: Sequence[URLPattern | URLResolver]) -> list[URLPattern]:
    """Return the routes, each behind the rules that hold everywhere. The page of the library itself is left out."""
    kept = [pattern for pattern in patterns if isinstance(pattern, URLPattern) and pattern.name != "api-root"]
    for pattern in kept:
        pattern.callback = guard(pattern.callback)
    return kept


urlpatterns: Sequence[URLPattern | URLResolver] = [
    path("openapi.json", openapi, name="openapi"),
    path("docs", pages, name="api-docs"),
    path(f"{VERSION}/", include((_guarded(API.urls[0]), "api"), namespace="api")),
    re_path("", guard(nothing_here)),
]
