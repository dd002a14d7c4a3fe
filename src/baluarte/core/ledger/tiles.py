"""Tiles and bundles (C2SP tlog-tiles): the tree and its entries as files that never change.

A tile holds up to 256 hashes of one level, a bundle up to 256 entries. A file is named by
what is in it and how wide it is, so that a longer file gets another name, and every name
can be kept by a reader for ever.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from baluarte.core.errors import Broken, Missing
from baluarte.core.ledger.tree import HASH_BYTES, Frontier, TreeHead, fold, leaf_hash, node_hash, perfect_parts, tree_head

WIDTH = 256
HEIGHT = 8  # storeys of the tree in one tile
MOST_ENTRY_BYTES = 0xFFFF
MOST_LEVEL = 63
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
Read = Callable[[str], bytes]  # the bytes of a path below the prefix; raises what its maker chooses


@dataclass(frozen=True)
class Tile:
    """One file of hashes; `level` 0 holds the hashes of the entries themselves."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the prefix of the log.

        >>> Tile(0, 1234067).path, Tile(1, 0, 17).path
        ('tile/0/x001/x234/067', 'tile/1/000.p/17')
        """
        return f"tile/{self.level}/{_place(self.number, self.width)}"

    @property
    def bundle_path(self) -> str:
        """Where the entries lie whose hashes this tile of level 0 holds."""
        return f"tile/entries/{_place(self.number, self.width)}"


def tiles_of(size: int, since: int = 0) -> Iterator[Tile]:
    """Give each tile of a tree of this size that one of size `since` did not have yet.

    >>> [tile.path for tile in tiles_of(300)]
    ['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']
    >>> [tile.path for tile in tiles_of(300, since=257)]
    ['tile/0/001.p/44']
    """
    level = 0
    while size:
        for number in range(since // WIDTH, -(-size // WIDTH)):
            tile = Tile(level, number, min(WIDTH, size - number * WIDTH))
            if number * WIDTH + tile.width > since:
                yield tile
        level, size, since = level + 1, size // WIDTH, since // WIDTH


def pack_bundle(entries: Iterable[bytes]) -> bytes:
    """Return entries as one bundle: each after its length in two bytes, the higher one first.

    >>> pack_bundle([b"entry 0"]).hex()
    '0007656e7472792030'
    """
    parts = []
    for entry in entries:
        if len(entry) > MOST_ENTRY_BYTES:
            raise ValueError(len(entry))
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def read_bundle(data: bytes, width: int, path: str = "") -> list[bytes]:
    """Return the entries of a bundle of exactly this width. Raises `Broken`."""
    entries, at = [], 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise _damaged(path or "bundle", "It ends in the middle of an entry.")
        entries.append(data[at + 2 : end])
        at = end
    if len(entries) != width:
        raise _damaged(path or "bundle", f"It holds {len(entries)} entries in place of {width}.")
    return entries


class TiledTree:
    """A tree read from its tiles, each believed only after it was hashed up to the root.

    With a root from a signed checkpoint every answer is as good as that signature. Without
    one (`root=None`) it says what the files as they lie amount to: so a writer starts.
    """

    def __init__(self, size: int, read: Read, root: bytes | None = None) -> None:
        self._read = read
        self._known: dict[Tile, list[bytes]] = {}
        self.size = size
        self.frontier = Frontier(size, tuple(self._perfect(height, place) for height, place in perfect_parts(size)))
        if root is not None and self.frontier.root != root:
            raise Broken("ledger.root", f"The tiles at the edge of the log do not give the root of size '{size}'.", *_STOP)

    @property
    def head(self) -> TreeHead:
        """Size and root as the tiles give them."""
        return self.frontier.head

    def heads(self, first: int, end: int) -> bytes:
        """Return the head of the entries [first, end), where `first` is where a subtree of the tree begins."""
        return fold([self._perfect(height, (first >> height) + place) for height, place in perfect_parts(end - first)])

    def leaf(self, index: int) -> bytes:
        """Return the hash of the entry at this index."""
        return self._perfect(0, index)

    def hashes(self, tile: Tile) -> list[bytes]:
        """Return the hashes of a tile, once they are known to lie under the root. Raises `Broken`.

        A full tile must hash to its place one level up. A part of a tile stands at the
        right edge, which the root itself covers.
        """
        if tile not in self._known:
            hashes = self._read_tile(tile)
            if tile.width == WIDTH and tree_head(hashes).root != self._perfect((tile.level + 1) * HEIGHT, tile.number):
                raise _damaged(tile.path, f"It does not hash to its place at level {tile.level + 1}.")
            self._known[tile] = hashes
        return self._known[tile]

    def entries(self, number: int) -> list[bytes]:
        """Return the entries of a bundle, each held against its hash. Raises `Broken`."""
        tile = Tile(0, number, min(WIDTH, self.size - number * WIDTH))
        entries = read_bundle(self._read(tile.bundle_path), tile.width, tile.bundle_path)
        for place, (entry, known) in enumerate(zip(entries, self.hashes(tile), strict=True)):
            if leaf_hash(entry) != known:
                raise _damaged(tile.bundle_path, f"Entry {number * WIDTH + place} is not the one that was logged.")
        return entries

    def edge_hashes(self, level: int) -> Sequence[bytes]:
        """Return the hashes of the tile of a level that is not full yet, if there is one."""
        number, width = divmod(self.size >> level * HEIGHT, WIDTH)
        return self.hashes(Tile(level, number, width)) if width else []

    def edge_entries(self) -> Sequence[bytes]:
        """Return the entries of the bundle that is not full yet, if there is one."""
        number, width = divmod(self.size, WIDTH)
        return self.entries(number) if width else []

    def _perfect(self, height: int, place: int) -> bytes:
        """Return the head of the perfect subtree of 2^height entries at this place."""
        level, inside = divmod(height, HEIGHT)
        number, first = divmod(place << inside, WIDTH)
        width = min(WIDTH, (self.size >> level * HEIGHT) - number * WIDTH)
        hashes = self.hashes(Tile(level, number, width))[first : first + (1 << inside)]
        while len(hashes) > 1:
            hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
        return hashes[0]

    def _read_tile(self, tile: Tile) -> list[bytes]:
        data = self._read(tile.path)
        if len(data) != tile.width * HASH_BYTES:
            raise _damaged(tile.path, f"It has {len(data)} bytes in place of {tile.width * HASH_BYTES}.")
        return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]


@dataclass(frozen=True)
class Growth:
    """What an append adds: files to write once, by path, and the tree as it then is."""

    files: dict[str, bytes]
    frontier: Frontier


def grow(tree: TiledTree, entries: Sequence[bytes]) -> Growth:
    """Return the new files and the new head after these entries.

    Only the right edge is read again. However the entries are cut into batches, the tree
    is the same; each batch merely leaves the narrow files of its own size behind.
    """
    added = [leaf_hash(entry) for entry in entries]
    frontier, files, level = tree.frontier.with_leaves(added), {}, 0
    for tile, part in _rows(0, tree.size, entries, tree.edge_entries()):
        files[tile.bundle_path] = pack_bundle(part)
    while added:
        rows = list(_rows(level, tree.size >> level * HEIGHT, added, tree.edge_hashes(level)))
        files |= {tile.path: b"".join(part) for tile, part in rows}
        added = [tree_head(part).root for tile, part in rows if tile.width == WIDTH]
        level += 1
    return Growth(files, frontier)


def _rows(level: int, before: int, added: Sequence[bytes], edge: Sequence[bytes]) -> Iterator[tuple[Tile, Sequence[bytes]]]:
    """Cut what was added, after what its first file held already, into files of 256."""
    row = [*edge, *added] if added else []
    for first in range(0, len(row), WIDTH):
        part = row[first : first + WIDTH]
        yield Tile(level, (before + first) // WIDTH, len(part)), part


def is_tile_path(path: str) -> bool:
    """Say whether a path is written as exactly one tile or bundle could be.

    >>> is_tile_path("tile/entries/x001/000.p/7"), is_tile_path("tile/0/x000/001"), is_tile_path("tile/0/000.p/256")
    (True, False, False)
    """
    form = _PATH.fullmatch(path)
    if form is None:
        return False
    level, groups, width = form.groups()
    number, wide = int(groups.replace("x", "").replace("/", "")), int(width or WIDTH)
    shortest = path == f"tile/{level}/{_place(number, wide)}"
    return shortest and (level == "entries" or int(level) <= MOST_LEVEL) and (not width or wide < WIDTH)


def or_wider(read: Read) -> Read:
    """Return a reader that takes a narrow file out of the full one, once the narrow one was deleted.

    We never delete; other logs that a reader may point us to are free to.
    """

    def read_either(path: str) -> bytes:
        try:
            return read(path)
        except Missing:
            full, narrow, width = path.partition(".p/")
            if not narrow:
                raise
            data = read(full)
            return (
                pack_bundle(read_bundle(data, WIDTH, full)[: int(width)])
                if full.startswith("tile/entries/")
                else data[: int(width) * HASH_BYTES]
            )

    return read_either


_STOP = (
    "What was logged is never changed, so something or somebody changed a file.",
    "Sign nothing more. Keep this copy, and compare it with a mirror.",
)


def _damaged(path: str, how: str) -> Broken:
    return Broken("ledger.file", f"The file '{path}' of the log is damaged.", how, _STOP[1])


def _place(number: int, width: int) -> str:
    digits = str(number)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    *higher, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    name = "/".join([*(f"x{group}" for group in higher), last])
    return name if width == WIDTH else f"{name}.p/{width}"
