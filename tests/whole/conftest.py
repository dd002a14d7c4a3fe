"""An installation that was prepared, one to which the story happened in peace, and the process that tells it."""

import os
import random

import pytest
from tests.whole.dying import SURVIVED, Order
from tests.whole.outside import begin
from tests.whole.telling import Teller


@pytest.fixture(scope="module")
def teller():
    one = Teller()
    yield one
    one.end()


@pytest.fixture(scope="module")
def prepared(teller, tmp_path_factory):
    """An installation with two organisations, before anything happened to them."""
    name = f"crash_{os.getpid()}_{random.SystemRandom().getrandbits(32):08x}"
    place = begin(tmp_path_factory.mktemp("crash") / "prepared", name)
    assert teller.do(Order(place.database, str(place.folder), "prepare")) == SURVIVED
    yield place
    place.clear()


@pytest.fixture(scope="module")
def calm(teller, prepared):
    """The same installation after the story, told once by a process that nobody disturbed."""
    place = prepared.copy("calm")
    assert teller.do(Order(place.database, str(place.folder))) == SURVIVED
    yield place
    place.clear()
