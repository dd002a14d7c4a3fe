import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.core.ledger.vectors import vector

from baluarte.core.errors import Broken
from baluarte.core.ledger.canonical import write_canonical
from baluarte.core.ledger.entries.access import (
    RECORD_BYTES,
    TAG_BYTES,
    Access,
    batch_of,
    day_path,
    find_own,
    missing_numbers,
    open_access,
    seal_access,
    split_day,
    tag_of,
    withhold_access,
)
from baluarte.core.ledger.tree import TreeHead, leaf_hash, tree_head

VECTOR = vector("access.json")
KEY, OTHER = bytes.fromhex(VECTOR["key"]), bytes(32)
DAY = date(2026, 3, 5)
READ = Access(DAY, 1, "desk", "warn", "contact")


def record(counter, n=None, key=KEY):
    return seal_access(key, DAY, counter, Access(DAY, counter + 1 if n is None else n, "desk", "warn", "contact"))


@pytest.mark.parametrize("one", VECTOR["tags"], ids=lambda one: f"{one['day']}-{one['counter']}")
def test_a_tag_is_these_bytes(one):
    assert tag_of(KEY, date.fromisoformat(one["day"]), one["counter"]).hex() == one["tag"]


def test_a_record_is_these_bytes():
    sealed, case = seal_access(KEY, DAY, 0, READ), VECTOR["record"]

    assert write_canonical(READ.plain).decode() == case["plaintext"]
    assert (len(sealed), len(sealed[TAG_BYTES:])) == (272, case["sealed_bytes"])
    assert hashlib.sha256(sealed[TAG_BYTES:]).hexdigest() == case["sealed_sha256"]
    assert leaf_hash(sealed).hex() == case["leaf_hash"]


@given(some.integers(0, 2**32 - 1), some.integers(0, 2**53 - 1), some.binary(min_size=32, max_size=32))
def test_what_is_sealed_is_opened_by_its_key_alone(counter, n, key):
    access = Access(DAY, n, "desk", "warn", "contact")
    sealed = seal_access(key, DAY, counter, access)

    assert open_access(key, DAY, counter, sealed) == access
    for wrong in ((bytes([key[0] ^ 1]) + key[1:], counter, DAY), (key, counter ^ 1, DAY), (key, counter, date(2026, 3, 6))):
        with pytest.raises(Broken):
            open_access(wrong[0], wrong[2], wrong[1], sealed)


@pytest.mark.parametrize("at", [0, 15, 16, 255, 271])
def test_one_changed_byte_of_a_record_is_noticed(at):
    sealed = record(0)

    with pytest.raises(Broken, match="cannot be opened"):
        open_access(KEY, DAY, 0, sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :])


def test_a_batch_is_sorted_so_that_its_order_says_nothing():
    records = [record(counter) for counter in range(5)]

    batch = batch_of(records)

    assert batch == batch_of(reversed(records))
    assert list(batch.records) == sorted(records)
    assert batch.head == tree_head([leaf_hash(one) for one in sorted(records)])
    assert batch_of([]).head == tree_head([])


def test_a_day_file_is_its_batches_and_nothing_between():
    batches = [batch_of([record(0), record(1)]), batch_of([record(2)])]
    data = b"".join(batch.data for batch in batches)

    assert split_day(data, [batch.head for batch in batches]) == batches
    assert split_day(b"", []) == []
    assert day_path(DAY) == "access/2026/03/05"


def test_a_day_file_that_differs_from_its_entries_is_refused():
    first, second = batch_of([record(0), record(1)]), batch_of([record(2)])
    data, heads = first.data + second.data, [first.head, second.head]
    swapped = first.records[1] + first.records[0] + second.data
    unsorted_head = TreeHead(2, tree_head([leaf_hash(one) for one in reversed(first.records)]).root)

    for wrong, of in (
        (data[:-1], heads),
        (data + bytes(RECORD_BYTES), heads),
        (second.data + first.data, heads),
        (swapped, heads),
        (swapped, [unsorted_head, second.head]),
        (data, heads[:1]),
        (data, [TreeHead(2, bytes(32)), second.head]),
    ):
        with pytest.raises(Broken):
            split_day(wrong, of)


def test_a_person_finds_exactly_the_own_records_in_the_file_of_all():
    own = [record(counter) for counter in range(3)]
    others = [record(counter, key=OTHER) for counter in range(7)]
    withheld = withhold_access(hashlib.sha512(b"chance").digest() * 4 + bytes(16))
    data = batch_of([*own, *others, withheld]).data

    found = find_own(KEY, DAY, data)

    assert [(counter, access.n) for counter, access in found.accesses.items()] == [(0, 1), (1, 2), (2, 3)]
    assert found.missing == ()
    assert find_own(bytes([1]) * 32, DAY, data).accesses == {}
    assert find_own(KEY, DAY, b"").accesses == {}


def test_a_record_that_was_left_out_is_named():
    data = batch_of([record(0), record(2), record(4), *(record(counter, key=OTHER) for counter in range(9))]).data

    found = find_own(KEY, DAY, data)

    assert (sorted(found.accesses), found.missing) == ([0, 2, 4], (1, 3))


def test_a_running_number_that_is_missing_over_the_days_is_named():
    assert missing_numbers([4, 1, 2]) == [3]
    assert missing_numbers([1, 2, 3]) == missing_numbers([]) == []
    assert missing_numbers([3]) == [1, 2]


def test_a_withheld_read_looks_like_any_other():
    assert len(withhold_access(bytes(RECORD_BYTES))) == len(record(0))
    with pytest.raises(ValueError, match="16"):
        withhold_access(bytes(16))


def test_what_is_too_long_to_be_padded_is_not_sealed():
    with pytest.raises(ValueError, match="311"):
        seal_access(KEY, DAY, 0, Access(DAY, 1, "x" * 240, "warn", "contact"))
    with pytest.raises(ValueError, match="5"):
        tag_of(b"short", DAY, 0)
    with pytest.raises(ValueError, match="short"):
        batch_of([b"short"])
