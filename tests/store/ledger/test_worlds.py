"""The world of the tests moves only when told, and stops where told."""

from datetime import timedelta

import pytest

from baluarte.core.errors import Unreachable
from baluarte.core.ground.world import Message
from baluarte.store.ledger.models import Mark
from baluarte.testing import Stopped
from baluarte.testing import world as make_world
from baluarte.wiring.world import derive_key

MESSAGE = Message("<AN-2026-000001.1@csirt.example>", "alertas@csirt.example", "a@b.example", "subject", "text", "<p>text</p>")


def test_time_and_chance_are_the_same_in_every_run(tmp_path):
    one, other = make_world(str(tmp_path)), make_world(str(tmp_path))

    assert [one.random_bits(64) for _ in range(3)] == [other.random_bits(64) for _ in range(3)]
    one.move(timedelta(hours=1))
    assert one.now() - other.now() == one.machine_now() - other.machine_now() == timedelta(hours=1)


def test_a_process_stops_at_the_step_that_was_named_and_keeps_nothing(world):
    world.stop_at = 2

    with pytest.raises(Stopped):
        _write_in_three_steps(world)

    assert world.steps == ["first", "second"]
    assert Mark.objects.get().outcome == "failed"


def _write_in_three_steps(world):
    with world.one_entry("account-1", "write_things", kind="change"):
        for name in ("first", "second", "third"):
            world.step(name)


def test_mail_is_collected_and_a_server_can_be_away(world):
    world.post.be_away()

    with pytest.raises(Unreachable):
        world.post.send(MESSAGE)
    world.post.send(MESSAGE)

    assert world.messages == [MESSAGE]


def test_two_purposes_never_share_a_key():
    keys = {derive_key(secret, purpose) for secret in (b"one", b"two") for purpose in ("raw", "findings")}

    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
