"""F14, F16: two workers at once, and one that slept through its lease. Real processes, one end."""

import os
import signal
import time
from collections import Counter

import pytest
from tests.whole.dying import OUTDATED, SURVIVED, Order
from tests.whole.telling import Teller, facts, faults, steps_of


@pytest.fixture(scope="module")
def other():
    one = Teller()
    yield one
    one.end()


def asleep(place) -> int:
    """Wait until the worker stands still, and return its number."""
    sign = place.folder / "asleep"
    for _ in range(600):
        if sign.exists() and sign.read_text():
            number = int(sign.read_text())
            with open(f"/proc/{number}/stat", encoding="utf-8") as stat:  # noqa: PTH123 - it is no file of ours
                if stat.read().rpartition(")")[2].split()[0] == "T":
                    return number
        time.sleep(0.05)
    raise AssertionError("It never fell asleep.")


def test_f16_a_worker_that_slept_through_its_turn_cannot_finish_what_another_did(teller, other, prepared, calm):
    points = steps_of(calm)
    place = prepared.copy("sleeping_reader")
    at = points.index("warning.ingest.before-commit")  # the lake is written, the rows are not
    teller.begin(Order(place.database, str(place.folder), stop_at=at, how="sleep", seed=50))
    number = asleep(place)

    place.tell("UPDATE ground_lease SET expires_at = '1990-01-01 00:00:00+00:00'")
    assert other.do(Order(place.database, str(place.folder), seed=60)) == SURVIVED
    os.kill(number, signal.SIGCONT)

    assert teller.ended() == OUTDATED
    assert faults(place) == []
    assert facts(place) == facts(calm)
    place.clear()


def test_f16_a_sender_that_slept_sends_the_same_message_under_the_same_name_and_records_nothing(teller, other, prepared, calm):
    points = steps_of(calm)
    place = prepared.copy("sleeping_sender")
    at = points.index("warning.send.attempt-started") + 1
    teller.begin(Order(place.database, str(place.folder), stop_at=at, how="sleep", seed=50))
    number = asleep(place)

    assert other.do(Order(place.database, str(place.folder), seed=60)) == SURVIVED
    os.kill(number, signal.SIGCONT)

    assert teller.ended() == SURVIVED
    copies = Counter(message["id"] for message in place.post())
    assert max(copies.values()) == 2
    twice = [message for message in place.post() if copies[message["id"]] == 2]
    assert len({message["to"] for message in twice}) == 1
    assert sum("X-Possible-Duplicate" in message["headers"] for message in twice) == 1
    assert [fault for fault in faults(place) if "in silence" not in fault] == []
    assert facts(place) == facts(calm)
    place.clear()


def test_f14_two_workers_that_tell_the_same_story_at_once_end_where_one_would(teller, other, prepared, calm):
    place = prepared.copy("two_workers")
    for number, one in enumerate((teller, other)):
        one.begin(Order(place.database, str(place.folder), seed=70 + number))

    ended = [teller.ended(), other.ended()]
    last = teller.do(Order(place.database, str(place.folder), seed=90))

    assert set(ended) <= {SURVIVED, OUTDATED}
    assert last == SURVIVED
    assert faults(place) == []
    assert facts(place) == facts(calm)
    place.clear()
