"""Somebody who has signed in and holds no role opens nothing but what is public and the pages of the own account.

A new page that asks no action for leave is found here by itself.
"""

import pytest
from django.test import Client
from tests.faces.test_walk import PUBLIC, PUBLIC_API, PUBLISHED, ROUTES

from baluarte.actions import rights
from baluarte.actions.constituency import roles
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.rights.grants.tables import GrantRow

# Of one's own account: how one signs in, where one is signed in, and for whom one acts, which here is nobody.
OWN = {"mfa_index", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_activate_totp", "mfa_generate_recovery_codes", "my-clients"}


@pytest.fixture
def without_roles(house, world) -> Client:
    """A member of the team whose every role was ended, in a session that began before."""
    client = Client()
    client.post(f"/es/sign-in/{rights.make_sign_in_link(world, OPERATOR, 'guardia-9')}")
    for number in GrantRow.objects.values_list("id", flat=True):
        roles.end_grant(world, OPERATOR, number)
    return client


def test_no_page_but_what_is_public_or_ones_own_opens_without_a_role(without_roles):
    opened = [
        (name, address)
        for name, address in ROUTES
        if name not in PUBLIC | PUBLISHED | OWN and not PUBLIC_API.match(address) and without_roles.get(address).status_code == 200
    ]

    assert opened == []
