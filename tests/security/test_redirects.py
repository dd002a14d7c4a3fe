"""No address of a request leads away from this house, however it is spelled."""

from urllib.parse import quote, urlsplit

import pytest
from django.urls import Resolver404, resolve
from tests.security.addresses import routes
from tests.security.asking import Asker, one_of
from tests.security.tenants import Tenant

pytestmark = pytest.mark.django_db
AWAY = (
    "//evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example", "http:///evil.example", "///evil.example", "/\t/evil.example",
    "/\n/evil.example", "\x01//evil.example", "javascript:alert(1)", "https://evil.example/", "/%09/evil.example", "/%5cevil.example",
    "/a//b", "//testserver@evil.example", "https://testserver.evil.example", "data:text/html,x", " //evil.example", "／／evil.example",
)  # fmt: skip
NAMES = (
    "next",
    "to",
    "url",
    "return",
    "return_to",
    "redirect",
    "redirect_to",
    "continue",
    "back",
    "goto",
    "RelayState",
    "process",
    "language",
)


def leads_away(answer) -> str:
    """Return where an answer leads, if it is not a place of this house."""
    place = answer.headers.get("Location", "") or answer.headers.get("HX-Redirect", "") or answer.headers.get("Refresh", "")
    if not place:
        return ""
    parts = urlsplit(place)
    if parts.scheme or parts.netloc or "\\" in place or any(ord(letter) < 32 for letter in place) or not place.startswith("/"):
        return place
    try:
        resolve(parts.path)
    except Resolver404:
        return place
    return ""


def test_no_address_of_a_request_leads_away(two, on_duty, client):
    a, b = two
    astray = {}
    for who in (a, Tenant(a.token, a.network, session=on_duty), Tenant("x", "", session=client)):
        asker = Asker(who)
        for number, route in enumerate(routes()):
            if route.pattern.startswith("/api/"):
                continue
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            for step in range(4):
                away = AWAY[(number * 4 + step) % len(AWAY)]
                given = "&".join(f"{name}={quote(away)}" for name in NAMES)
                for answer in (asker.ask("GET", f"{address}?{given}"), asker.ask("POST", f"{address}?{given}", dict.fromkeys(NAMES, away))):
                    if answer.streaming:
                        b"".join(answer.streaming_content)
                    if place := leads_away(answer):
                        astray[f"{address} {away!r}"] = place

    assert astray == {}


@pytest.mark.parametrize("away", AWAY)
def test_signing_in_leads_nowhere_else(passer_by, world, away):
    from baluarte.actions import rights
    from baluarte.core.rights.actors import OPERATOR

    token = rights.make_sign_in_link(world, OPERATOR)

    answer = passer_by.post(f"/es/sign-in/{token}?next={quote(away)}", {"next": away})

    assert answer.status_code == 302
    assert leads_away(answer) == ""


def test_a_path_that_is_written_like_a_host_leads_nowhere(passer_by):
    for path in ("//evil.example/", "//evil.example/es", "/%2f%2fevil.example", "/es//evil.example", "/\\evil.example", "/es"):
        answer = passer_by.generic("GET", path)

        assert leads_away(answer) == "" or urlsplit(answer["Location"]).netloc == ""
        assert not answer.headers.get("Location", "").startswith(("//", "/\\"))
