import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.core.ledger.vectors import WORKED, entry, worked_files, worked_leaves, worked_tree

from baluarte.core.errors import Broken, Missing
from baluarte.core.ledger.tiles import Tile, TiledTree, grow, is_tile_path, or_wider, pack_bundle, read_bundle, tiles_of
from baluarte.core.ledger.tree import tree_head

NOTHING = {}.__getitem__


def described(path, data):
    return {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


@pytest.mark.parametrize(("number", "place"), WORKED["paths"].items())
def test_a_number_is_written_in_groups_of_three_digits(number, place):
    assert Tile(0, int(number)).path == f"tile/0/{place}"
    assert Tile(0, int(number), 7).bundle_path == f"tile/entries/{place}.p/7"


@pytest.mark.parametrize("size", [int(size) for size in WORKED["widths"]])
def test_a_size_has_its_tiles_at_every_level(size):
    found = {}
    for tile in tiles_of(size):
        level = found.setdefault(tile.level, {"full": 0, "partial": 0})
        if tile.width == 256:
            level["full"] += 1
        else:
            level["partial"] = tile.width

    assert [found[level] for level in sorted(found)] == WORKED["widths"][str(size)]


def test_the_worked_log_of_300_is_these_files_to_the_byte():
    files = worked_files(300)

    assert [described(path, files[path]) for path in sorted(files)] == WORKED["files_of_size_300"]


def test_the_worked_log_of_70_000_is_these_tiles_to_the_byte():
    files = worked_files(70_000)
    tiles = [path for path in files if not path.startswith("tile/entries/")]

    assert len(tiles) == WORKED["tiles_of_size_70000"]["count"]
    assert [described(one["path"], files[one["path"]]) for one in WORKED["tiles_of_size_70000"]["some"]] == WORKED["tiles_of_size_70000"][
        "some"
    ]


def test_a_bundle_of_three_is_these_bytes():
    data = pack_bundle(map(entry, range(3)))

    assert data.hex() == WORKED["bundle_of_size_3"]
    assert read_bundle(data, 3) == [b"entry 0", b"entry 1", b"entry 2"]
    assert worked_files(3)["tile/0/000.p/3"] == b"".join(worked_leaves(3))


@pytest.mark.parametrize(("data", "width"), [(b"\x00", 1), (b"\x00\x02a", 1), (b"\x00\x01a", 2), (b"\x00\x01a\x00\x01b", 1), (b"", 1)])
def test_a_bundle_that_is_too_short_or_too_long_is_damaged(data, width):
    with pytest.raises(Broken, match="damaged"):
        read_bundle(data, width)


def test_an_entry_longer_than_its_length_field_is_not_packed():
    assert read_bundle(pack_bundle([b"a" * 65_535]), 1) == [b"a" * 65_535]
    with pytest.raises(ValueError, match="65536"):
        pack_bundle([b"a" * 65_536])


@settings(max_examples=40, deadline=None)
@given(some.lists(some.integers(1, 300), min_size=1, max_size=6))
def test_batches_of_any_size_give_the_tiles_of_one_batch(batches):
    files, size = {}, 0
    for batch in batches:
        tree = TiledTree(size, files.__getitem__)
        growth = grow(tree, [entry(index) for index in range(size, size + batch)])
        assert not set(growth.files) & set(files)
        assert {tile.path for tile in tiles_of(size + batch, since=size)} == {path for path in growth.files if "entries" not in path}
        files |= growth.files
        size += batch

    assert growth.frontier.head == tree_head(worked_leaves(size))
    assert all(files[path] == data for path, data in worked_files(size).items())


def test_growing_by_nothing_changes_nothing():
    growth = grow(worked_tree(300), [])

    assert (growth.files, growth.frontier) == ({}, worked_tree(300).frontier)


@pytest.mark.parametrize("size", [1, 3, 256, 300])
def test_one_flipped_bit_in_any_file_is_found_and_named(size):
    files = worked_files(size)
    root = worked_tree(size).head.root
    for path, data in files.items():
        for at in {0, len(data) // 2, len(data) - 1}:
            read = (files | {path: data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]}).__getitem__

            with pytest.raises(Broken) as found:
                walk(TiledTree(size, read, root))

            edge = path.endswith(tuple(f".p/{width}" for width in range(1, 256)))
            assert path in str(found.value) or (edge and f"size '{size}'" in str(found.value))


def walk(tree):
    for number in range(-(-tree.size // 256)):
        tree.entries(number)


def test_a_tile_of_the_wrong_length_is_damaged():
    files = worked_files(300) | {"tile/0/000": worked_files(300)["tile/0/000"] + bytes(32)}

    with pytest.raises(Broken, match="'tile/0/000' of the log is damaged"):
        walk(TiledTree(300, files.__getitem__))


def test_a_narrow_file_that_was_deleted_is_cut_out_of_the_full_one():
    # Another log may delete them; ours never does.
    files = worked_files(512) | {"tile/1/000.p/1": worked_files(300)["tile/1/000.p/1"]}

    def read(path):
        if path not in files:
            raise Missing("file", path)
        return files[path]

    walk(TiledTree(300, or_wider(read), worked_tree(300).head.root))
    with pytest.raises(Missing):
        TiledTree(513, or_wider(read))


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/63/x001/000.p/255", "tile/entries/x001/x234/067", "tile/entries/000.p/1"],
)
def test_a_path_of_the_log_is_known_as_one(path):
    assert is_tile_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "tile/8/0/000",
        "tile/64/000",
        "tile/00/000",
        "tile/0/000.p/256",
        "tile/0/000.p/0",
        "tile/0/000.p/01",
        "tile/0/x000/001",
        "tile/0/1",
        "tile/0/../000",
        "tile/0/000\n",
        "tile/0/٠٠٠",
        "tile/entry/000",
        "tile/0/001/000",
        "tile/-1/000",
        "",
    ],
)
def test_what_is_written_otherwise_is_no_path_of_the_log(path):
    assert not is_tile_path(path)


def test_an_empty_tree_has_no_files_and_asks_for_none():
    assert list(tiles_of(0)) == []
    assert TiledTree(0, NOTHING).head == tree_head([])
