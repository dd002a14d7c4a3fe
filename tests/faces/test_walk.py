"""Every address, walked: who may open it, under which headers, and with which methods."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

# The list of what is public. Everything else must refuse a stranger.
PUBLIC = {
    "root", "health", "security-txt", "home", "report", "verify", "my", "strategy", "sign-in", "sign-in-link",
    "about", "privacy", "accessibility", "glossary", "status", "folio", "typed-verify", "measures",
    "exploited", "match", "sums", "sums-file", "freshness-file", "files", "turn-off",
}  # fmt: skip
# Public too, of what is published or opened by a secret; an empty country has published nothing, and "1" is no secret.
PUBLISHED = {"measures-file", "measure", "contact-confirm", "openpgp"}
# Public addresses of the interface for programs: its description, never data.
PUBLIC_API = re.compile(r"^/api/(?:openapi\.json|docs|[0-9]{4}-[0-9]{2}/health)$")
SAMPLES = {
    "language": "es", "token": "x", "name": "findings", "ext": "csv", "folio": "AN-2026-000001", "number": "1", "slug": "nobody", "kind": "letter",
}  # fmt: skip
POLICY = (
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'", "connect-src 'self'",
    "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
)  # fmt: skip


def walk(patterns=None, before: str = "") -> list[tuple[str, str]]:
    """Return (name, address) of every route, with sample values where it takes any."""
    found = []
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = before + re.sub(r"^\^|\$$", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            found += walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            found.append((pattern.name or "", "/" + filled(route)))
    return found


def filled(route: str) -> str:
    route = re.sub(r"\(\?P<(\w+)>[^()]*\)", lambda found: SAMPLES.get(found[1], "x"), route.replace(r"\.", "."))
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: SAMPLES.get(found[1], "1"), route)


ROUTES = walk()


@pytest.mark.parametrize(("name", "address"), ROUTES, ids=[address for _, address in ROUTES])
def test_a_stranger_sees_what_is_public_and_nothing_else(passer_by, name, address):
    answer = passer_by.get(address)

    if name in PUBLISHED:
        assert answer.status_code == 404
    elif name in PUBLIC or PUBLIC_API.match(address):
        assert answer.status_code in {200, 302}
    elif answer.status_code == 302:
        assert answer["Location"] == "/es/sign-in"
    else:
        assert answer.status_code in ({404} if address == "/api/" else {401, 403, 405})


@pytest.mark.parametrize(("name", "address"), ROUTES, ids=[address for _, address in ROUTES])
def test_no_method_and_no_type_makes_an_address_fail(passer_by, name, address):
    for method in ("head", "post", "put", "patch", "delete", "options"):
        answer = (
            getattr(passer_by, method)(address, data=b"\x00", content_type="application/octet-stream")
            if method != "head"
            else passer_by.head(address)
        )

        assert answer.status_code < 500, method


@pytest.mark.parametrize(("name", "address"), ROUTES, ids=[address for _, address in ROUTES])
def test_every_answer_has_the_headers_of_safety(passer_by, on_duty, name, address):
    for client in (passer_by, on_duty):
        assert_safe(client.get(address))


@pytest.mark.parametrize(
    "address", ["/nowhere", "/es/nowhere", "/es", "/static/nothing.css", "/%2e%2e/etc", "/es/desk/findings?colour=red"]
)
def test_error_pages_and_redirects_have_them_too(on_duty, address):
    assert_safe(on_duty.get(address))


def test_a_foreign_host_gets_them_too(passer_by):
    answer = passer_by.get("/es/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert_safe(answer)


def assert_safe(answer) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    assert all(part in policy for part in POLICY), policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Server" not in answer.headers
    if answer.content and not answer.streaming:
        assert "charset" in answer["Content-Type"] or not answer["Content-Type"].startswith(("text/", "application/json"))


@pytest.mark.parametrize("number", ["-1", "0", "2147483648", "9223372036854775808", str(2**70), "1.5", "%00"])
def test_no_number_in_an_address_breaks_a_page(on_duty, number):
    addresses = [
        f"/es/desk/deliveries/{number}", f"/es/desk/findings?page={number}", f"/es/desk/findings?per={number}",
        f"/es/desk/findings?priority={number}", f"/es/desk/findings?priority.from={number}", f"/es/desk/feeds?read.to={number}",
        f"/es/desk/findings?due.from={number}", f"/es/desk/findings.csv?sightings={number}", f"/es/desk/quarantine?delivery={number}",
    ]  # fmt: skip

    answers = {address: on_duty.get(address).status_code for address in addresses}

    assert all(status in {200, 302, 404, 422} for status in answers.values()), answers


def test_a_head_answers_like_a_get_without_its_body(passer_by):
    got, headed = passer_by.get("/es/about"), passer_by.head("/es/about")

    assert (headed.status_code, headed.content) == (200, b"")
    assert headed["Content-Type"] == got["Content-Type"]


def test_every_form_of_the_desk_refuses_a_forged_request(on_duty):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = on_duty.cookies[settings.SESSION_COOKIE_NAME].value

    for address in (
        "/es/desk/import",
        "/es/desk/notices/new",
        "/es/desk/findings/AN-2026-000001",
        "/es/desk/inbox/1",
        "/es/desk/claims/AN-2026-000001",
        "/es/desk/orgs/nobody/contacts",
        "/es/desk/orgs/nobody/contacts/new",
        "/es/sign-out",
    ):
        assert strict.post(address).status_code == 403, address
