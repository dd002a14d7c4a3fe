import pytest
from django.urls import get_resolver
from django.urls.resolvers import URLPattern

from baluarte.faces.api.description import API, described

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_description_and_the_routes_are_the_same_set():
    routes = {pattern.pattern._route for pattern in API.urls[0] if isinstance(pattern, URLPattern) and pattern.name != "api-root"}
    said = {path.removeprefix("/api/2026-11/").replace("{", "<").replace("}", ">") for path in described()["paths"]}

    assert {route.split(":")[0] for route in said} == {route.split(":")[0] for route in routes}
    assert get_resolver().resolve("/api/2026-11/findings")


def test_every_route_says_how_it_can_fail_in_the_form_of_problems():
    for path, methods in described()["paths"].items():
        for operation in methods.values():
            statuses = {int(status) for status in operation["responses"]}
            if not path.endswith("/health"):
                assert {400, 401, 403, 404, 409, 422} <= statuses
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]


def test_every_post_takes_a_key():
    for methods in described()["paths"].values():
        if "post" in methods:
            names = [one["name"] for one in methods["post"]["parameters"]]
            assert "Idempotency-Key" in names


def test_every_number_has_both_bounds():
    def numbers(node):
        if isinstance(node, dict):
            if node.get("type") == "integer":
                yield node
            for value in node.values():
                yield from numbers(value)
        elif isinstance(node, list):
            for value in node:
                yield from numbers(value)

    asked = [
        (part.get("schema", {}), path)
        for path, methods in described()["paths"].items()
        for operation in methods.values()
        for part in operation.get("parameters", [])
    ]
    for schema, path in asked:
        for number in numbers(schema):
            assert {"minimum", "maximum"} <= set(number), path


def test_the_description_is_open_and_its_page_needs_no_script(stranger):
    page = stranger.client.get("/api/docs")

    assert stranger.client.get("/api/openapi.json").json()["openapi"].startswith("3.1")
    assert page.status_code == 200
    assert "/api/2026-11/findings" in page.content.decode()
