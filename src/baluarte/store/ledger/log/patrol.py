"""A walk through the files of the log: every byte is held against the head, and what does not fit is named.

One flipped bit in a stored hash ended a public log for good: it was signed, and from then
on no entry fitted. So files are read again before each signature. A small log is read
whole each time, a large one in turns.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baluarte.core.errors import Broken, Missing
from baluarte.core.ledger.tiles import HEIGHT, WIDTH, Tile, TiledTree, is_tile_path, pack_bundle
from baluarte.core.ledger.tree import HASH_BYTES, tree_head
from baluarte.store.ledger.log.folder import LogFolder


@dataclass(frozen=True)
class Round:
    """What one walk found, and at which bundle the next begins; zero when all were seen."""

    faults: tuple[str, ...]
    stopped_at: int
    files: int


def faults_of(folder: LogFolder, tree: TiledTree, start: int, most: int) -> Round:
    """Walk from bundle `start` until about so many files were read, and once round at most."""
    bundles, files = -(-tree.size // WIDTH), 0
    faults: list[str] = []
    for walked in range(bundles):
        number = (start + walked) % bundles
        if files >= most:
            return Round(tuple(faults), number, files)
        for fault in _at(folder, tree, number):
            files += not fault
            faults += [fault] if fault else []
    return Round((*faults, *(f"'{path}' does not belong to the log." for path in folder.strangers())), 0, files)


def _at(folder: LogFolder, tree: TiledTree, number: int) -> Iterator[str]:
    """Give a sentence for each damaged file that ends in this bundle's range, and nothing for each sound one."""
    yield from _bundle(folder, tree, number)
    level, place = 0, number
    while (wide := (tree.size >> HEIGHT * level) - place * WIDTH) > 0:
        yield from _tile(folder, tree, Tile(level, place, min(WIDTH, wide)))
        if place % WIDTH:  # a higher tile is read with the first of those below it
            return
        level, place = level + 1, place // WIDTH


def name_edge(folder: LogFolder, size: int, leaves: Sequence[bytes]) -> tuple[str, ...]:
    """Return a sentence for each tile of the right edge that does not hold what it should.

    The root covers the edge as a whole and cannot say which file is wrong. `leaves` are the
    hashes of the last bundle's entries as the database has them; each higher tile is held
    against those below it.
    """
    found, level, row = [], 0, list(leaves)
    while width := (size >> HEIGHT * level) % WIDTH or (size >> HEIGHT * level and WIDTH):
        tile = Tile(level, ((size >> HEIGHT * level) - 1) // WIDTH, width)
        row = row if level == 0 else [_head_of(folder, Tile(level - 1, tile.number * WIDTH + place)) for place in range(width)]
        try:
            found += (
                []
                if folder.read(tile.path) == b"".join(row)
                else [f"'{tile.path}' is damaged. It does not hold the hashes of what it stands for."]
            )
        except Missing as fault:
            found.append(_said(tile.path, fault))
        level += 1
    return tuple(found)


def _head_of(folder: LogFolder, tile: Tile) -> bytes:
    data = folder.read(tile.path)
    return tree_head([data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]).root


def _bundle(folder: LogFolder, tree: TiledTree, number: int) -> Iterator[str]:
    path = Tile(0, number, min(WIDTH, tree.size - number * WIDTH)).bundle_path
    entries: list[bytes] = []
    try:
        entries = tree.entries(number)
        yield ""
    except (Broken, Missing) as fault:
        yield _said(path, fault)
    yield from _narrow(folder, path, [pack_bundle([entry]) for entry in entries])


def _tile(folder: LogFolder, tree: TiledTree, tile: Tile) -> Iterator[str]:
    hashes: list[bytes] = []
    try:
        hashes = tree.hashes(tile)
        yield ""
    except (Broken, Missing) as fault:
        yield _said(tile.path, fault)
    yield from _narrow(folder, tile.path, hashes)


def _narrow(folder: LogFolder, path: str, parts: list[bytes]) -> Iterator[str]:
    """Hold the narrower files that earlier checkpoints needed against the widest one."""
    for narrow in folder.narrow(path):
        if narrow == path or not is_tile_path(narrow) or not parts:
            continue
        width = int(narrow.rpartition("/")[2])
        # A writer that died before its head was stored leaves a file wider than the tree; the next one completes it.
        sound = width > len(parts) or folder.read(narrow) == b"".join(parts[:width])
        yield "" if sound else f"'{narrow}' is damaged. It is not the beginning of {path}."


def _said(path: str, fault: Broken | Missing) -> str:
    return fault.what if path in fault.what else f"'{path}' is damaged. {fault.what}"
