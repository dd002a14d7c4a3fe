"""The tree of organisations says which of them was merged, and into whom."""

import pytest

from baluarte.actions.constituency import add_organisation
from baluarte.actions.warning import merge_organisations
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR


@pytest.fixture
def merged(world):
    """Two organisations, of which the second went up in the first."""
    for slug, name in (("hospital-central", "Hospital Central"), ("old-clinic", "Old Clinic")):
        add_organisation(world, OPERATOR, Organisation(slug, name))
    merge_organisations(world, OPERATOR, "old-clinic", "hospital-central")
    return world


@pytest.mark.parametrize(("language", "words"), [("es", "fusionada con"), ("en", "merged into")])
def test_a_merged_organisation_is_marked_in_the_tree(type_line, merged, language, words):
    ended = type_line("org", "tree", world=merged, environment={"LANG": f"{language}_MX.UTF-8"})

    assert ended.code == 0
    assert ended.out.splitlines() == ["hospital-central  Hospital Central", f"old-clinic  Old Clinic ({words} hospital-central)"]


def test_programs_get_the_slug(type_line, merged):
    branches = type_line("org", "tree", "--json", world=merged).json

    assert [branch["merged_into"] for branch in branches] == ["", "hospital-central"]
