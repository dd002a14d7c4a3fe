import pytest
from tests.core.ledger.vectors import WORKED, entry, vector, worked_leaves

from baluarte.core.ledger.tree import EMPTY_ROOT, Frontier, leaf_hash, node_hash, tree_head

EIGHT = vector("tree-eight-leaves.json")
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in EIGHT["entries"]]


def test_the_classic_eight_leaves_have_their_hashes():
    assert [leaf.hex() for leaf in LEAVES] == EIGHT["leaf_hashes"]


@pytest.mark.parametrize("size", range(9))
def test_the_classic_eight_leaves_have_their_roots(size):
    head = tree_head(LEAVES[:size])

    assert (head.size, head.root.hex()) == (size, EIGHT["roots"][str(size)])


@pytest.mark.parametrize("size", [int(size) for size in WORKED["roots"]])
def test_the_worked_log_has_its_roots(size):
    assert tree_head(worked_leaves(70_000)[:size]).root.hex() == WORKED["roots"][str(size)]


def test_the_worked_log_has_its_leaf_hashes():
    assert {str(index): leaf_hash(entry(index)).hex() for index in range(3)} == WORKED["leaf_hashes"]


def test_growing_one_by_one_gives_the_definition_of_the_head():
    def head(leaves):  # RFC 6962 section 2.1, as it is written
        if len(leaves) < 2:
            return leaves[0] if leaves else EMPTY_ROOT
        middle = 1
        while middle * 2 < len(leaves):
            middle *= 2
        return node_hash(head(leaves[:middle]), head(leaves[middle:]))

    frontier, leaves = Frontier(), worked_leaves(70)
    for size in range(70):
        assert frontier.root == head(leaves[:size])
        assert len(frontier.peaks) == size.bit_count()
        frontier = frontier.with_leaves([leaves[size]])


def test_a_node_cannot_be_shown_as_an_entry():
    left, right = LEAVES[:2]

    assert node_hash(left, right) != leaf_hash(left + right)
