"""Many at once: indexes without a gap, a quiet act that waits for nobody, and one sequencer at a time."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from baluarte.actions.ledger import publish_ledger, sequence_marks
from baluarte.core.rights.actors import SYSTEM
from baluarte.store.ledger.lanes import Draft, give_places
from baluarte.store.ledger.models import Logged, Pending

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}


def _at_once(*works) -> list[BaseException]:
    failed: list[BaseException] = []

    def run(work) -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - the test looks at whatever it was
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return failed


@pytest.fixture(autouse=True)
def _a_server():
    if connection.vendor != "postgresql":
        pytest.skip("threads of one process share the test's SQLite in memory")


def _publish(world) -> None:
    with world.one_entry("system", "run_checks", kind="change") as entry:
        entry.publish("ledger.check", CHECK)


def test_entries_of_many_writers_have_indexes_without_a_gap(world):
    def several() -> None:
        for _ in range(5):
            _publish(world)

    assert _at_once(*[several] * 6) == []

    assert list(Logged.objects.order_by("seq").values_list("seq", flat=True)) == list(range(31))


def test_an_act_that_publishes_nothing_does_not_wait_for_one_that_holds_an_index(world):
    _publish(world)
    holding, done = threading.Event(), threading.Event()

    def publishes_slowly() -> None:
        with transaction.atomic():
            give_places([Draft("ledger.check", world.now(), CHECK)], "csirt.example/ledger")
            holding.set()
            assert done.wait(20)

    def quiet() -> None:
        assert holding.wait(20)
        with world.one_entry("account-1", "change_thing", kind="change"):
            pass
        done.set()

    assert _at_once(publishes_slowly, quiet) == []
    assert Pending.objects.count() == 2


def test_of_sequencers_at_once_each_mark_gets_one_place(world):
    for _ in range(10):
        with world.one_entry("account-1", "change_thing", kind="change"):
            pass
    world.move(timedelta(hours=1))

    assert _at_once(*[lambda: sequence_marks(world, SYSTEM)] * 4) == []

    assert Logged.objects.filter(kind="ground.mark").count() == 10
    assert Pending.objects.exclude(seq=None).count() == 10


def test_two_publishers_at_once_publish_one_log(world):
    for _ in range(5):
        _publish(world)

    failed = _at_once(*[lambda: publish_ledger(world, SYSTEM)] * 3)

    assert {type(one).__name__ for one in failed} <= {"Outdated"}
    assert publish_ledger(world, SYSTEM).size == Logged.objects.count()
