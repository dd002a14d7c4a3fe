"""A request that another site sends in somebody's name changes nothing, and no safe method changes anything at all."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.security import memory
from tests.security.addresses import routes
from tests.security.asking import Asker, one_of
from tests.security.tenants import Tenant

pytestmark = pytest.mark.django_db
# Without a token of the form, each with its reason.
EXEMPT = {
    "turn-off": "the press comes from a mail program, with a secret in its address and no cookie (RFC 8058)",
}

# What a page makes by being shown, each with its reason: nothing of another's, and nothing twice.
MADE_BY_SHOWING = {
    "/es/my/claims/token": ({"constituency.ProofTokenRow"}, "the word to prove with is made when its owner first looks at it"),
}


def exempt(patterns=None) -> set[str]:
    """Return the names of the routes outside the interface that take no token of a form."""
    found = set()
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            found |= set() if str(pattern.pattern) == "api/" else exempt(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and getattr(pattern.callback, "csrf_exempt", False):
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_only_what_is_listed_takes_no_token_of_a_form():
    assert exempt() <= set(EXEMPT)


def test_every_page_refuses_a_forged_request(two, on_duty):
    a, b = two
    passed = []
    for session in (a.session, on_duty):
        strict = Client(enforce_csrf_checks=True, raise_request_exception=False)
        strict.cookies[settings.SESSION_COOKIE_NAME] = session.cookies[settings.SESSION_COOKIE_NAME].value
        before = memory.dump()
        for route in routes():
            if route.pattern.startswith("/api/") or route.name in EXEMPT:
                continue
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            for method in ("POST", "PUT", "PATCH", "DELETE"):
                answer = strict.generic(method, address, headers={"Origin": "https://evil.example"})
                if answer.status_code not in {302, 403, 404, 405} or (answer.status_code == 302 and "sign-in" not in answer["Location"]):
                    passed.append(f"{method} {address} {answer.status_code}")
        assert memory.changed(before, memory.dump()) == {}

    assert passed == []


def test_the_interface_takes_no_cookie_for_a_token(two, on_duty):
    a, b = two
    taken = []
    for session in (a.session, on_duty):
        for route in routes():
            if not route.pattern.startswith("/api/2026"):
                continue
            for method in Asker(a).methods(route):
                address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
                answer = session.generic(method, address, b"{}", content_type="application/json")
                if answer.status_code not in {401, 404, 405, 406, 415} and not address.endswith("/health"):
                    taken.append(f"{method} {address} {answer.status_code}")

    assert taken == []


def test_no_safe_method_changes_anything(two, on_duty):
    a, b = two
    odd = {}
    for who in (a, Tenant(a.token, a.network, session=on_duty, key=a.key)):
        asker = Asker(who)
        before = memory.dump()
        for route in routes():
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            for method in ("GET", "HEAD", "OPTIONS"):
                if method == "GET" or not address.startswith("/api/"):
                    answer = asker.ask("GET", address) if method == "GET" else asker.client.generic(method, address)
                    if answer.streaming:
                        b"".join(answer.streaming_content)
            after = memory.dump()
            changed = memory.changed(before, after)
            if set(changed) - MADE_BY_SHOWING.get(route.pattern, (set(), ""))[0]:
                odd[route.pattern] = changed
            before = after

    assert odd == {}


def test_no_link_of_a_mail_changes_anything_by_being_opened(two, client):
    for tenant in two:
        for link in tenant.secret_links:
            before = memory.dump()

            answer = client.get(f"/es/{link.lstrip('/')}")

            assert answer.status_code == 200
            assert memory.changed(before, memory.dump()) == {}
