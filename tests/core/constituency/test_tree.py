"""The tree of organisations has no circles and loses nobody."""

from hypothesis import given
from hypothesis import strategies as st

from baluarte.core.constituency.organisation import Organisation
from baluarte.core.constituency.tree import ancestors, grow, in_a_circle


def test_branches_stand_by_name_without_regard_to_accents():
    trees = grow([Organisation("z", "Área"), Organisation("a", "Zona"), Organisation("m", "mar")])

    assert [tree.organisation.slug for tree in trees] == ["z", "m", "a"]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=31))
def test_a_tree_without_circles_holds_every_organisation_once(parents):
    organisations = [
        Organisation(f"o-{number}", f"O {number}", parent=f"o-{parent}" if parent < number else "") for number, parent in enumerate(parents)
    ]

    def count(branches):
        return sum(1 + count(branch.branches) for branch in branches)

    assert count(grow(organisations)) == len(organisations)


def test_the_way_up_ends_even_where_it_goes_round():
    parents = {"a": "b", "b": "c", "c": "a"}

    assert ancestors("a", parents) == ("b", "c", "a")
    assert in_a_circle("b", parents)
