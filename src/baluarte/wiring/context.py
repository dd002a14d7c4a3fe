"""What every page needs to know: its language, its twin in the other one, and whose house it is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from baluarte.core.rights.actors import VISITOR

_TAGS = {"es": "es-MX", "en": "en"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the words that the frame of a page is made of."""
    language = getattr(request, "language", "es")
    other = "en" if language == "es" else "es"
    ours = settings.BALUARTE
    actor = getattr(request, "actor", VISITOR)
    return {
        "language": language,
        "language_tag": _TAGS[language],
        "other_language": other,
        "other_tag": _TAGS[other],
        "other_address": _twin(request, language, other),
        "this_address": request.get_full_path(),
        "base_url": ours.base_url.rstrip("/"),
        "house": ours,
        "team": ours.team_es if language == "es" else ours.team_en,
        "synthetic": ours.synthetic == "yes",
        "actor": actor,
        "signed_in": actor.reach != "visitor",
        "on_desk": request.path[3:8] == "/desk",
    }


def _twin(request: HttpRequest, language: str, other: str) -> str:
    """Return the same page in the other language: same path after the prefix, same query."""
    full = request.get_full_path()
    return f"/{other}{full[3:]}" if request.path.startswith(f"/{language}/") else f"/{other}/"
