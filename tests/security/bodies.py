"""Bodies that an operation takes, made from its own description: valid, about the tenant's own things."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.security.addresses import Place, Route
from tests.security.asking import Asker, form_of, identifiers, one_of, operations
from tests.security.tenants import Tenant

from baluarte.faces.api.description import described

# What a name means where the schema says only that it is a text.
_ABOUT = {"organisation": "slug", "into": "slug", "parent": "slug", "slug": "slug", "child": "slug", "of": "slug", "for": "slug"}
_TEXTS = {"date": "2026-06-30", "date-time": "2026-06-30T00:00:00Z", "email": "x@example.example"}


def body_of(route: Route, method: str, own: Tenant, other: Tenant) -> dict[str, Any]:
    """Return a body that an operation of the interface takes, about the tenant's own things."""
    told = operations().get(route.pattern, {}).get(method, {}).get("requestBody", {}).get("content", {})
    schema = told.get("application/json", {}).get("schema")
    body = _sample(schema, "", own, other) if schema else {}
    return body if isinstance(body, dict) else {}


def place_of(name: str) -> Place:
    """Return a field of a body as a place that takes an identifier."""
    return Place(_ABOUT.get(name, name), "str")


def form_at(asker: Asker, address: str) -> dict[str, Any]:
    """Return the fields of the forms of a page, as they stand there."""
    page = asker.ask("GET", address)
    return form_of(page.content.decode("utf-8", "replace")) if page.status_code == 200 and not page.streaming else {}


def with_one_replaced(body: Mapping[str, Any], of: Tenant, other: Tenant, most: int = 1) -> Iterator[tuple[str, Any, dict[str, Any]]]:
    """Give the body once for each place and foreign identifier: where, what, the body."""
    for name, value in body.items():
        place = Place(name, "int") if isinstance(value, int) and not isinstance(value, bool) else place_of(name)
        for foreign in identifiers(place, of, other, most):
            if isinstance(value, list):
                yield name, foreign, dict(body) | {name: [*value, foreign]}
            elif isinstance(value, dict):
                for inner in value:
                    yield f"{name}.{inner}", foreign, dict(body) | {name: dict(value) | {inner: foreign}}
            elif not isinstance(value, bool):
                yield name, foreign, dict(body) | {name: foreign}


def _sample(schema: Mapping[str, Any], name: str, own: Tenant, other: Tenant) -> Any:
    schema = _resolved(schema)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {key: _sample(inner, key, own, other) for key, inner in schema.get("properties", {}).items()}
        case "array":
            return [_sample(schema.get("items", {}), name, own, other)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
    return _TEXTS.get(schema.get("format", "")) or one_of(place_of(name), own, other)


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a schema refers to; of several, the first that is not null."""
    if "$ref" in schema:
        return _resolved(described()["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "anyOf" in schema:
        return _resolved(next(one for one in schema["anyOf"] if one.get("type") != "null"))
    return schema
