"""What every page needs to know: its language, its twin in the other one, and whose house it is."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from baluarte.core.ground.text import Language, Text
from baluarte.core.rights.actors import VISITOR
from baluarte.core.sources.health import SourceHealth

_TAGS = {"es": "es-MX", "en": "en"}


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the words that the frame of a page is made of."""
    language: Language = getattr(request, "language", "es")
    on_desk = request.path[3:8] == "/desk"
    other: Language = "en" if language == "es" else "es"
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
        "on_desk": on_desk,
        "desk_places": places(request.path, language) if on_desk else [],
        "feed_health": SimpleLazyObject(lambda: _feed_health(request)),
    }


def _feed_health(request: HttpRequest) -> tuple[SourceHealth, ...]:
    """Return how well every feed is, asked only by a page that says it."""
    from baluarte.actions.sources import feed_status  # noqa: PLC0415 - loads the store, which Django must have set up

    world = getattr(request, "world", None)
    return () if world is None else feed_status(world, getattr(request, "actor", VISITOR))


def _twin(request: HttpRequest, language: str, other: str) -> str:
    """Return the same page in the other language: same path after the prefix, same query."""
    full = request.get_full_path()
    return f"/{other}{full[3:]}" if request.path.startswith(f"/{language}/") else f"/{other}/"


PLACES = (
    (Text("Hoy", "Today"), ""),
    (Text("Hallazgos", "Findings"), "/findings"),
    (Text("Fuentes", "Feeds"), "/feeds"),
    (Text("Organizaciones", "Organisations"), "/orgs"),
    (Text("Contactos", "Contacts"), "/contacts"),
    (Text("Activos", "Assets"), "/assets"),
    (Text("Fallas", "Flaws"), "/exploited"),
    (Text("Notificaciones", "Notices"), "/outbox"),
    (Text("Respuestas", "Replies"), "/inbox"),
    (Text("Campañas", "Campaigns"), "/campaigns"),
    (Text("Medidas", "Measures"), "/measures"),
    (Text("Importar", "Import"), "/import"),
)
# Pages that hang below a place of another name.
_BELOW = {
    "/products": "/exploited",
    "/deliveries": "/feeds",
    "/quarantine": "/feeds",
    "/tree": "/orgs",
    "/notices": "/outbox",
    "/claims": "/inbox",
    "/unreachable": "/inbox",
    "/picture": "/measures",
    "/readings": "/measures",
}


@dataclass(frozen=True)
class Place:
    """One entry of the desk's navigation."""

    name: str
    href: str
    here: bool
    exactly: bool


def places(path: str, language: Language) -> list[Place]:
    """Return the desk's navigation, with the place that a path belongs to."""
    start = f"/{language}/desk"
    rest = path.removeprefix(start)
    first = "/" + rest.split("/")[1] if "/" in rest else ""
    first = _BELOW.get(first, first)
    return [Place(name.in_(language), start + part, part == first, rest == part) for name, part in PLACES]
