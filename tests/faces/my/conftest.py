"""People of two organisations before their own pages, signed in through their first links."""

import pytest
from django.test import Client

from baluarte.actions.constituency import roles
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.grants import Grant
from baluarte.store.warning.models import FindingRow

HOSPITAL, NETWORK = "hospital-central", "redes-del-sur"


def let_in(world, name: str, *grants: Grant, home: str = "") -> Client:
    """Open an account, give it roles, and sign it in."""
    link = roles.open_account(world, OPERATOR, name, home)
    for grant in grants:
        roles.give_role(world, OPERATOR, grant)
    client = Client()
    assert client.post(f"/es/sign-in/{link}").status_code == 302
    return client


def member(world, role: str, slug: str = HOSPITAL) -> Client:
    """Return somebody who holds one role of an organisation."""
    name = f"{slug}-{role}"[:40]
    return let_in(world, name, Grant(name, role, slug), home=slug)


@pytest.fixture
def manager(house, world, lived_in) -> Client:
    """The responsible officer of the hospital."""
    return member(world, "organisation-manager")


@pytest.fixture
def stranger(house, world, lived_in) -> Client:
    """The responsible officer of a network operator, who must see nothing of the hospital."""
    return member(world, "organisation-manager", NETWORK)


@pytest.fixture
def folio(lived_in) -> str:
    """A finding of the hospital that was seen on the last day."""
    return FindingRow.objects.filter(organisation__slug=HOSPITAL).order_by("-last_seen", "id").first().folio
