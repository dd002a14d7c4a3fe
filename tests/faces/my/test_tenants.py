"""One organisation sees nothing of another: no row, no count, no existence, and the same bytes for what never was."""

import re

import pytest
from django.test import Client
from tests.faces.my.conftest import HOSPITAL, NETWORK, let_in

from baluarte.actions import warning
from baluarte.actions.constituency import claims
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.core.rights.grants import Grant
from baluarte.faces.desk.my.registers import LISTINGS
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Token
from baluarte.store.warning.models import NoticeRow

OURS = re.compile(r"192\.0\.2\.|hospital-central|Hospital Central|seguridad@hospital")
PAGES = ("", "/contacts", "/notifications", "/sharing", "/claims/token", *(f"/{name}" for name in LISTINGS))


@pytest.mark.parametrize("places", [PAGES, [f"/{name}.{ext}" for name in LISTINGS for ext in ("csv", "json")]], ids=["pages", "files"])
def test_no_page_and_no_file_of_one_organisation_names_another(stranger, places):
    for rest in places:
        answer = stranger.get(f"/es/my{rest}")

        assert answer.status_code == 200, rest
        assert not OURS.search(answer.content.decode()), rest


def test_what_is_anothers_answers_as_what_never_was_byte_for_byte(manager, stranger, world, folio):
    manager.post("/es/my/keys/new/key", {"name": "SIEM", "days": "30", "label": "amber", "scopes": ["findings:read"]})
    notice = NoticeRow.objects.filter(organisation__slug=HOSPITAL).first().folio
    claim = claims.claim_assets(world, Actor("account-hospital", "constituent", HOSPITAL), "", "instituto.example")[0].number
    grant, token = GrantRow.objects.get(organisation=HOSPITAL).id, Token.objects.get().key_id

    for real, never in (
        (f"findings/{folio}", "findings/AN-2026-999999"),
        (f"notices/{notice}", "notices/AN-2026-999999"),
        (f"claims/{claim}", "claims/999999"),
        (f"keys/{token}", "keys/ffffffffffff"),
    ):
        one, other = (stranger.get(f"/es/my/{rest}") for rest in (real, never))
        assert one.status_code == other.status_code == 404, real
        assert _plain(one, real) == _plain(other, never), real
    ended = stranger.post(f"/es/my/people/{grant}"), stranger.post("/es/my/people/999999")
    assert [answer.status_code for answer in ended] == [404, 404]
    assert GrantRow.objects.get(id=grant).ended_at is None


def test_no_form_writes_to_another_organisation(stranger, folio, world):
    before = NoticeRow.objects.count()

    codes = [
        stranger.post(f"/es/my/findings/{folio}", {"answer": "acknowledge"}).status_code,
        stranger.post(f"/es/my/findings/{folio}/check").status_code,
        stranger.post(f"/es/my/findings/{folio}/certificate").status_code,
        stranger.post("/es/my/contacts", {"do": "retire", "address": "seguridad@hospital-central.example"}).status_code,
        stranger.post("/es/my/contacts", {"do": "test", "address": "seguridad@hospital-central.example"}).status_code,
    ]

    assert codes == [404] * 5
    assert NoticeRow.objects.count() == before
    assert not world.messages


def test_a_visitor_is_led_to_sign_in_and_the_team_hears_whose_pages_these_are(passer_by, on_duty, lived_in):
    for rest in PAGES[1:]:
        assert passer_by.get(f"/es/my{rest}")["Location"].startswith("/es/sign-in"), rest
        assert on_duty.get(f"/es/my{rest}").status_code == 403, rest
    assert passer_by.get("/es/my").status_code == on_duty.get("/es/my").status_code == 200


def test_a_reference_leads_its_organisation_to_it_and_another_nowhere(manager, stranger, folio):
    ours, theirs = manager.get(f"/es/f/{folio}"), stranger.get(f"/es/f/{folio}")
    never = stranger.get("/es/f/AN-2026-999999")

    assert ours["Location"] == f"/es/my/findings/{folio}"
    assert _plain(theirs, folio) == _plain(never, "AN-2026-999999")


def test_a_message_is_shown_without_what_answers_in_the_name_of_its_mailbox(manager, world):
    warning.deliver_notices(world, OPERATOR)
    notice = NoticeRow.objects.filter(organisation__slug=HOSPITAL).first().folio
    secret = re.search(r"\?k=([0-9a-z]+)", next(one.text for one in world.messages if HOSPITAL in one.recipient))[1]

    page = manager.get(f"/es/my/notices/{notice}").content.decode()

    assert "QUÉ PASA" in page
    assert f"/es/f/{notice}?k=…" in page
    assert secret not in page


def test_who_acts_for_two_chooses_one_and_sees_that_one_alone(house, world, lived_in):
    grants = [Grant("proveedor-1", "provider", slug, ("findings:read", "organisations:read")) for slug in (HOSPITAL, NETWORK)]
    provider = let_in(world, "proveedor-1", *grants)

    both = provider.get("/es/my").content.decode()
    before = provider.cookies["sid"].value
    provider.post("/es/my/acting", {"organisation": NETWORK})
    one = provider.get("/es/my/findings").content.decode()

    assert "Hospital Central" in both
    assert "Redes del Sur" in both
    assert "203.0.113." in one
    assert not OURS.search(one)
    assert provider.cookies["sid"].value != before  # another reach, another session
    assert provider.post("/es/my/acting", {"organisation": "clinica-norte"}).status_code == 404


def test_pages_of_an_organisation_are_kept_by_no_cache(manager: Client, folio):
    for rest in ("", "/findings", f"/findings/{folio}", "/findings.csv"):
        assert "no-store" in manager.get(f"/es/my{rest}")["Cache-Control"]


def _plain(answer, name: str) -> str:
    """Return a page without what every page says of itself: its address, and its token against forged forms."""
    text = answer.content.decode().replace(name, "@")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
