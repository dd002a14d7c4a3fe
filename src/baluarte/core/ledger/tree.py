"""The hash tree (RFC 6962): one head of 32 bytes for any number of entries.

A leaf and an inner node are hashed with different first bytes, so that a node can never
be shown as an entry. Nothing is padded and no leaf is doubled.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()


@dataclass(frozen=True)
class TreeHead:
    """How many entries a tree has, and the one hash that stands for all of them."""

    size: int
    root: bytes


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash under which an entry stands in the tree.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbouring subtrees; their order matters."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def fold(heads: Sequence[bytes]) -> bytes:
    """Return the root over the heads of perfect subtrees, widest first; of none, that of the empty tree."""
    if not heads:
        return EMPTY_ROOT
    root = heads[-1]
    for head in reversed(heads[:-1]):
        root = node_hash(head, root)
    return root


@dataclass(frozen=True)
class Frontier:
    """All that a log must remember in order to grow: one hash per set bit of its size.

    >>> one = Frontier().with_leaves([leaf_hash(b"a")])
    >>> one.with_leaves([leaf_hash(b"b")]).root == node_hash(leaf_hash(b"a"), leaf_hash(b"b"))
    True
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()  # heads of the perfect subtrees, widest first

    @property
    def root(self) -> bytes:
        """The head of everything so far."""
        return fold(self.peaks)

    @property
    def head(self) -> TreeHead:
        """Size and root together, as they are signed."""
        return TreeHead(self.size, self.root)

    def with_leaves(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier after these leaf hashes, in order.

        The carry of binary counting does the work: while the size before the new leaf
        ends in a one, the last two subtrees are of equal height and become one.
        """
        peaks, size = list(self.peaks), self.size
        for leaf in leaves:
            head, carry = leaf, size
            while carry & 1:
                head, carry = node_hash(peaks.pop(), head), carry >> 1
            peaks.append(head)
            size += 1
        return Frontier(size, tuple(peaks))


def tree_head(leaves: Iterable[bytes]) -> TreeHead:
    """Return size and root of a tree with these leaf hashes."""
    return Frontier().with_leaves(leaves).head


def split(size: int) -> int:
    """Return the largest power of two that is smaller than `size`: where a tree parts into two.

    >>> [split(size) for size in (2, 3, 4, 5, 8, 9)]
    [1, 2, 2, 4, 4, 8]
    """
    return 1 << (size - 1).bit_length() - 1


def perfect_parts(size: int) -> list[tuple[int, int]]:
    """Return (height, place) of each perfect subtree of a tree, widest first.

    >>> perfect_parts(5)
    [(2, 0), (0, 4)]
    """
    parts, first = [], 0
    for height in range(size.bit_length() - 1, -1, -1):
        if size >> height & 1:
            parts.append((height, first >> height))
            first += 1 << height
    return parts
