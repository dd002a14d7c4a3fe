"""Who looked at whose data: written before it is handed out, shown to those concerned, and held back only for a while."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection

from baluarte.actions.rights import access
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.access.delay import Wanted
from baluarte.core.rights.access.lists import OWN_ACCESS
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.core.rights.purposes.use import WARNING, Use
from baluarte.store.rights.personal import access as shelf
from baluarte.store.rights.personal.models import AccessEntry
from baluarte.store.rights.personal.reading import Look, note_read

SECOND = Actor("account-second", "officer")
HOSPITAL = "hospital-central"


def reads(world, actor, use=WARNING, counts=None):
    with world.one_entry(actor.id, "list_contacts"):
        note_read(Look(actor, "list_contacts", use, ("contact",)), counts or {HOSPITAL: 2}, world.now())


def seen(world, actor):
    return access.list_own_access(world, actor, read_query((), OWN_ACCESS, world.now())).table


def a_delay(world, officer, days=30):
    wanted = Wanted(HOSPITAL, "Juzgado Segundo de Distrito", "31/2026", "court", world.now().date() + timedelta(days=days))
    return access.ask_delay(world, officer, wanted)


def test_an_organisation_sees_which_office_read_what_and_for_what(world, officer, hospital, operator):
    reads(world, officer, counts={HOSPITAL: 2, "redes-del-sur": 1})

    (row,) = seen(world, hospital).to_dicts()

    assert (row["number"], row["office"], row["purpose"], row["basis"], row["classes"], row["count"]) == (
        1, "duty-desk", "warn", "service", ["contact"], 2,
    )  # fmt: skip
    assert "account-officer" not in str(row)
    assert seen(world, operator)["count"].to_list() == [1]


def test_a_read_without_a_purpose_of_its_office_is_refused_and_leaves_no_line(world, officer, hospital):
    with pytest.raises(Refused):
        reads(world, officer, Use("legal-duty", "AN-2026-000001"))
    with pytest.raises(Refused):
        reads(world, officer, Use("curiosity", "service"))
    with pytest.raises(Refused):
        reads(world, officer, Use("warn", "because"))

    assert seen(world, hospital).is_empty()


def test_a_purpose_that_has_ended_opens_nothing(world, officer):
    with pytest.raises(Refused) as refused:
        reads(world.at(world.now().replace(year=2029)), officer)

    assert "2028-12-31" in refused.value.why


def test_what_cannot_be_written_down_is_not_read(world, officer):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rights_accessentry RENAME TO rights_gone")

    with pytest.raises(DatabaseError):
        reads(world, officer)


def test_numbers_run_without_a_gap_over_all_days(world, officer, hospital):
    for _ in range(3):
        reads(world, officer)
        world.move(timedelta(days=1))

    assert seen(world, hospital)["number"].to_list() == [3, 2, 1]
    assert shelf.days_without_gap(HOSPITAL)


def test_a_line_that_was_taken_away_leaves_a_gap_that_shows(world, officer):
    for _ in range(3):
        reads(world, officer)
    AccessEntry.objects.filter(number=2).delete()

    assert not shelf.days_without_gap(HOSPITAL)


def test_a_line_is_written_once(world, officer):
    reads(world, officer)

    with pytest.raises(DatabaseError):
        AccessEntry.objects.update(count=0)


def test_a_delay_needs_two_persons_a_reason_and_a_day(world, officer):
    today = world.now().date()
    with pytest.raises(Unusable):
        access.ask_delay(world, officer, Wanted(HOSPITAL, "Juzgado", "1", "court", None))
    with pytest.raises(Unusable):
        access.ask_delay(world, officer, Wanted(HOSPITAL, "Juzgado", "1", "court", today + timedelta(days=91)))
    with pytest.raises(Unusable):
        access.ask_delay(world, officer, Wanted(HOSPITAL, "Juzgado", "1", "curiosity", today + timedelta(days=9)))
    number = a_delay(world, officer)

    with pytest.raises(Refused):
        access.approve_delay(world, officer, number)
    assert access.approve_delay(world, SECOND, number) == today + timedelta(days=30)


def test_what_is_held_back_is_counted_at_once_and_shown_by_itself_at_its_day(world, officer, hospital):
    access.approve_delay(world, SECOND, a_delay(world, officer))
    reads(world, officer)
    day = world.now().date()

    assert seen(world, hospital).is_empty()
    assert shelf.withheld(day, day) == 1
    assert access.release_delayed(world, OPERATOR) == 0

    world.move(timedelta(days=31))
    assert access.release_delayed(world, OPERATOR) == 1
    assert access.release_delayed(world, OPERATOR) == 0
    (row,) = seen(world, hospital).to_dicts()
    assert (row["number"], row["day"], row["released_on"]) == (1, date(2026, 3, 5), date(2026, 4, 5))
    assert shelf.withheld(day, day) == 1
    assert shelf.counts(day, day) == [("warn", "duty-desk", 1, 2)]


def test_a_delay_that_nobody_approved_holds_nothing_back(world, officer, hospital):
    a_delay(world, officer)

    reads(world, officer)

    assert seen(world, hospital).height == 1


def test_a_renewal_is_a_new_decision_and_keeps_holding(world, officer, hospital):
    first = a_delay(world, officer)
    access.approve_delay(world, SECOND, first)
    reads(world, officer)
    world.move(timedelta(days=20))
    until = world.now().date() + timedelta(days=60)
    again = access.ask_delay(world, officer, Wanted(HOSPITAL, "Juzgado", "31/2026", "court", until, renews=first))
    access.approve_delay(world, SECOND, again)

    world.move(timedelta(days=20))

    assert access.release_delayed(world, OPERATOR) == 0
    world.move(timedelta(days=50))
    assert access.release_delayed(world, OPERATOR) == 1
