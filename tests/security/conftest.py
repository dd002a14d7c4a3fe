"""A country of two organisations that must never see each other, and who asks on their behalf."""

import pytest
from tests.faces.conftest import house, on_duty, passer_by  # noqa: F401 - fixtures
from tests.security.tenants import Tenant, settle

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.testing import every_scope


@pytest.fixture
def two(house, world) -> tuple[Tenant, Tenant]:  # noqa: F811
    """Organisations A and B with rows that never share a number."""
    both = Tenant("qza7w3k9", "192.0.2"), Tenant("qzb5m8x2", "198.51.100")
    settle(world, both, (10_000, 900_000))
    return both


@pytest.fixture
def twins(house, world) -> tuple[Tenant, Tenant]:  # noqa: F811
    """Organisations A and B that count on together.

    A finding of A has the number of a notice of B: a check that compares the wrong pair passes by accident.
    """
    both = Tenant("qza7w3k9", "192.0.2"), Tenant("qzb5m8x2", "198.51.100")
    settle(world, both, (70_000, None))
    return both


@pytest.fixture
def program_of_team(world) -> str:
    """The token of a program of the team, that may whatever the team may."""
    return rights.make_token(world, OPERATOR, every_scope("team"))
