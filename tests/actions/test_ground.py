from datetime import timedelta

import pytest

from baluarte.actions.ground import do_once
from baluarte.actions.rights import make_token
from baluarte.core.errors import Outdated, Unusable
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.store.ground.answers import keep_key
from baluarte.store.rights.models import Token

pytestmark = pytest.mark.django_db(transaction=True)


def token(name):
    return lambda world: {"token": make_token(world, OPERATOR, name, 30)}


def test_the_same_request_under_one_key_is_done_once_and_answered_the_same(world):
    first = do_once(world, OPERATOR, "k-1", "hash", token("siem"))
    again = do_once(world, OPERATOR, "k-1", "hash", token("siem"))

    assert first == again
    assert Token.objects.count() == 1


def test_one_key_for_two_requests_is_refused(world):
    do_once(world, OPERATOR, "k-1", "hash", token("siem"))

    with pytest.raises(Unusable) as refused:
        do_once(world, OPERATOR, "k-1", "another hash", token("soar"))
    assert refused.value.code == "ground.key-reused"
    assert Token.objects.count() == 1


def test_a_key_belongs_to_its_actor(world):
    do_once(world, OPERATOR, "k-1", "hash", token("siem"))
    do_once(world, Actor("another", "officer"), "k-1", "hash", token("soar"))

    assert Token.objects.count() == 2


def test_what_failed_was_not_done_and_may_be_tried_again(world):
    def fails(keyed):
        with keyed.one_entry("operator", "make_token", kind="change"):
            raise Unusable("a.b", "Wrong.")

    with pytest.raises(Unusable):
        do_once(world, OPERATOR, "k-1", "hash", fails)

    assert do_once(world, OPERATOR, "k-1", "hash", token("siem"))["token"].startswith("blw_")


def test_a_key_whose_first_run_has_no_answer_yet_is_told_to_wait(world):
    keep_key("operator", "k-1", "hash", world.machine_now())

    with pytest.raises(Outdated) as waiting:
        do_once(world, OPERATOR, "k-1", "hash", token("siem"))
    assert waiting.value.code == "ground.key-running"
    assert Token.objects.count() == 0


def test_of_two_at_once_one_rolls_back(world):
    def overtaken(keyed):
        # Another request with this key commits while this one works.
        keep_key("operator", "k-1", "hash", world.machine_now())
        return token("siem")(keyed)

    with pytest.raises(Outdated):
        do_once(world, OPERATOR, "k-1", "hash", overtaken)
    assert Token.objects.count() == 0


def test_a_key_is_forgotten_after_seven_days(world):
    do_once(world, OPERATOR, "k-1", "hash", token("siem"))
    world.move(timedelta(days=8))
    do_once(world, OPERATOR, "k-1", "another hash", token("soar"))

    assert Token.objects.count() == 2
