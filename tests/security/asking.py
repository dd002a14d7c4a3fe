"""Asks every address on behalf of a tenant, and makes two answers comparable."""

import html
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

from django.core.cache import cache as django_cache
from django.db import connection, reset_queries
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.security.addresses import Place, Route
from tests.security.tenants import Tenant

from baluarte.faces.api.description import described
from baluarte.store.ground.models import WrongTries
from baluarte.store.rights.models import identity

_CSRF = "csrfmiddlewaretoken"
ABSENT = "qzc4j6r1"  # a token that nobody has
_VARY = (
    re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"'),
    re.compile(r'nonce="[^"]*"'),
    re.compile(r"[0-9a-f]{32,64}"),
    re.compile(r"_[0-9a-f]{6,16}(?=\.[a-z]+)"),  # a query in the name of a file
)
_LITERAL = re.compile(r"'(?:[^']|'')*'|\b\d+(?:\.\d+)?\b|\b[sx]\w*_x\d+\b|\b_django_curs_\w+")
# What differs from one answer to the next by itself, or by the length of what was asked.
_OWN_HEADERS = frozenset({"content-length", "set-cookie", "etag", "date", "expires", "content-security-policy", "location"})


@dataclass(frozen=True)
class Answer:
    """What came back, with what was asked for taken out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    questions: tuple[str, ...] = field(default=(), compare=False)  # what the database was asked, without its values


class _Form(HTMLParser):
    """Collects the fields of every form of a page, with the values they would send."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "select":
            self._select = said.get("name", "")
        elif tag == "option" and self._select:
            self.fields.setdefault(self._select, said.get("value", ""))
        elif tag in {"input", "button", "textarea"} and said.get("type") != "file" and said.get("name", _CSRF) != _CSRF:
            self.fields.setdefault(said["name"], said.get("value") or ("on" if said.get("type") == "checkbox" else ""))


def form_of(page: str) -> dict[str, str]:
    """Return the fields of the forms of a page."""
    reader = _Form()
    reader.feed(page)
    return reader.fields


@cache
def operations() -> dict[str, dict[str, Any]]:
    """Return the operations of the interface: path pattern, then method."""
    return {path: {method.upper(): told for method, told in methods.items()} for path, methods in described()["paths"].items()}


@dataclass
class Asker:
    """Asks as one tenant: pages with its session, the interface with its token."""

    tenant: Tenant
    tries: int = 0

    @property
    def client(self) -> Client:
        """The browser of the tenant; an error of ours is a status and not a traceback."""
        self.tenant.session.raise_request_exception = False
        return self.tenant.session

    def methods(self, route: Route) -> tuple[str, ...]:
        """Return the methods to try at a route."""
        if route.pattern.startswith("/api/"):
            return tuple(operations().get(route.pattern, {"GET": {}}))
        return "GET", "POST"

    def ask(self, method: str, address: str, body: dict[str, Any] | None = None, route: Route | None = None) -> Any:
        """Send one request and return Django's answer. Guessing is not slowed down here: that is tested apart."""
        answer = self._send(method, address, body, route)
        if answer.status_code == 429:
            WrongTries.objects.all().delete()
            identity.Attempts.objects.all().delete()
            django_cache.clear()
            answer = self._send(method, address, body, route)
        return answer

    def _send(self, method: str, address: str, body: dict[str, Any] | None, route: Route | None) -> Any:
        self.tries += 1
        if not address.startswith("/api/"):
            return self.client.generic("GET", address) if method == "GET" else self.client.post(address, body or {})
        headers = self.tenant.headers | {"Idempotency-Key": f"key-{self.tries}"}
        if method == "GET":
            return self.client.get(address, headers=headers)
        if route is not None and "multipart/form-data" in content_types(route, method):
            return self.client.generic(method, address, b"", content_type="multipart/form-data; boundary=x", headers=headers)
        return self.client.generic(method, address, json.dumps(body or {}), content_type="application/json", headers=headers)

    def told(self, method: str, address: str, asked_for: object, body: dict[str, Any] | None = None, route: Route | None = None) -> Answer:
        """Send one request; what was asked for is taken out of the answer."""
        reset_queries()
        with CaptureQueriesContext(connection) as captured:
            answer = self.ask(method, address, body, route)
        questions = tuple(_LITERAL.sub("?", one["sql"]) for one in captured.captured_queries)
        headers = tuple(
            sorted((name.lower(), _VARY[-1].sub("…", value)) for name, value in answer.headers.items() if name.lower() not in _OWN_HEADERS)
        )
        location = without(answer.headers.get("Location", ""), asked_for)
        return Answer(answer.status_code, (*headers, ("location", location)), comparable(answer, asked_for), questions)


def text_of(answer: Any) -> str:
    """Return the body of an answer as text, and what is packed inside a workbook."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if not data.startswith(b"PK"):
        return data.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in sorted(book.namelist()) if not name.startswith("docProps/"))


def comparable(answer: Any, asked_for: object = "") -> str:
    """Return the text of an answer without what is chance and without what was asked for."""
    text = text_of(answer)
    for pattern in _VARY:
        text = pattern.sub("…", text)
    return without(text, asked_for)


def without(text: str, asked_for: object) -> str:
    """Return a text in which what was asked for is replaced, however it is written."""
    word = str(asked_for)
    if not word:
        return text
    for way in dict.fromkeys((word, quote(word), quote(word, safe=""), html.escape(word), json.dumps(word)[1:-1])):
        text = text.replace(way, "⟨asked⟩")
    return text


def content_types(route: Route, method: str) -> tuple[str, ...]:
    """Return the types of body that an operation takes."""
    return tuple(operations().get(route.pattern, {}).get(method, {}).get("requestBody", {}).get("content", {}))


def identifiers(place: Place, of: Tenant, other: Tenant, most: int = 3) -> Iterator[Any]:
    """Give what may stand at a place of an address and is of one tenant alone."""
    if place.kind == "int":
        yield from [number for number in of.numbers if number not in other.numbers]
        return
    others = {value for values in other.names.values() for value in values}
    listed = of.names.get(place.name, []) or [value for values in of.names.values() for value in values]
    alone = [value for value in listed if value not in others and (of.token in value or any(letter.isdigit() for letter in value))]
    yield from alone[:most]
    if not of.names.get(place.name):
        yield from of.numbers[:most]


def one_of(place: Place, of: Tenant, other: Tenant) -> Any:
    """Return one identifier of a tenant for a place; a word of nobody where there is none."""
    return next(identifiers(place, of, other), 1 if place.kind == "int" else "nobody")


def never_was(identifier: Any, of: Tenant) -> Any:
    """Return an identifier of the same form that nobody ever had."""
    if isinstance(identifier, int):
        return identifier + 555  # of the same length, and beyond what anybody has
    if of.token in identifier:
        return identifier.replace(of.token, ABSENT if of.token != ABSENT else "qzd8t5v3")
    digits = re.search(r"[0-9]+$", identifier)
    if digits:
        return identifier[: digits.start()] + "".join(str(9 - int(digit)) for digit in digits[0])
    return identifier[:-1] + ("a" if identifier[-1] != "a" else "b")
