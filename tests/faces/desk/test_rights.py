"""What needs a second person is asked and agreed at the desk, in a page that works without scripts."""

import pytest

from baluarte.actions.rights import unmasking
from baluarte.core.rights.actors import OPERATOR, Actor

NAME = "b" * 32
COLLEAGUE = Actor("account-director", "officer")


@pytest.mark.parametrize(("language", "says"), [("es", "compromised"), ("en", "cuenta")])
def test_somebody_asks_and_somebody_else_agrees(on_duty, world, language, says):
    unmasking.set_unit(world, OPERATOR, "account-director", "direction")
    number = unmasking.ask_unmasking(world, COLLEAGUE, "account", NAME, "person-asked")

    page = on_duty.get(f"/{language}/desk/rights").content.decode()
    answer = on_duty.post(f"/{language}/desk/rights", {"do": "agree", "number": str(number)}, follow=True)

    assert NAME in page
    assert says not in page.lower().partition("<main")[2]
    assert answer.redirect_chain[-1][0].endswith("?done=open")
    assert answer.status_code == 200


def test_nobody_agrees_to_what_they_asked_for(on_duty, world):
    on_duty.post("/es/desk/rights", {"do": "ask", "kind": "account", "subject": NAME, "reason": "court", "minutes": "30"})

    answer = on_duty.post("/es/desk/rights", {"do": "agree", "number": "1"})

    assert answer.status_code == 403
    assert "Esta voz no cuenta" in answer.content.decode()


@pytest.mark.parametrize(
    "sent", [{"do": "ask", "kind": "account", "subject": NAME, "reason": "curiosity", "minutes": "30"}, {"do": "sing"}, {}]
)
def test_what_cannot_be_asked_is_said_and_nothing_is_done(on_duty, sent):
    assert on_duty.post("/en/desk/rights", sent).status_code == 422


def test_the_desk_of_rights_is_not_for_strangers(passer_by):
    assert passer_by.get("/es/desk/rights").status_code != 200
