"""Every address of the installation, as its own resolver knows it: a new route is walked on the day it is added."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

from django.urls import URLPattern, URLResolver, get_resolver

LANGUAGE = "es"
# Places that take one of a few words, and are no identifier of anything.
WORDS = {"ext": ("csv", "xlsx", "json", "jsonl", "pdf", "svg", "png", "ics")}
_NAMED = re.compile(r"\(\?P<(\w+)>((?:[^()]|\([^()]*\))*)\)")
_ANGLES = re.compile(r"<(?:(\w+):)?(\w+)>")
_CHOICE = re.compile(r"[A-Za-z0-9_-]+(?:\|[A-Za-z0-9_-]+)*")


@dataclass(frozen=True)
class Place:
    """One variable part of an address. `words` is the closed list it takes; empty takes an identifier."""

    name: str
    kind: str  # int, str, slug, path, uuid, as Django calls its converters
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """One address with its variable parts."""

    name: str
    pattern: str
    places: tuple[Place, ...]

    @property
    def identifiers(self) -> tuple[Place, ...]:
        """The places at which somebody's identifier may stand."""
        return tuple(place for place in self.places if not place.words)

    def at(self, values: Mapping[str, object]) -> str:
        """Return the address with its parts filled in; what is not given takes its first word."""
        told = {place.name: place.words[0] for place in self.places if place.words}
        told |= {name: quote(str(value), safe="@:+") for name, value in values.items()}
        return self.pattern.format_map(told)

    def everywhere(self, values: Mapping[str, object]) -> Iterator[str]:
        """Give the address once for each combination of its words."""
        closed = [place for place in self.places if place.words]
        for words in itertools.product(*(place.words for place in closed)):
            yield self.at(dict(values) | {place.name: word for place, word in zip(closed, words, strict=True)})


@cache
def routes() -> tuple[Route, ...]:
    """Return every route, in the order of the resolver."""
    return tuple(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Sequence[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        here = before + re.sub(r"^\^|(?<!\\)\$$|\\Z$", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, here)
        else:
            yield _route(pattern.name or "", here)


def _route(name: str, raw: str) -> Route:
    places: list[Place] = []

    def of_regex(found: re.Match[str]) -> str:
        words = tuple(found[2].split("|")) if _CHOICE.fullmatch(found[2]) else ()
        places.append(Place(found[1], "str", words))
        return f"{{{found[1]}}}"

    def of_path(found: re.Match[str]) -> str:
        if found[2] == "language":
            return LANGUAGE
        places.append(Place(found[2], found[1] or "str", WORDS.get(found[2], ())))
        return f"{{{found[2]}}}"

    pattern = _ANGLES.sub(of_path, _NAMED.sub(of_regex, raw.replace("{", "").replace("}", "")).replace("\\.", "."))
    return Route(name, "/" + pattern, tuple(places))
