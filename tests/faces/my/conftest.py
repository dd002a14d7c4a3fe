"""Somebody of the hospital before the pages of the hospital, signed in through a one-time link."""

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from baluarte.core.rights.grants import Grant
from baluarte.core.rights.secrets import LINK_BITS, write_link
from baluarte.store.rights import shelf
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.models import Account


def link_of(world, name: str, organisation: str, role: str = "organisation-manager", scopes: tuple[str, ...] = ()) -> str:
    """Return a fresh sign-in link of a member of an organisation, who is let in here."""
    reach = {"reach": "constituent", "organisation": organisation, "made_at": world.now(), "password": make_password(None)}
    account, _ = Account.objects.get_or_create(name=name, defaults=reach)
    until = world.machine_now() + timedelta(days=90)
    grants.keep(account.id, Grant(name, role, organisation, scopes, until), world.machine_now(), "test")
    secret = write_link(world.random_bits(LINK_BITS))
    shelf.keep_link(account.id, secret, world.machine_now())
    return secret


@pytest.fixture
def at_home(house, world, lived_in) -> Client:
    """The responsible officer of the hospital, signed in."""
    client = Client()
    assert client.post(f"/es/sign-in/{link_of(world, 'hospital', 'hospital-central')}").status_code == 302
    return client
