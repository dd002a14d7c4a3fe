"""A campaign on the desk: previewed, asked for, decided by a second person, sent, followed."""

import re
from io import BytesIO

import pytest
from django.test import Client

from baluarte.actions import campaigns, rights
from baluarte.actions.campaigns import Proposal
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.store.campaigns.models import CampaignRow

WORDS = {"says_es": "Hay una falla.", "says_en": "There is a flaw.", "do_es": "Instale la corrección.", "do_en": "Install the fix."}
ROWS = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n2026-03-05 03:00:00,high,192.0.2.77,tcp,443,,,64500,AN,,\n"


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


@pytest.fixture
def asked(lived_in, world) -> int:
    """A campaign that a colleague asked for."""
    said = Text("Hay una falla.", "There is a flaw."), Text("Instale la corrección.", "Install the fix.")
    rows = Proposal("Correo expuesto", "report", "2026-03-05-scan_ssl-anahuac.csv", *said, file=ROWS.encode())
    return campaigns.ask_campaign(world, Actor("account-colleague", "officer"), rows).number


def test_a_preview_keeps_nothing_and_names_whom_it_concerns(on_duty, lived_in):
    file = BytesIO(ROWS.encode())
    file.name = "2026-03-05-scan_ssl-anahuac.csv"
    answer = on_duty.post("/en/desk/campaigns/new", {"name": "Mail", "kind": "report", "file": file, "act": "preview", **WORDS})

    assert "It would concern 1 organisation." in words(answer)
    assert "Hospital Central de Ejemplo" in words(answer)
    assert CampaignRow.objects.count() == 0


def test_what_is_wrong_with_a_proposal_stands_beside_it(on_duty, lived_in):
    answer = on_duty.post("/es/desk/campaigns/new", {"name": "Correo", "kind": "cve", "value": "CVE-22", "act": "ask", **WORDS})

    assert answer.status_code == 422
    assert "Eso no es un CVE." in words(answer)
    assert "Hay una falla." in answer.content.decode()


@pytest.mark.parametrize(("language", "button"), [("es", "Aprobar"), ("en", "Approve")])
def test_a_colleague_may_decide(on_duty, asked, language, button):
    page = words(on_duty.get(f"/{language}/desk/campaigns/{asked}"))

    assert button in page
    assert "Hospital Central de Ejemplo" in page


def test_the_one_who_asked_sees_no_button_to_approve(on_duty, lived_in, world):
    file = {"name": "Correo", "kind": "report", "act": "ask", **WORDS}
    rows = BytesIO(ROWS.encode())
    rows.name = "2026-03-05-scan_ssl-anahuac.csv"
    place = on_duty.post("/es/desk/campaigns/new", {**file, "file": rows})["Location"]

    assert "Aprobar" not in words(on_duty.get(place))
    assert on_duty.post(place, {"act": "approve"}).status_code == 403


def test_approved_it_is_sent_once_and_followed(on_duty, asked):
    place = f"/en/desk/campaigns/{asked}"
    on_duty.post(place, {"act": "approve"})
    on_duty.post(place, {"act": "send"})

    page = words(on_duty.get(place))
    again = on_duty.post(place, {"act": "send"})

    assert "waiting to leave" in page
    assert again.status_code in {400, 409, 422}
    assert on_duty.get(f"{place}.csv").content.decode("utf-8-sig").startswith("organisation,name,sector")


def test_a_stranger_finds_no_campaign(passer_by, asked):
    assert passer_by.get(f"/es/desk/campaigns/{asked}").status_code == 302


def test_programs_ask_decide_and_send_as_people_do(house, lived_in, world, settings):
    settings.ALLOWED_HOSTS = ["*"]
    token = rights.make_token(world, OPERATOR, "robot", 30)
    client = Client(headers={"Authorization": f"Bearer {token}", "Idempotency-Key": "k1"})
    body = {"name": "Remote desktops", "kind": "cve", "value": "CVE-2099-00001", **WORDS}

    nobody = client.post("/api/2026-11/campaigns", body, content_type="application/json")
    listed = client.get("/api/2026-11/campaigns")

    assert nobody.status_code == 422
    assert nobody.json()["code"] == "campaign.nobody"
    assert listed.json()["total"] == 0
