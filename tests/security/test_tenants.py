"""One tenant asks for what is another's, at every address and in every place: nothing is changed and nothing is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from tests.security import memory
from tests.security.addresses import Route, routes
from tests.security.asking import ABSENT, Answer, Asker, identifiers, never_was, one_of
from tests.security.bodies import body_of, form_at, with_one_replaced
from tests.security.factory import NOBODYS
from tests.security.tenants import Tenant

pytestmark = pytest.mark.django_db


def test_every_table_has_a_row_of_both_tenants_or_is_named_as_nobodys(two):
    a, b = two
    tables = [memory.label(model) for model in memory.models()]

    assert [name for name in tables if name not in NOBODYS and not (a.made.get(name) and b.made.get(name))] == []
    assert set(NOBODYS) <= set(tables)


def test_what_is_named_as_nobodys_has_its_reason():
    assert all(reason for reason in NOBODYS.values())


def compared(b: Tenant, foreign: Any, send: Callable[[Any], Answer]) -> Iterator[str]:
    """Give how the answer for a foreign identifier differs from that for one that never was, the questions to the database included."""
    absent = never_was(foreign, b)
    theirs, nothing = (_unsaid(send(one), b, one) for one in (foreign, absent))
    if theirs != nothing and _unsaid(send(absent), b, absent) == nothing:  # else it is chance, as a new secret is
        yield f"{foreign} {theirs.status} but {absent} {nothing.status}: {first_difference(theirs, nothing)}"
    elif theirs == nothing and theirs.questions != nothing.questions and send(foreign).questions != send(absent).questions:
        # Not once, by housekeeping, but always.
        yield f"{foreign} asks the database {len(theirs.questions)} times and {absent} {len(nothing.questions)}"
    if any(mark in theirs.body for mark in b.marks) or theirs.status >= 500:
        yield f"{foreign} {theirs.status} tells"


def _unsaid(answer: Answer, b: Tenant, asked: Any) -> Answer:
    """Return an answer without the words that were typed, where it says them back one by one."""
    typed = [word for word in (b.token, ABSENT) if word in str(asked)]
    body = answer.body
    for word in typed:
        body = body.replace(word, "⟨asked⟩")
    return replace(answer, body=body)


def in_addresses(asker: Asker, route: Route, method: str, a: Tenant, b: Tenant) -> Iterator[str]:
    """Ask with one place of the address at a time being B's; the body is what A's own page would send."""
    own = {place.name: one_of(place, a, b) for place in route.identifiers}
    body = body_of(route, method, a, b) if route.pattern.startswith("/api/") else form_at(asker, route.at(own)) if method == "POST" else {}
    for place in route.identifiers:
        for foreign in identifiers(place, b, a):

            def send(identifier: Any, place: str = place.name) -> Answer:
                return asker.told(method, route.at(own | {place: identifier}), identifier, body, route)

            for said in compared(b, foreign, send):
                yield f"{method} {route.pattern} {place.name}={said}"


def in_bodies(asker: Asker, route: Route, method: str, a: Tenant, b: Tenant) -> Iterator[str]:
    """Ask with one place of the body at a time being B's; the address is A's own."""
    address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
    body = body_of(route, method, a, b) if address.startswith("/api/") else form_at(asker, address)
    before, touched = memory.dump(), {}
    for name, foreign, sent in with_one_replaced(body, b, a):

        def send(identifier: Any, sent: dict[str, Any] = sent, foreign: Any = foreign) -> Answer:
            here = transaction.savepoint()  # what one writes of one's own must not stand in the next answer
            answer = asker.told(method, address, identifier, _with(sent, foreign, identifier), route)
            if identifier == foreign:
                changed = memory.changed(before, memory.dump())
                touched.update({table: keys for table, keys in changed.items() if set(keys) & set(b.rows.get(table, {}))})
            transaction.savepoint_rollback(here)
            return answer

        for said in compared(b, foreign, send):
            yield f"{method} {route.pattern} {{{name}}}={said}"
    if touched:
        yield f"{method} {route.pattern} changed {touched}"


def _with(value: Any, old: Any, new: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with(one, old, new) for key, one in value.items()}
    return [_with(one, old, new) for one in value] if isinstance(value, list) else new if value == old else value


def walk(a: Tenant, b: Tenant, chosen: Callable[[Route], bool] = lambda _route: True) -> list[str]:
    """Ask as A for what is B's at every place of the chosen routes, and return everything that differs from asking for nothing."""
    asker, odd = Asker(a), []
    for route in filter(chosen, routes()):
        if not route.identifiers:
            continue
        before = memory.dump()
        for method in asker.methods(route):
            odd += in_addresses(asker, route, method, a, b)
        if changed := memory.changed(before, memory.dump()):
            odd.append(f"{route.pattern} changed {changed}")
    return odd


def first_difference(one: Answer, other: Answer) -> str:
    """Return where two answers part, with a few letters around it."""
    if one.headers != other.headers:
        return str(set(one.headers) ^ set(other.headers))
    place = next((number for number, pair in enumerate(zip(one.body, other.body, strict=False)) if pair[0] != pair[1]), 0)
    return f"{one.body[place - 40 : place + 60]!r} / {other.body[place - 40 : place + 60]!r}"


def test_what_is_anothers_is_answered_like_what_never_was(two):
    a, b = two

    odd = walk(a, b)

    assert not odd, "\n".join(odd)


def test_equal_numbers_of_parent_and_child_let_nobody_pass(twins):
    a, b = twins

    odd = walk(a, b, lambda route: len(route.identifiers) > 1 or any(place.kind == "int" for place in route.identifiers))

    assert not odd, "\n".join(odd)


def test_a_body_that_names_anothers_changes_nothing_of_theirs_and_tells_nothing(two):
    a, b = two
    asker = Asker(a)

    odd = [
        said for route in routes() for method in asker.methods(route) if method != "GET" for said in in_bodies(asker, route, method, a, b)
    ]

    assert not odd, "\n".join(odd)


def test_the_same_walk_finds_what_the_team_may_see(two, on_duty):
    a, b = two
    a.session = on_duty

    odd = walk(a, b, lambda route: route.name in {"desk-finding", "desk-delivery", "desk-org"})

    assert {said.split()[1] for said in odd if "tells" in said} == {
        "/es/desk/findings/{folio}",
        "/es/desk/deliveries/{number}",
        "/es/desk/orgs/{slug}",
    }
