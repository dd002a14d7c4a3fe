import base64
from dataclasses import replace

import pytest
from tests.core.ledger.vectors import WORKED, entry, vector, worked_leaves, worked_tree

from baluarte.core.ledger.proofs import extends, heads_of, includes, prove_consistency, prove_inclusion
from baluarte.core.ledger.tree import EMPTY_ROOT, TreeHead, leaf_hash, tree_head

EIGHT = vector("tree-eight-leaves.json")
LEAVES = [bytes.fromhex(text) for text in EIGHT["leaf_hashes"]]
SEVENTY = [leaf_hash(entry(index)) for index in range(71)]
HEADS = [tree_head(SEVENTY[:size]) for size in range(71)]


def broken(proof):
    """Every proof that differs from this one by one hash removed, added, swapped or flipped in one bit."""
    for at in range(len(proof)):
        yield proof[:at] + proof[at + 1 :]
        yield [*proof[:at], bytes([proof[at][0] ^ 1]) + proof[at][1:], *proof[at + 1 :]]
        yield [*proof[:at], proof[at], *proof[at:]]
        if at and proof[at] != proof[at - 1]:
            yield [*proof[: at - 1], proof[at], proof[at - 1], *proof[at + 1 :]]
    yield [*proof, bytes(32)]


@pytest.mark.parametrize("case", EIGHT["inclusion"], ids=lambda case: f"{case['index']}-of-{case['size']}")
def test_the_classic_inclusion_proofs_are_made_and_pass(case):
    proof = prove_inclusion(case["index"], case["size"], heads_of(LEAVES))

    assert [one.hex() for one in proof] == case["proof"]
    assert includes(tree_head(LEAVES[: case["size"]]), case["index"], LEAVES[case["index"]], proof)


@pytest.mark.parametrize("case", EIGHT["consistency"], ids=lambda case: f"{case['old']}-to-{case['new']}")
def test_the_classic_consistency_proofs_are_made_and_pass(case):
    proof = prove_consistency(case["old"], case["new"], heads_of(LEAVES))

    assert [one.hex() for one in proof] == case["proof"]
    assert extends(tree_head(LEAVES[: case["old"]]), tree_head(LEAVES[: case["new"]]), proof)


@pytest.mark.parametrize("case", WORKED["inclusion"], ids=lambda case: f"{case['index']}-of-{case['size']}")
def test_inclusion_in_the_worked_log_comes_out_of_tiles_to_the_byte(case):
    tree = worked_tree(case["size"])

    proof = prove_inclusion(case["index"], case["size"], tree.heads)

    assert [base64.b64encode(one).decode() for one in proof] == case["proof"]
    assert includes(tree.head, case["index"], leaf_hash(entry(case["index"])), proof)


@pytest.mark.parametrize("case", WORKED["consistency"], ids=lambda case: f"{case['old']}-to-{case['new']}")
def test_consistency_in_the_worked_log_comes_out_of_tiles_to_the_byte(case):
    tree = worked_tree(case["new"])

    proof = prove_consistency(case["old"], case["new"], tree.heads)

    assert [base64.b64encode(one).decode() for one in proof] == case["proof"]
    assert extends(tree_head(worked_leaves(70_000)[: case["old"]]), tree.head, proof)


@pytest.mark.parametrize("size", range(1, 71))
def test_inclusion_holds_for_every_index_and_for_nothing_else(size):
    head, heads = HEADS[size], heads_of(SEVENTY[:size])
    for index in range(size):
        leaf, proof = SEVENTY[index], prove_inclusion(index, size, heads)

        assert includes(head, index, leaf, proof)
        assert not any(includes(head, index, leaf, wrong) for wrong in broken(proof))
        assert not includes(head, index, SEVENTY[(index + 1) % 71], proof)
        assert not any(includes(head, other, leaf, proof) for other in {index + 1, index - 1, size, -1})
        assert not includes(replace(head, root=HEADS[size - 1].root), index, leaf, proof)


def test_an_inclusion_proof_fails_for_a_tree_of_another_size():
    # The root decides as well: a size alone that gives the same way up is caught by it.
    for size in range(2, 71):
        for index in range(size):
            proof = prove_inclusion(index, size, heads_of(SEVENTY[:size]))
            assert not includes(HEADS[size - 1], index, SEVENTY[index], proof)


@pytest.mark.parametrize("new", range(1, 71))
def test_consistency_holds_for_every_beginning_and_for_nothing_else(new):
    heads = heads_of(SEVENTY[:new])
    for old in range(1, new):
        proof = prove_consistency(old, new, heads)

        assert extends(HEADS[old], HEADS[new], proof)
        assert not any(extends(HEADS[old], HEADS[new], wrong) for wrong in broken(proof))
        assert not extends(HEADS[old], replace(HEADS[new], root=bytes(32)), proof)
        assert not extends(replace(HEADS[old], root=bytes(32)), HEADS[new], proof)
        assert not extends(HEADS[new], HEADS[old], proof)
        assert not extends(replace(HEADS[old], size=old - 1), HEADS[new], proof)


def test_a_tree_extends_itself_and_the_empty_tree_without_a_proof():
    empty = TreeHead(0, EMPTY_ROOT)

    assert extends(empty, HEADS[7], [])
    assert extends(empty, empty, [])
    assert extends(HEADS[7], HEADS[7], [])
    assert not extends(HEADS[7], replace(HEADS[7], root=HEADS[6].root), [])
    assert not extends(HEADS[7], HEADS[7], [bytes(32)])
    assert not extends(empty, HEADS[7], [bytes(32)])
    assert not extends(TreeHead(0, HEADS[1].root), HEADS[7], [])
    assert not extends(TreeHead(0, HEADS[1].root), empty, [])
    assert not extends(HEADS[1], HEADS[2], [])


def test_proofs_from_tiles_equal_proofs_from_leaves():
    size, leaves = 300, worked_leaves(300)
    tree, heads = worked_tree(size), heads_of(leaves)

    assert all(prove_inclusion(at, size, tree.heads) == prove_inclusion(at, size, heads) for at in range(size))
    assert all(prove_consistency(at, size, tree.heads) == prove_consistency(at, size, heads) for at in range(size + 1))


def test_nothing_is_proved_of_what_is_not_there():
    with pytest.raises(ValueError, match="3, 3"):
        prove_inclusion(3, 3, heads_of(LEAVES))
    with pytest.raises(ValueError, match="4, 3"):
        prove_consistency(4, 3, heads_of(LEAVES))
