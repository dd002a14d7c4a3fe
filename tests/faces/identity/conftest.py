"""Accounts to come in with: a contact with a password and an application, and what its telephone would show."""

import re
import time
from dataclasses import dataclass
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from baluarte.core.rights.grants import Grant
from baluarte.store.rights.grants import shelf as grants
from baluarte.store.rights.models import Account

PASSWORD = "tres perros cruzan el puente"


def code_at(secret: str, steps: int = 0) -> str:
    """Return what an application shows, so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@dataclass
class Contact:
    """A contact, signed in, and the secret in its telephone."""

    client: Client
    account: Account
    secret: str

    def come(self, code: str, password: str = PASSWORD) -> Client:
        """Come in anew, by password and code, in a browser nobody knows."""
        client = Client()
        client.post("/es/sign-in", {"login": self.account.name, "password": password})
        client.post("/es/sign-in/second", {"code": code})
        return client


def account_of(world, name: str, organisation: str = "hospital-central", role: str = "organisation-manager") -> Account:
    """Return a new account that holds one role."""
    made = Account(name=name, reach="constituent", organisation=organisation, made_at=world.machine_now())
    made.set_unusable_password()
    made.save()
    now = world.machine_now()
    grants.keep(made.id, Grant(name, role, organisation, until=now + timedelta(days=90)), now, "operator")
    return made


def is_in(client: Client) -> bool:
    """Return whether somebody is signed in, as the page of the own sign-in tells."""
    return client.get("/es/account").status_code == 200


@pytest.fixture
def contact(house, world, keeps_link) -> Contact:
    """A contact of the hospital who set a password and an application, as in life."""
    account = account_of(world, "contacto-hospital")
    client = Client()
    client.post(f"/es/sign-in/{keeps_link(account)}")
    client.post("/es/account/password", {"password": PASSWORD})
    page = client.get("/es/account/application").content.decode()
    secret = re.search(r'<strong class="mono break">([A-Z2-7]+)</strong>', page)[1]
    answer = client.post("/es/account/application", {"code": code_at(secret, -1)})
    assert answer.status_code == 302, answer.content.decode()
    account.refresh_from_db()
    return Contact(client, account, secret)


@pytest.fixture
def keeps_link(world):
    """Return a function that makes the one-time link of an account."""
    from baluarte.core.rights.secrets import write_link
    from baluarte.store.rights import shelf

    def made(account: Account) -> str:
        secret = write_link(world.random_bits(256))
        shelf.keep_link(account.id, secret, world.machine_now())
        return secret

    return made
