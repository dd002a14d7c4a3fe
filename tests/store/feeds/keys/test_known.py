"""Which keys the lake holds: the same answer from the parts and from memory, and no more memory than allowed."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baluarte.store.feeds.keys.known import KeyMemory, Runs

PLACE = ("lake", "scan_rdp", date(2026, 3, 5))
KEYS = st.lists(st.integers(0, 2**64 - 1), max_size=40)


def series(keys) -> pl.Series:
    return pl.Series("key", list(keys), dtype=pl.UInt64)


class Parts:
    """A lake of named parts that counts which of them are read whole, and which are passed over once."""

    def __init__(self, **parts) -> None:
        self.parts, self.read, self.passed = parts, [], []

    def __iter__(self):
        return iter((self._read, self._scan))

    def _read(self, names):
        self.read += names
        return series(key for name in names for key in self.parts[name])

    def _scan(self, names, asked):
        self.passed += names
        return asked.filter(asked.is_in(self._all(names).implode()))

    def _all(self, names):
        return series(key for name in names for key in self.parts[name])


@given(st.lists(KEYS, max_size=8), KEYS)
def test_runs_hold_exactly_the_keys_that_were_added(added, asked):
    runs = Runs()
    for number, keys in enumerate(added):
        runs = runs.add(series(keys), [str(number)])

    whole = {key for keys in added for key in keys}
    assert runs.among(series(asked)).to_list() == [key for key in asked if key in whole]
    assert runs.among(series(whole)).to_list() == list(whole)


def test_runs_stay_few_however_many_small_parts_come():
    runs = Runs()
    for number in range(500):
        runs = runs.add(series(range(number * 10, number * 10 + 10)), [str(number)])

    assert runs.height == 5_000
    assert len(runs.runs) <= 8


@pytest.fixture
def parts():
    return Parts(a=(1, 2), b=(3,), c=(4,))


def test_the_first_question_is_one_pass_and_the_next_are_answered_from_memory(parts):
    memory = KeyMemory()

    answers = [memory.among(PLACE, ["a", "b"], series([1, 3, 9]), tuple(parts)).to_list() for _ in range(4)]

    assert answers == [[1, 3]] * 4
    assert parts.passed == ["a", "b"]
    assert parts.read == ["a", "b"]


def test_only_a_new_part_is_read(parts):
    memory = KeyMemory()
    for _ in range(2):
        memory.among(PLACE, ["a", "b"], series([1]), tuple(parts))

    assert memory.among(PLACE, ["a", "b", "c"], series([1, 4]), tuple(parts)).to_list() == [1, 4]
    assert parts.read == ["a", "b", "c"]


def test_the_keys_of_a_part_that_is_gone_are_forgotten(parts):
    memory = KeyMemory()
    for _ in range(2):
        memory.among(PLACE, ["a", "b"], series([3]), tuple(parts))

    assert memory.among(PLACE, ["a"], series([1, 3]), tuple(parts)).to_list() == [1]
    assert memory.among(PLACE, [], series([1, 3]), tuple(parts)).to_list() == []


def test_what_was_longest_not_asked_about_is_forgotten_first(parts):
    memory = KeyMemory(most=4)
    days = [(*PLACE[:2], date(2026, 3, day)) for day in (1, 2, 3)]
    for place in (*days, *days):
        memory.among(place, ["a"], series([1]), tuple(parts))

    assert memory.height <= 4
    parts.read.clear()
    memory.among(days[2], ["a"], series([1]), tuple(parts))
    assert parts.read == []


def test_a_day_larger_than_the_bound_is_answered_and_not_remembered(parts):
    memory = KeyMemory(most=1)

    answers = [memory.among(PLACE, ["a", "b"], series([1, 3, 9]), tuple(parts)).to_list() for _ in range(3)]

    assert answers == [[1, 3]] * 3
    assert memory.height == 0
    assert parts.read == ["a", "b"]  # once, to see that it is too much
