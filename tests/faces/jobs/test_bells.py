import logging

import pytest
from huey import MemoryHuey

from baluarte.core.errors import Broken, Missing, Outdated, Refused, Unreachable, Unusable
from baluarte.core.rights.actors import SYSTEM
from baluarte.faces.jobs.bells import BELLS, Bell, Ringer, hang
from baluarte.faces.jobs.problems import what_next


class Acts:
    """Counts how often it was called, and fails in the order it was told to."""

    def __init__(self, *failures):
        self.failures = list(failures)
        self.calls = []

    def __call__(self, world, actor):
        self.calls.append((world, actor))
        if self.failures:
            raise self.failures.pop(0)


def bell(acts, **more):
    return Bell("deliver_notices", lambda: acts, **more)


def test_a_bell_calls_its_action_as_the_system_itself():
    acts, world = Acts(), object()

    assert Ringer(lambda: world).ring(bell(acts)) is None
    assert acts.calls == [(world, SYSTEM)]


@pytest.mark.parametrize(
    ("error", "step"),
    [
        (Unusable("a.b", ""), "set-aside"),
        (Refused("a.b", ""), "set-aside"),
        (Missing("a.b", ""), "set-aside"),
        (Unreachable("a.b", ""), "back-off"),
        (Broken("a.b", ""), "stop"),
        (RuntimeError(), "stop"),
    ],
)
def test_each_kind_of_failure_has_its_next_step(error, step):
    assert what_next(error) == step
    assert Ringer(object).ring(bell(Acts(error))) == step


def test_what_somebody_else_changed_is_read_again_once():
    once, twice = Acts(Outdated("a.b", "")), Acts(Outdated("a.b", ""), Outdated("a.b", ""))

    assert Ringer(object).ring(bell(once)) is None
    assert len(once.calls) == 2
    assert Ringer(object).ring(bell(twice)) == "once-more"
    assert len(twice.calls) == 2


def test_a_broken_promise_stops_its_bell_and_calls_a_person(caplog):
    acts, ringer = Acts(Broken("store.broken", "")), Ringer(object)

    with caplog.at_level(logging.CRITICAL):
        ringer.ring(bell(acts))
        ringer.ring(bell(acts))

    assert len(acts.calls) == 1
    assert "store.broken" in caplog.text
    assert ringer.ring(Bell("another", Acts)) is None


def test_where_the_clock_stands_still_nothing_moves_the_story():
    acts = Acts()
    ringer = Ringer(object, stands_still=True)

    ringer.ring(bell(acts, moves_the_story=True))
    ringer.ring(bell(acts))

    assert len(acts.calls) == 1


def test_every_bell_hangs_in_the_schedule_and_the_outbox_rings_each_minute():
    queue = MemoryHuey("test", immediate=True)

    hang(queue, Ringer(object))

    names = {task.split(".")[-1] for task in queue._registry._registry}
    assert names == {one.name for one in BELLS}
    assert next(one for one in BELLS if one.name == "deliver_notices").minute == "*"


@pytest.mark.parametrize("one", BELLS, ids=lambda one: one.name)
def test_every_bell_calls_the_action_of_its_name(one):
    assert one.act().__name__ == one.name
