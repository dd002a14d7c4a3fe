"""Every answer carries the headers of safety, to whoever asks and however it ends; cookies are as the list says."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.test import Client
from tests.security.addresses import routes
from tests.security.asking import Asker, one_of
from tests.security.tenants import Tenant

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
}
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def wrong(answer) -> list[str]:
    """Return what an answer lacks, or says too much."""
    told = {}
    for part in answer.headers.get("Content-Security-Policy", "").split(";"):
        name, *values = part.split()[:1] + part.split()[1:] or [""]
        told[name] = {value for value in values if not value.startswith("'nonce-")}
    odd = [f"policy {name}" for name, values in POLICY.items() if told.get(name) != values]
    odd += [f"{name}: {answer.headers.get(name)}" for name, value in FIXED.items() if answer.headers.get(name) != value]
    odd += [name for name in ("Server", "X-Powered-By", "Access-Control-Allow-Credentials") if name in answer.headers]
    if answer.headers.get("Cross-Origin-Resource-Policy") not in {"same-origin", "cross-origin"}:
        odd.append("Cross-Origin-Resource-Policy")
    kind = answer.headers.get("Content-Type", "")
    if (
        not answer.streaming
        and answer.content
        and kind.startswith(("text/", "application/json", "application/problem"))
        and "charset" not in kind
    ):
        odd.append(f"no charset: {kind}")
    if answer.status_code >= 400 and not answer.streaming and (b"Traceback" in answer.content or b"/site-packages/" in answer.content):
        odd.append("says how it is made")
    return odd


@pytest.mark.django_db
def test_every_answer_to_anybody_by_any_method_has_them(two, on_duty, client):
    a, b = two
    odd = {}
    for who, asker in (("team", Tenant(a.token, a.network, session=on_duty)), ("tenant", a), ("stranger", Tenant("x", "", session=client))):
        asker.session.raise_request_exception = False
        for route in routes():
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            for method in ("GET", "OPTIONS", "DELETE"):
                answer = asker.session.generic(method, address)
                if said := wrong(answer):
                    odd[f"{who} {method} {address}"] = said
                if who != "stranger" and method == "GET" and answer.status_code == 200 and not _public(answer):
                    odd[f"{who} {address}"] = ["may be kept by a cache", answer.headers.get("Cache-Control")]

    assert odd == {}


def _public(answer) -> bool:
    """Signed-in answers are kept nowhere; a static file and an answer of the interface say for themselves."""
    said = answer.headers.get("Cache-Control", "")
    return "no-store" in said or "private" in said


@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
@pytest.mark.django_db
def test_no_other_origin_may_read_anything_with_cookies(two, origin):
    a, _ = two
    for address in ("/es/", "/es/my", "/api/2026-11/findings", "/api/openapi.json", "/es/freshness.json"):
        answer = a.session.get(address, headers={"Origin": origin})

        assert answer.headers.get("Access-Control-Allow-Origin") in {None, "*"}
        assert "Access-Control-Allow-Credentials" not in answer.headers
        if answer.headers.get("Access-Control-Allow-Origin") == "*":
            assert address == "/es/freshness.json"


@pytest.mark.django_db
def test_a_stranger_gets_no_cookie_on_a_page_without_a_form(house):
    client = Client()
    for address in ("/es/", "/es/about", "/es/privacy", "/es/glossary", "/es/status", "/.well-known/security.txt", "/health"):
        client.get(address)

    assert not client.cookies


@pytest.mark.django_db
def test_every_cookie_is_kept_from_scripts_and_other_sites(two, on_duty):
    a, _ = two
    for client in (a.session, on_duty):
        for address in ("/es/desk", "/es/my", "/es/verify", "/es/desk/import"):
            client.get(address)
        for cookie in client.cookies.values():
            assert cookie["httponly"], cookie
            assert cookie["samesite"] in {"Strict", "Lax"}, cookie
            assert not cookie["domain"]
            assert cookie["path"] == "/"


def test_beyond_loopback_cookies_are_of_the_host_and_https_alone(tmp_path):
    names = [
        "SESSION_COOKIE_NAME",
        "CSRF_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_HTTPONLY",
        "SECURE_HSTS_SECONDS",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "DEBUG",
        "ALLOWED_HOSTS",
        "SESSION_COOKIE_SAMESITE",
    ]
    code = f"import json, baluarte.wiring.settings as s; print(json.dumps({{n: getattr(s, n) for n in {names!r}}}))"
    environment = {key: value for key, value in os.environ.items() if not key.startswith("BALUARTE_")}
    environment |= {"BALUARTE_BASE_URL": "https://csirt.example", "BALUARTE_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)

    assert told["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert told["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert all(told[name] for name in names[2:6])
    assert told["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert told["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is True
    assert told["DEBUG"] is False
    assert told["ALLOWED_HOSTS"] == ["csirt.example"]
    assert told["SESSION_COOKIE_SAMESITE"] in {"Strict", "Lax"}


def test_debug_is_off_here_as_well():
    assert settings.DEBUG is False


@pytest.mark.django_db
def test_what_breaks_says_nothing_of_the_inside(two, monkeypatch):
    a, _ = two
    asker = Asker(a)

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("s3cret-inside /etc/passwd")

    monkeypatch.setattr("baluarte.store.warning.lists.findings", broken)  # allow patches-our-names: no request breaks this
    for address in ("/api/2026-11/findings", "/es/my/findings"):
        answer = asker.ask("GET", address)

        assert answer.status_code == 500
        assert b"s3cret-inside" not in answer.content
        assert wrong(answer) == []
