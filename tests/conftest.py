"""The standing cast, and the world they act in."""

from collections.abc import Iterator

import pytest

from baluarte.core.rights.actors import Actor
from baluarte.testing import TestWorld
from baluarte.testing import world as make_world


@pytest.fixture
def officer() -> Actor:
    """The officer on duty at the national CSIRT: sees all organisations."""
    return Actor("account-officer", "officer")


@pytest.fixture
def hospital() -> Actor:
    """The contact of a hospital: sees its own organisation."""
    return Actor("account-hospital", "constituent", "hospital-central")


@pytest.fixture
def operator() -> Actor:
    """The contact of an unrelated network operator, who must see nothing of others."""
    return Actor("account-operator", "constituent", "redes-del-sur")


@pytest.fixture
def citizen() -> Actor:
    """A citizen who reads what is public."""
    return Actor("citizen", "visitor")


@pytest.fixture
def visitor() -> Actor:
    """A hostile visitor: claims to belong to the hospital, but nobody gave him a reach."""
    return Actor("visitor", "visitor", "hospital-central")


@pytest.fixture
def world(db, tmp_path) -> Iterator[TestWorld]:
    """A world with an empty database and an empty data folder."""
    return make_world(str(tmp_path / "data"))
