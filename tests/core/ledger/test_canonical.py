import json
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.core.ledger.vectors import vector

from baluarte.core.errors import Unusable
from baluarte.core.ledger.canonical import read_canonical, write_canonical
from baluarte.core.ledger.commitment import commit

ENTRIES = vector("entries.json")
TEXT = some.text(some.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=8).map(lambda text: normalize("NFC", text))
KEY = some.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
LEAF = TEXT | some.integers(-(2**53) + 1, 2**53 - 1) | some.booleans()
VALUE = some.dictionaries(
    KEY, LEAF | some.lists(LEAF, max_size=3) | some.dictionaries(KEY, some.lists(LEAF, max_size=2), max_size=3), max_size=4
)


@given(VALUE)
def test_what_is_written_is_read_back_and_written_the_same(value):
    data = write_canonical(value)

    assert read_canonical(data) == value
    assert json.loads(data) == value
    assert write_canonical(dict(reversed(value.items()))) == data


@pytest.mark.parametrize(
    "value",
    [
        {"A": 1},
        {"": 1},
        {"1a": 1},
        {"ñ": 1},
        {"a": None},
        {"a": 1.0},
        {"a": 2**53},
        {"a": -(2**53)},
        {"a": "tab\t"},
        {"a": "\x7f"},
        {"a": "\x85"},
        {"a": "\ud800"},
        {"a": "e\u0301"},
        {"a": [[[["deep"]]]]},
        {"a": "x" * 8192},
        {1: "a"},
        {"a": b"bytes"},
        {"a": (1, 2)},
    ],
)
def test_what_lies_beyond_the_subset_is_not_written(value):
    with pytest.raises(Unusable) as refused:
        write_canonical(value)

    assert refused.value.code == "ledger.not-canonical"


@pytest.mark.parametrize(
    "data",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1}\n',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":null}',
        b'{"a":"\\u00f1"}',
        b'{"a":"\\/"}',
        b'\xef\xbb\xbf{"a":1}',
        b'{"a":"\xff"}',
        b"[" * 5000,
        b'{"a":' + b"9" * 5000 + b"}",
        b"",
    ],
)
def test_other_bytes_for_the_same_value_are_not_read(data):
    with pytest.raises(Unusable) as refused:
        read_canonical(data)

    assert refused.value.code == "ledger.not-canonical"


@pytest.mark.parametrize("one", ENTRIES["entries"], ids=lambda one: one["entry"].split('"t":"')[1].split('"')[0])
def test_the_five_entries_are_canonical_to_the_byte(one):
    data = one["entry"].encode()

    assert len(data) == one["bytes"]
    assert write_canonical(read_canonical(data)) == data


@pytest.mark.parametrize("one", ENTRIES["commitments"], ids=["content", "header", "empty"])
def test_a_commitment_is_these_bytes(one):
    assert commit(one["content"].encode(), bytes.fromhex(one["salt"])) == one["commitment"]


def test_another_salt_hides_the_same_content_behind_another_commitment():
    assert commit(b"hello", bytes(32)) != commit(b"hello", bytes(31) + b"\x01")
    with pytest.raises(ValueError, match="4"):
        commit(b"hello", b"salt")
