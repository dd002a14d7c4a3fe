"""A masked value in clear: two persons of two offices, a listed reason, a while, and never for a protected source without a third."""

from datetime import date, timedelta

import polars as pl
import pytest

from baluarte.actions.rights import unmasking
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.access.lists import UNMASKINGS
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.core.rights.purposes.use import COORDINATING
from baluarte.store.rights import account_names

NAME = "a" * 32
DIRECTOR = Actor("account-director", "officer")
COLLEAGUE = Actor("account-colleague", "officer")
GUARDIAN = Actor("account-guardian", "officer")


@pytest.fixture
def world(world):
    account_names.keep(pl.DataFrame({"pseudonym": [NAME], "clear": ["ana@mail.example"]}), date(2026, 3, 5))
    for who, office in (("account-director", "direction"), ("account-colleague", "duty-desk"), ("account-guardian", "rights-office")):
        unmasking.set_unit(world, OPERATOR, who, office)
    return world


def ask(world, actor, minutes=30):
    return unmasking.ask_unmasking(world, actor, "account", NAME, "person-asked", minutes)


def see(world, actor):
    return unmasking.show_account(world, actor, NAME, use=COORDINATING)


def test_a_value_is_masked_until_another_office_agrees_and_for_its_while_alone(world, officer):
    with pytest.raises(Refused):
        see(world, officer)
    number = ask(world, officer)
    with pytest.raises(Refused):
        see(world, officer)

    assert unmasking.agree_unmasking(world, DIRECTOR, number)
    assert see(world, officer) == "ana@mail.example"
    with pytest.raises(Refused):
        see(world, DIRECTOR)
    world.move(timedelta(minutes=31))
    with pytest.raises(Refused):
        see(world, officer)


@pytest.mark.parametrize("second", ["same person", "same person by another account", "same office"])
def test_two_persons_of_two_offices_or_nobody(world, officer, second):
    number = ask(world, officer)
    voices = {
        "same person": officer,
        "same person by another account": Actor("token-0000000000ff", "officer", person=officer.who),
        "same office": COLLEAGUE,
    }

    with pytest.raises(Refused):
        unmasking.agree_unmasking(world, voices[second], number)


def test_a_protected_source_needs_the_office_of_rights_as_well(world, officer):
    unmasking.protect_source(world, COLLEAGUE, "account", NAME)
    number = ask(world, officer)

    assert not unmasking.agree_unmasking(world, DIRECTOR, number)
    with pytest.raises(Refused):
        see(world, officer)
    assert unmasking.agree_unmasking(world, GUARDIAN, number)
    assert see(world, officer) == "ana@mail.example"


def test_a_source_that_is_protected_after_it_was_asked_for_needs_it_too(world, officer):
    number = ask(world, officer)
    unmasking.protect_source(world, COLLEAGUE, "account", NAME)

    assert not unmasking.agree_unmasking(world, DIRECTOR, number)


def test_only_the_office_of_rights_lifts_a_protection(world, officer):
    unmasking.protect_source(world, officer, "account", NAME)

    with pytest.raises(Refused):
        unmasking.lift_protection(world, DIRECTOR, "account", NAME)
    assert unmasking.lift_protection(world, GUARDIAN, "account", NAME) == 1


@pytest.mark.parametrize(
    ("kind", "reason", "minutes"),
    [("findings", "court", 30), ("account", "curiosity", 30), ("account", "court", 1441), ("account", "court", 0)],
)
def test_only_listed_reasons_and_a_while_can_be_asked(world, officer, kind, reason, minutes):
    with pytest.raises(Unusable):
        unmasking.ask_unmasking(world, officer, kind, NAME, reason, minutes)


def test_a_request_that_grew_old_is_asked_anew(world, officer):
    number = ask(world, officer)
    world.move(timedelta(hours=25))

    with pytest.raises(Refused):
        unmasking.agree_unmasking(world, DIRECTOR, number)


def test_the_sixth_request_of_a_day_needs_a_supervisor(world, officer):
    for _ in range(5):
        ask(world, officer)
    with pytest.raises(Refused):
        ask(world, officer)
    with pytest.raises(Refused):
        unmasking.allow_more(world, officer, officer.who, "unmaskings", 2)

    assert unmasking.allow_more(world, DIRECTOR, officer.who, "unmaskings", 2) == 7
    ask(world, officer)
    world.move(timedelta(days=1))
    ask(world, officer)


def test_two_sessions_of_one_person_share_one_counter(world, officer):
    twin = Actor("token-0000000000ff", "officer", person=officer.who)
    for who in (officer, twin, officer, twin, officer):
        ask(world, who)

    with pytest.raises(Refused):
        ask(world, twin)


def test_requests_are_listed_with_their_state_and_never_with_the_value(world, officer):
    unmasking.agree_unmasking(world, DIRECTOR, ask(world, officer))
    ask(world, officer)

    table = unmasking.list_unmaskings(world, officer, read_query((), UNMASKINGS, world.now())).table

    assert sorted(table["state"]) == ["running", "waiting"]
    assert "ana@" not in str(table.to_dicts())
