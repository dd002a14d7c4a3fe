"""Proofs over the tree: an entry is in it, and an old tree is the beginning of a new one.

The makers ask for the heads of ranges of entries and do not care whence they come: from
a list of leaves here, from tiles in `tiles.py`. The checkers share no code with the
makers, because the signer uses a checker to stop a maker that went wrong.
"""

from collections.abc import Callable, Sequence

from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, node_hash, split, tree_head

Heads = Callable[[int, int], bytes]  # (first, end) → head of the entries [first, end)


def heads_of(leaves: Sequence[bytes]) -> Heads:
    """Return the heads of ranges over a list of leaf hashes."""
    return lambda first, end: tree_head(leaves[first:end]).root


def prove_inclusion(index: int, size: int, heads: Heads) -> list[bytes]:
    """Return the hashes beside the way from an entry up to the root, leaf end first."""
    if not 0 <= index < size:
        raise ValueError((index, size))
    path, first, end = [], 0, size
    while end - first > 1:
        middle = first + split(end - first)
        if index < middle:
            path.append(heads(middle, end))
            end = middle
        else:
            path.append(heads(first, middle))
            first = middle
    return path[::-1]


def prove_consistency(old: int, new: int, heads: Heads) -> list[bytes]:
    """Return the hashes that show the tree of `old` entries to be the beginning of that of `new`."""
    if not 0 <= old <= new:
        raise ValueError((old, new))
    if old in {0, new}:
        return []
    path, first, end = [], 0, new
    while end != old:
        middle = first + split(end - first)
        if old <= middle:
            path.append(heads(middle, end))
            end = middle
        else:
            path.append(heads(first, middle))
            first = middle
    # The old tree itself is known to whoever asks; only a part of it must be named.
    return [*([heads(first, end)] if first else []), *reversed(path)]


def includes(head: TreeHead, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether this leaf hash stands at this index of the tree.

    A proof for a hash that the reader did not compute from the entry proves nothing.
    """
    if not 0 <= index < head.size:
        return False
    place, last, found = index, head.size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False  # the proof is too long
        if place & 1 or place == last:
            found = node_hash(sibling, found)
            place, last = _past_missing(place, last)
        else:
            found = node_hash(found, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head.root


def extends(old: TreeHead, new: TreeHead, proof: Sequence[bytes]) -> bool:
    """Say whether the new tree begins with exactly the entries of the old one."""
    if not 0 <= old.size <= new.size:
        return False
    if old.size == 0 and old.root != EMPTY_ROOT:
        return False
    if old.size == new.size:
        return not proof and old.root == new.root
    if old.size == 0 or not proof:
        return old.size == 0 and not proof
    hashes = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    before = after = hashes[0]
    for sibling in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            place, last = _past_missing(place, last)
        else:
            after = node_hash(after, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and before == old.root and after == new.root


def _past_missing(place: int, last: int) -> tuple[int, int]:
    """Climb the storeys on which a last node has no neighbour and so is its own parent."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last
