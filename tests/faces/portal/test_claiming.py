"""The link that proves a mailbox: looking changes nothing, one press confirms, and it is spent."""

import re

import pytest

from baluarte.actions import constituency as register
from baluarte.actions.constituency import claims
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import SYSTEM, Actor
from baluarte.store.constituency.models import AssetRow

MEMBER = Actor("account-hospital", "constituent", "hospital-central")


@pytest.fixture
def mailed(world, officer):
    register.add_organisation(world, officer, Organisation("hospital-central", "Hospital Central", "hospital", "health"))
    number = claims.claim_assets(world, MEMBER, "", "instituto.example", "mail-alias")[0].number
    claims.send_claim_link(world, MEMBER, number, "security@instituto.example")
    claims.send_claim_mails(world, SYSTEM)
    return re.search(r"/claim/([a-z2-7]+)", world.messages[-1].text)[1]


def test_opening_the_link_changes_nothing_and_a_press_confirms_once(passer_by, mailed):
    page = passer_by.get(f"/es/claim/{mailed}")
    assert "instituto.example" in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert AssetRow.objects.get().assurance == 0

    pressed = passer_by.post(f"/es/claim/{mailed}")

    assert pressed.url == "/es/claim?state=verified"
    assert AssetRow.objects.get().assurance == 1
    assert passer_by.get(pressed.url).status_code == 200
    assert passer_by.get(f"/es/claim/{mailed}").status_code == 404


def test_a_made_up_link_opens_nothing_and_guessing_slows_down(passer_by, mailed):
    answers = [passer_by.get(f"/en/claim/{'a' * 52}").status_code for _ in range(8)]

    assert answers[0] == 404
    assert answers[-1] == 429
