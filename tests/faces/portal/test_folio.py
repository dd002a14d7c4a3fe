"""A reference leads the team to the thing itself, and tells a stranger nothing."""

import pytest
from django.test import Client

from baluarte.actions import warning
from baluarte.core.ground.query import read_query
from baluarte.core.warning.lists import FINDINGS, NOTICES


@pytest.fixture
def known(lived_in, world, officer) -> dict[str, str]:
    """The reference of one finding and of one notice, with the page of each."""
    finding = warning.list_findings(world, officer, read_query([], FINDINGS, world.now())).table["folio"][0]
    notice = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).table["folio"][0]
    return {finding: f"/es/desk/findings/{finding}", notice: f"/es/desk/outbox/{notice}"}


def test_the_team_is_led_to_what_a_reference_names(on_duty, known):
    led = {folio: on_duty.get(f"/es/f/{folio}")["Location"] for folio in known}

    assert led == known


def test_a_reference_that_names_nothing_is_not_found(on_duty, known):
    assert on_duty.get("/es/f/AN-2026-999999").status_code == 404


def test_a_stranger_cannot_tell_a_real_reference_from_a_made_up_one(known):
    stranger = Client()

    answers = {stranger.get(f"/en/f/{folio}").content.replace(folio.encode(), b"") for folio in (*known, "AN-2026-999999")}

    assert len(answers) == 1


@pytest.mark.parametrize(("accepted", "language"), [("en", "en"), ("es-MX", "es")])
def test_the_short_address_of_a_letter_leads_to_the_check(house, accepted, language):
    answer = Client().get("/verify", headers={"accept-language": accepted})

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/verify")
