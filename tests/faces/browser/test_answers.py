"""The pages of what comes back, in a real browser: axe finds nothing, nothing scrolls sideways, hands reach everything."""

import json
import os
import re
from pathlib import Path

import pytest
from tests.actions.test_reply_mail import mail
from tests.faces.browser.conftest import RULES

from baluarte.actions import replies, warning
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder: then every page is kept as a picture, for people to look at


@pytest.fixture
def answered(world, lived_in):
    """A notice whose link was used once, a mail nobody could read, and a test of a contact; the addresses of their pages."""
    warning.deliver_notices(world, OPERATOR)
    links = [found.groups() for one in world.messages if (found := re.search(r"/(?:es|en)/f/([A-Z0-9-]+)\?k=([0-9a-z]+)", one.text))]
    folio, secret = links[0]
    moved = replies.answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "Es de nuestro proveedor de alojamiento."))
    to = next(dict(one.headers)["Reply-To"] for one in world.messages if "Reply-To" in dict(one.headers))
    replies.take_mail(world, OPERATOR, mail(to, "Buenas tardes: el equipo se cambió el martes.\r\n\r\n<b>Gracias</b>"))
    replies.ask_contact(world, OPERATOR, "hospital-central", "seguridad@hospital-central.example")
    confirm = re.search(r"(confirm/\d+\?k=[0-9a-z]+)", world.messages[-1].text)[1]
    waiting = [str(number) for number in ReplyRow.objects.order_by("id").values_list("id", flat=True)]
    contacts = "desk/orgs/hospital-central/contacts"
    return {
        "answer": f"f/{folio}?k={secret}", "answer-done": f"f/{folio}?k={secret}&done=false", "no-link": f"f/{folio}?k={secret[:-1]}",
        "confirm": confirm, "confirm-done": f"{confirm}&done=yes", "inbox": "desk/inbox", "reply-dispute": f"desk/inbox/{waiting[0]}",
        "reply-mail": f"desk/inbox/{waiting[1]}", "claims": "desk/claims", "dispute": f"desk/claims/{moved[0]}",
        "unreachable": "desk/unreachable", "contacts": contacts, "contact-new": f"{contacts}/new",
        "org-new": "desk/orgs/new/organisation", "org-change": "desk/orgs/hospital-central/change", "org": "desk/orgs/hospital-central",
        "asset-new": "desk/orgs/hospital-central/assets/new", "asset-end": "desk/orgs/hospital-central/assets/end?kind=cidr&value=192.0.2.0/24",
        "contact-change": f"{contacts}/change?role=security&address=seguridad@hospital-central.example",
    }  # fmt: skip


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["es", "en"])
def test_axe_finds_nothing_on_the_pages_of_what_comes_back(open_page, axe, answered, language, width):
    page = open_page(width=width)
    found = {}

    for name, address in answered.items():
        page.goto(f"{page.home}/{language}/{address}")
        page.evaluate(axe)
        violations = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(done => done.violations)")
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)
        if violations or sideways > 0 or page.locator("h1").count() != 1 or page.locator("main").count() != 1:
            found[address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in violations], sideways

    assert found == {}
    assert not page.strangers


def test_a_notice_is_answered_without_scripts_and_by_keyboard_alone(open_page, world, answered):
    FindingRow.objects.update(state="open")
    page = open_page(width=360, signed_in=False, java_script_enabled=False)
    page.goto(f"{page.home}/es/{answered['answer']}&a=fixed")

    page.focus("form button.govuk-button")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "Su respuesta quedó anotada" in page.inner_text("h1")
    assert FindingRow.objects.filter(state="fix-claimed").exists()


def test_an_incomplete_answer_leads_to_its_field(open_page, answered):
    FindingRow.objects.update(state="open")
    page = open_page(width=360, signed_in=False)
    page.goto(f"{page.home}/en/{answered['answer']}&a=false")

    with page.expect_navigation():
        page.click("form button.govuk-button")
    page.click(".govuk-error-summary a")

    assert page.evaluate("document.activeElement.id") == "why"
    assert page.title().startswith("Error:")
