"""Whatever is sent, no address breaks: methods, types, numbers without end, filters of another language, doubled names."""

import json
from urllib.parse import quote

import pytest
from tests.security import memory
from tests.security.addresses import routes
from tests.security.asking import Asker, one_of, operations
from tests.security.tenants import Tenant

pytestmark = pytest.mark.django_db
NUMBERS = (-1, 0, 2**31, 2**63, 2**70, 10**40)
TEXTS = (
    "\x00",
    "'",
    '"',
    "%",
    "_",
    "\\",
    "../../etc/passwd",
    ";id",
    "$(id)",
    "-rf",
    "\u202egnp.exe",
    "a" * 50_000,
    "\ud7ff",
    "{{7*7}}",
    "%00",
    "(a+)+$",
)
KEYS = (
    "organisation__slug",
    "_connector",
    "__class__",
    "id__in",
    "tlp__lt",
    "q__regex",
    "organisation__password__startswith",
    "pk",
    "order_by",
)
TYPES = ("application/octet-stream", "text/xml", "application/json", "multipart/form-data", "application/x-www-form-urlencoded", "")
BODIES = (
    b"\x00\xff",
    b"{",
    b"[]",
    b"null",
    b'{"a": NaN}',
    b"[" * 5000,
    b'{"a":' + b"9" * 5000 + b"}",
    b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
)


@pytest.fixture(params=["team", "tenant"])
def who(request, two, on_duty, program_of_team) -> Asker:
    a, _ = two
    return Asker(a if request.param == "tenant" else Tenant(a.token, a.network, a.made, a.rows, a.names, on_duty, program_of_team))


def broken(asker: Asker, asked: list[tuple[str, str, bytes, str]]) -> list[str]:
    """Send each of (method, address, body, content type), and return what broke."""
    told = []
    for method, address, body, kind in asked:
        answer = asker.client.generic(method, address, body, content_type=kind, headers=asker.tenant.headers if "/api/" in address else {})
        if answer.streaming:
            b"".join(answer.streaming_content)
        if answer.status_code >= 500 and answer.status_code != 503:
            told.append(f"{method} {address[:200]} {kind} {body[:20]!r} {answer.status_code}")
    return told


def own_address(route, a: Tenant, b: Tenant) -> str:
    return route.at({place.name: one_of(place, a, b) for place in route.identifiers})


def test_no_method_with_no_type_of_body_breaks_an_address(who, two):
    a, b = two
    asked = []
    for number, route in enumerate(routes()):
        address = own_address(route, a, b)
        for place, method in enumerate(("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")):
            asked.append((method, address, BODIES[(number + place) % len(BODIES)], TYPES[(number * 2 + place) % len(TYPES)]))

    assert broken(who, asked) == []


def test_no_number_in_an_address_breaks_it(who, two):
    a, b = two
    asked = []
    for route in routes():
        own = {place.name: one_of(place, a, b) for place in route.identifiers}
        for place in route.identifiers:
            asked += [("GET", route.at(own | {place.name: odd}), b"", "") for odd in (*NUMBERS, TEXTS[0])]
            asked += [("GET", route.at(own | {place.name: TEXTS[(len(asked) + step) % 11]}), b"", "") for step in (0, 4)]

    assert broken(who, asked) == []


def test_no_query_breaks_a_list_or_reaches_a_column_that_is_not_its_own(who, two):
    asked, passed = [], []
    lists = [route for route in routes() if not route.identifiers and who.ask("GET", route.at({})).status_code == 200]
    for number, route in enumerate(lists):
        address = route.at({})
        asked += [
            ("GET", f"{address}?{key}={quote(TEXTS[(number + place) % 9])}", b"", "")
            for place, key in enumerate(("q", "q", "sort", "since", "cursor"))
        ]
        asked += [("GET", f"{address}?{key}={NUMBERS[2 + number % 4]}", b"", "") for key in ("page", "per", "limit")]
        asked += [("GET", f"{address}?q=%27", b"", ""), ("GET", f"{address}?{KEYS[number % len(KEYS)]}=x", b"", "")]
    for api in ("findings", "assets", "organisations", "notices"):
        for key in KEYS:
            answer = who.client.get(f"/api/2026-11/{api}?{key}=x", headers=who.tenant.headers)
            passed += [f"{api} {key}"] if answer.status_code == 200 else []

    assert broken(who, asked) == []
    assert passed == []


def test_no_number_in_a_body_breaks_an_operation(who, two):
    from tests.security.bodies import body_of

    a, b = two
    asked = []
    for route in routes():
        for method in operations().get(route.pattern, {}):
            body = body_of(route, method, a, b)
            for place, name in enumerate(body):  # two of the values for each field, in turn
                odd = (*NUMBERS[2:5], None, [], {}, "\x00", "a" * 20_000)
                sent = [json.dumps(body | {name: odd[(2 * place + step) % len(odd)]}).encode() for step in (0, 1)]
                asked += [(method, own_address(route, a, b), one, "application/json") for one in sent]

    before = memory.dump()
    assert broken(who, asked) == []
    if who.tenant is a:
        b_rows = {table: keys for table, keys in memory.changed(before, memory.dump()).items() if set(keys) & set(b.rows.get(table, {}))}
        assert b_rows == {}


def test_a_name_that_stands_twice_is_refused(who):
    for address in ("/api/2026-11/findings?limit=1&limit=2", "/api/2026-11/findings?sort=folio&sort=-folio"):
        assert who.client.get(address, headers=who.tenant.headers).status_code == 422
