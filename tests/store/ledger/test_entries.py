"""Every action leaves exactly one mark, whatever becomes of it."""

import pytest
from django.db import transaction

from baluarte.core.errors import Refused, Unusable
from baluarte.store.ground.models import FolioSeries
from baluarte.store.ledger.models import AccessRecord, Mark

pytestmark = pytest.mark.django_db


def _change_then_refuse(world):
    with world.one_entry("visitor", "number_things", kind="change"):
        FolioSeries.objects.create(year=2026)
        raise Refused("thing.not-yours", "You may not.")


def test_a_change_and_its_mark_are_one(world):
    with world.one_entry("account-1", "number_things", kind="change") as entry:
        FolioSeries.objects.create(year=2026)
        entry.count = 1

    mark = Mark.objects.get()
    assert (mark.actor, mark.action, mark.count, mark.outcome) == ("account-1", "number_things", 1, "done")
    assert FolioSeries.objects.count() == 1
    assert AccessRecord.objects.count() == 0


def test_a_refusal_changes_nothing_and_is_marked(world):
    with pytest.raises(Refused):
        _change_then_refuse(world)

    mark = Mark.objects.get()
    assert (mark.outcome, mark.code) == ("refused", "thing.not-yours")
    assert FolioSeries.objects.count() == 0


@pytest.mark.parametrize(
    ("error", "code"),
    [(Unusable("thing.wrong", "It is wrong."), "thing.wrong"), (KeyError("x"), "KeyError"), (KeyboardInterrupt(), "KeyboardInterrupt")],
)
def test_a_failure_of_any_kind_is_marked_as_failed(world, error, code):
    with pytest.raises(type(error)), world.one_entry("account-1", "number_things", kind="change"):
        raise error

    mark = Mark.objects.get()
    assert (mark.outcome, mark.code) == ("failed", code)


def test_a_read_leaves_an_access_record_and_no_mark(world):
    with world.one_entry("account-1", "list_things") as entry:
        entry.count = 12

    record = AccessRecord.objects.get()
    assert (record.action, record.count, record.outcome) == ("list_things", 12, "done")
    assert Mark.objects.count() == 0


def test_an_action_inside_an_action_is_refused(world):
    with pytest.raises(RuntimeError), world.one_entry("account-1", "outer", kind="change"), world.one_entry("account-1", "inner"):
        pass

    assert [mark.action for mark in Mark.objects.all()] == ["outer"]


def test_the_moment_of_a_mark_is_the_worlds(world):
    with world.one_entry("account-1", "list_things"):
        pass

    assert AccessRecord.objects.get().at == world.now()


@pytest.mark.django_db(transaction=True)
def test_marks_hold_with_real_transactions_too(world, transactional_db):
    with pytest.raises(Refused):
        _change_then_refuse(world)

    assert not transaction.get_connection().in_atomic_block
    assert (Mark.objects.count(), FolioSeries.objects.count()) == (1, 0)
