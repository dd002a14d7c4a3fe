"""The first row of a key is the new one, however many keys came before and however the file was cut."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.warning.deduplicate import LEAST, Keys, Memory, nothing_known

SEEN = datetime(2026, 3, 4, 12, tzinfo=UTC)
SLICES = st.lists(st.lists(st.integers(0, 40), max_size=30), max_size=12)


@settings(max_examples=200, deadline=None)
@given(SLICES)
def test_sorted_keys_answer_as_a_set_would(slices):
    held, keys = set(), Keys()

    for part in slices:
        answer = keys.first(pl.Series(part, dtype=pl.UInt64)).to_list()

        expected = [key not in held and key not in part[:place] for place, key in enumerate(part)]
        assert answer == expected
        held |= set(part)


def test_many_keys_are_settled_and_still_known():
    keys, step = Keys(), LEAST // 2

    for begins in range(0, 6 * step, step):
        assert keys.first(pl.int_range(begins, begins + step, dtype=pl.UInt64, eager=True)).all()

    assert len(keys.settled) > step
    assert not keys.first(pl.int_range(0, 6 * step, dtype=pl.UInt64, eager=True)).any()


def test_a_key_of_another_day_is_another_row():
    memory = Memory(nothing_known)
    two_days = pl.DataFrame({"key": pl.Series([5, 5], dtype=pl.UInt64), "seen_at": [SEEN, SEEN.replace(day=5)]})

    assert memory.mark_new(two_days, "scan_rdp").to_list() == [True, True]
    assert memory.mark_new(two_days, "scan_rdp").to_list() == [False, False]
