"""The stamp of the assets: replaced by every change, whoever makes it, and by nothing else."""

import sqlite3
from contextlib import closing

import psycopg
import pytest
from django.db import connection, transaction
from tests.actions.feeding import organisation

from baluarte.store.constituency.models import AssetRow, ContactRow
from baluarte.store.constituency.stamp import Kept, raise_stamp, stamp

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def standing():
    raise_stamp()
    yield
    raise_stamp()


@pytest.fixture
def clinic():
    return organisation("clinic", "192.0.2.0/24", contacts=("security@clinic.example",))


CHANGES = {
    "add": lambda one: AssetRow.objects.create(organisation=one, kind="cidr", value="198.51.100.0/24"),
    "end": lambda one: AssetRow.objects.filter(organisation=one).update(valid_until="2026-03-04"),
    "doubt": lambda one: AssetRow.objects.filter(organisation=one).update(assurance=0),
    "remove": lambda one: AssetRow.objects.filter(organisation=one).delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_an_asset_replaces_the_stamp(clinic, change):
    before = stamp()

    change(clinic)

    assert before
    assert stamp() not in {"", before}


def test_nothing_else_replaces_it(clinic):
    before = stamp()

    ContactRow.objects.filter(organisation=clinic).update(language="en")
    organisation("mill")

    assert stamp() == before


def test_a_change_that_is_taken_back_gives_the_old_stamp_and_the_next_one_a_new(clinic):
    before = stamp()
    with transaction.atomic():
        CHANGES["add"](clinic)
        inside = stamp()
        transaction.set_rollback(True)
    taken_back = stamp()
    CHANGES["end"](clinic)

    assert taken_back == before
    assert len({before, inside, stamp()}) == 3


def test_an_installation_that_never_changed_an_asset_has_a_stamp_and_a_migration_gives_a_new_one():
    first = stamp()
    raise_stamp()

    assert first
    assert stamp() not in {"", first}


def test_what_was_made_is_kept_until_an_asset_changes(clinic):
    made = []
    kept = Kept(lambda: made.append(AssetRow.objects.count()) or len(made))
    first = [kept.get(), kept.get()]
    CHANGES["add"](clinic)

    assert first == [1, 1]
    assert kept.get() == 2
    assert made == [1, 2]


def test_without_its_triggers_nothing_is_kept(clinic):
    kept = Kept(iter((1, 2, 3)).__next__)
    kept.get()
    name, table = ("asset_stamp", " ON constituency_assetrow") if connection.vendor == "postgresql" else ("asset_stamp_update", "")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}{table}")

    assert stamp() == ""
    assert [kept.get(), kept.get()] == [2, 3]


def test_a_change_by_another_connection_that_knows_nothing_of_us_replaces_it_as_well(clinic):
    before = stamp()
    database, change = connection.settings_dict, "UPDATE constituency_assetrow SET assurance = 2"

    if connection.vendor == "postgresql":
        names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        with psycopg.connect(**{key: database[name] for key, name in names.items() if database[name]}, autocommit=True) as other:
            other.execute(change)
    else:
        with closing(sqlite3.connect(database["NAME"], uri="memory" in str(database["NAME"]))) as other, other:
            other.execute(change)

    assert stamp() not in {"", before}
