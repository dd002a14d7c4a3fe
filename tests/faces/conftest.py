"""A house to visit: the pages over the world of the test, as a visitor and as an officer."""

from collections.abc import Iterator

import pytest
from django.test import Client

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR


@pytest.fixture
def house(world, settings) -> Iterator[None]:
    """Let every page of this test live in the test's world; static files lie unhashed."""
    settings.OPEN_WORLD = lambda: world
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    return


@pytest.fixture
def passer_by(house) -> Client:
    """Somebody whom nobody knows."""
    return Client()


@pytest.fixture
def on_duty(house, world) -> Client:
    """The officer, signed in through a one-time link, as in life."""
    client = Client()
    token = rights.make_sign_in_link(world, OPERATOR)
    answer = client.post(f"/es/sign-in/{token}")
    assert answer.status_code == 302
    return client
