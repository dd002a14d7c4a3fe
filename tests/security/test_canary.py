"""Another tenant's token of chance appears nowhere in anything that a tenant can reach, and no count gives it away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from tests.security.addresses import Route, routes
from tests.security.asking import ABSENT, Asker, comparable, never_was, one_of, text_of
from tests.security.memory import begin_numbers_at
from tests.security.tenants import MOST_MORE, Tenant, live_on
from tests.security.test_tenants import first_difference

pytestmark = pytest.mark.django_db
NOBODY = Tenant(ABSENT, "203.0.113")


def read(answer: Any) -> str:
    """Return all that an answer says: its headers and its body."""
    return "\n".join([*(f"{name}: {value}" for name, value in answer.headers.items()), text_of(answer)])


def addresses(a: Tenant, b: Tenant) -> Iterator[tuple[Route, str]]:
    """Give every address that can be read, with A's own things in it."""
    for route in routes():
        own = {place.name: one_of(place, a, b) for place in route.identifiers}
        for address in route.everywhere(own):
            yield route, address


def crawl(asker: Asker, a: Tenant, b: Tenant) -> tuple[list[str], int]:
    """Read everything on behalf of one who asks; return where B shows, and how many addresses told anything."""
    shown, told = [], 0
    for _, address in addresses(a, b):
        answer = asker.ask("GET", address)
        told += answer.status_code == 200
        text = read(answer)
        # An example in the description of the interface has an address of the same network, and is nobody's.
        marks = b.marks if asker.tenant.token == a.token else b.marks[:1]
        shown += [f"{address} shows {mark}" for mark in marks if mark in text]
        if answer.status_code >= 500:
            shown.append(f"{address} broke")
    return shown, told


def test_nothing_that_a_tenant_can_read_holds_anothers_token(two):
    a, b = two

    shown, told = crawl(Asker(a), a, b)

    assert not shown, "\n".join(shown)
    assert told > 40
    assert any(a.token in read(Asker(a).ask("GET", f"/api/2026-11/{name}")) for name in ("findings", "assets", "notices"))


def test_a_search_for_anothers_words_is_answered_like_one_for_words_that_nobody_has(two):
    a, b = two
    asker, odd = Asker(a), []
    for route, address in addresses(a, b):
        if route.identifiers or asker.ask("GET", address).status_code != 200:
            continue
        for key in ("q", "organisation", "folio"):
            for word in b.names.get(key, [b.token])[:1]:
                nobodys = never_was(word, b)
                theirs, nothing = (asker.told("GET", f"{address}?{key}={one}", one) for one in (word, nobodys))
                if theirs == nothing and theirs.questions != nothing.questions:  # once, by housekeeping?
                    theirs, nothing = (asker.told("GET", f"{address}?{key}={one}", one) for one in (word, nobodys))
                again = never_was(nobodys, NOBODY)
                by_chance = theirs != nothing and asker.told("GET", f"{address}?{key}={again}", again) != nothing
                if not by_chance and (theirs != nothing or theirs.questions != nothing.questions):
                    odd.append(
                        f"{address}?{key}={word}: {first_difference(theirs, nothing)} {set(theirs.questions) ^ set(nothing.questions)}"
                    )

    assert not odd, "\n".join(odd)


def test_nothing_that_is_public_holds_any_tenants_token(two):
    a, b = two
    stranger = Asker(Tenant(ABSENT, "203.0.113", names=a.names, made=a.made))
    stranger.tenant.session, stranger.tenant.key = Client(), "none"

    shown = [said for one, other in ((a, b), (b, a)) for said in crawl(stranger, one, other)[0]]

    assert not shown, "\n".join(shown)


def test_no_mail_to_one_tenant_holds_anothers_token(two, world):
    for one, other in (two, two[::-1]):
        mine = [message for message in world.messages if message.recipient.endswith(f"@{one.token}.example")]

        assert mine
        assert not [mark for message in mine for mark in other.marks if mark in repr(message)]


def test_how_much_more_another_tenant_has_changes_no_byte_of_what_a_tenant_reads(two, world):
    a, b = two
    asker = Asker(a)
    # The sums of a day are published for the country as a whole, and say how many rows found an owner.
    readable = [address for _, address in addresses(a, b) if "/sums" not in address and asker.ask("GET", address).status_code == 200]
    steady = [address for address in readable if comparable(asker.ask("GET", address)) == comparable(asker.ask("GET", address))]
    chance, told = world.chance.getstate(), {}
    for more in (1, MOST_MORE):
        world.chance.setstate(chance)
        here = transaction.savepoint()
        begin_numbers_at(2_000_000)  # a sequence of PostgreSQL does not go back with what is taken back
        live_on(world, b, more)
        told[more] = {address: comparable(asker.ask("GET", address)) for address in steady}
        transaction.savepoint_rollback(here)

    changed = {
        address: set(told[1][address].split()) ^ set(told[MOST_MORE][address].split())
        for address in steady
        if told[1][address] != told[MOST_MORE][address]
    }
    assert not changed, changed
    assert len(steady) > 40
