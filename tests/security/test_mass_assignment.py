"""Every name of every column is sent to every operation: what is kept is what a clean request would have kept."""

import json
from typing import Any

import pytest
from django.db import transaction
from tests.security import memory
from tests.security.addresses import Route, routes
from tests.security.asking import Asker, one_of
from tests.security.bodies import body_of, form_at
from tests.security.tenants import Tenant

pytestmark = pytest.mark.django_db


def every_name(b: Tenant) -> dict[str, Any]:
    """Return the name of every column of ours with a value that would do harm: B's, or above one's own."""
    names = {field.name for model in memory.models() for field in model._meta.concrete_fields}
    names |= {field.attname for model in memory.models() for field in model._meta.concrete_fields}
    number = b.made["constituency.OrganisationRow"][0]
    told: dict[str, Any] = dict.fromkeys(sorted(names), b.slug)
    return (
        told
        | {name: number for name in names if name.endswith("_id") or name in {"id", "pk"}}
        | {"is_active": True, "reach": "officer", "state": "closed"}
    )


def kept(asker: Asker, method: str, route: Route, address: str, body: dict[str, Any]) -> tuple[int, dict[str, list[Any]]]:
    """Send a request, return its status and what it changed of whom, and take all of it back."""
    before = memory.dump()
    here = transaction.savepoint()
    status = asker.ask(method, address, body, route).status_code
    after = memory.dump()
    transaction.savepoint_rollback(here)
    told = {}
    for table, keys in memory.changed(before, after).items():
        told[table] = sorted(repr(_without(table, after[table].get(key))) for key in keys)
    return status, told


def _without(table: str, row: Any) -> Any:
    """Return a row without what differs from one request to the next: numbers, moments, chance, sealed texts."""
    if row is None:
        return None
    model = next(one for one in memory.models() if memory.label(one) == table)
    free = {"AutoField", "BigAutoField", "DateTimeField", "BinaryField", "UUIDField"}
    kept_fields = zip(model._meta.concrete_fields, row, strict=True)
    return [
        value
        for field, value in kept_fields
        if field.get_internal_type() not in free and not (isinstance(value, str) and (len(value) >= 32 or value.startswith("sealed:")))
    ]


def test_no_name_of_a_column_gets_through(two, on_duty, program_of_team):
    a, b = two
    odd = []
    for who in (a, Tenant(a.token, a.network, a.made, a.rows, a.names, on_duty, program_of_team)):
        asker, extra = Asker(who), every_name(b)
        for route in routes():
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            for method in asker.methods(route):
                clean = body_of(route, method, a, b) if address.startswith("/api/") else form_at(asker, address)
                if method == "GET" or not clean:
                    continue
                status, told = kept(asker, method, route, address, clean)
                if status >= 400 or not told:
                    continue
                status, more = kept(asker, method, route, address, {**extra, **clean})
                if status < 400 and more != told:
                    odd.append(f"{method} {address}: {json.dumps([told, more], default=str)[:400]}")

    assert not odd, "\n".join(odd)
