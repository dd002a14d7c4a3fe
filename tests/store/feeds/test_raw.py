"""The raw store: durable before it is named, one blob for the same bytes, and nothing unverified handed out."""

import io

import pytest

from baluarte.core.errors import Broken, Missing
from baluarte.store.feeds.raw import RawStore


def no_step(_name: str) -> None:
    pass


@pytest.fixture
def store(tmp_path):
    return RawStore(tmp_path / "raw", b"k" * 32)


def keep(store, body: bytes, mark: int = 1):
    return store.keep(io.BytesIO(body), mark, no_step)


def test_the_same_bytes_have_one_address_and_the_address_confirms_no_guess(store, tmp_path):
    first, again = keep(store, b"rows"), keep(store, b"rows", 2)
    elsewhere = keep(RawStore(tmp_path / "other", b"q" * 32), b"rows")

    assert first == again
    assert first.address not in {first.sha256, elsewhere.address}
    assert first.sha256 == elsewhere.sha256
    assert len([path for path in store.root.rglob("*") if path.is_file()]) == 1


def test_a_blob_lies_in_two_folders_of_its_address_and_reads_back(store):
    blob = keep(store, b"x" * 3_000_000)

    with store.open(blob.address) as stream:
        assert stream.read() == b"x" * 3_000_000
    assert (store.root / blob.address[:2] / blob.address[2:4] / blob.address).stat().st_size == blob.bytes == store.size(blob.address)


def test_a_flipped_bit_is_broken_and_a_lost_blob_is_missing(store):
    blob = keep(store, b"rows")
    path = store.root / blob.address[:2] / blob.address[2:4] / blob.address

    path.write_bytes(b"rowS")
    with pytest.raises(Broken), store.open(blob.address):
        pass
    path.unlink()
    with pytest.raises(Missing), store.open(blob.address):
        pass


def test_a_stream_that_breaks_leaves_nothing(store):
    class DeadLine(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            raise OSError("the line is dead")

    with pytest.raises(OSError, match="dead"):
        store.keep(DeadLine(), 1, no_step)  # type: ignore[arg-type]
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_the_steps_come_in_the_order_that_makes_a_file_durable(store):
    steps: list[str] = []

    store.keep(io.BytesIO(b"rows"), 1, steps.append)

    assert steps == ["feeds.raw.written", "feeds.raw.synced", "feeds.raw.before-rename", "feeds.raw.renamed", "feeds.raw.folder-synced"]


def test_damaged_bytes_are_replaced_when_the_right_ones_come_again(store):
    blob = keep(store, b"rows")
    path = store.root / blob.address[:2] / blob.address[2:4] / blob.address
    path.write_bytes(b"rowS")

    keep(store, b"rows")

    assert path.read_bytes() == b"rows"
