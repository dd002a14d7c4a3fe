"""What an organisation looks after by itself: its proofs, mailboxes, products, keys and people, and how it is told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.faces.my.conftest import HOSPITAL, NETWORK, member

from baluarte.actions import constituency
from baluarte.actions.constituency import claims
from baluarte.core.errors import Unreachable
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.purposes.use import WARNING
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow, ShareRow
from baluarte.store.rights.models import Account, Token
from baluarte.store.warning.models import WishRow

NAME = "instituto.example"
RECORD = f"_baluarte-verify.{NAME}"


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def claim(manager) -> str:
    """A domain that the hospital says is its own; the address of its page."""
    asked = manager.post("/es/my/claims/new/claim", {"names": NAME, "method": "dns"})
    return asked["Location"].partition("?")[0]


def checked(client, claim: str) -> str:
    client.post(claim, {"do": "check"})
    return words(client.get(claim))


def test_the_three_failures_and_the_success_are_four_different_texts(manager, world, claim):
    token = claims.show_proof_token(world, Actor("account-hospital", "constituent", HOSPITAL)).token
    told = [checked(manager, claim)]
    for now in (
        {"records": {RECORD: ("baluarte-verify=" + "a" * 32,)}},
        {"away": {RECORD: "SERVFAIL"}},
        {"away": {}, "records": {RECORD: (f"baluarte-verify={token}",)}},
    ):
        world.move(timedelta(minutes=10))
        for name, value in now.items():
            setattr(world.questions, name, value)
        told.append(checked(manager, claim))

    said = (
        "Todavía no aparece el registro. Consultamos a ns1.",
        "Encontramos un registro, pero no es el que le dimos.",
        "No pudimos consultar: ns1.",
        f"Confirmamos {NAME}",
    )
    assert [[one in text for one in said] for text in told] == [[place == row for place in range(4)] for row in range(4)]
    assert AssetRow.objects.get(value=NAME).assurance == 3


def test_what_has_to_be_placed_stands_ready_to_be_copied(manager, claim):
    page = manager.get(claim).content.decode()

    values = re.findall(r'data-copy="([^"]+)"', page)
    assert values[0] == RECORD
    assert values[2].startswith("baluarte-verify=")
    assert RECORD in values[3]
    assert "Para: quien administra el DNS" in page


def test_a_pasted_list_says_of_each_line_what_became_of_it(manager):
    page = words(manager.post("/es/my/claims/new/claim", {"names": "instituto.example\ngob.example\nno es un nombre", "method": "dns"}))

    assert "consultamos por 1 de 6 renglones" in page
    assert page.count("Qué colocar, y dónde") == 1


def test_before_its_proof_an_asset_answers_alike_whether_somebody_has_it_or_not(manager, stranger):
    taken = words(stranger.get(stranger.post("/es/my/claims/new/claim", {"names": "192.0.2.0/24", "method": "network"})["Location"]))
    free = words(stranger.get(stranger.post("/es/my/claims/new/claim", {"names": "192.0.3.0/24", "method": "network"})["Location"]))

    assert re.sub(r"192\.0\.[23]\.0/24", "@", taken) == re.sub(r"192\.0\.[23]\.0/24", "@", free)


def test_a_share_with_a_provider_has_an_end_and_is_ended_at_once(manager, world, claim):
    token = claims.show_proof_token(world, Actor("account-hospital", "constituent", HOSPITAL)).token
    world.questions.records = {RECORD: (f"baluarte-verify={token}",)}
    checked(manager, claim)
    OrganisationRow.objects.filter(slug=NETWORK).update(kind="supplier")  # who serves others may be named
    typed = {"provider": NETWORK, "values": NAME}

    never = manager.post("/es/my/shares/new/share", {**typed, "until": "2030-01-01"})
    manager.post("/es/my/shares/new/share", {**typed, "until": "2026-04-01"})
    shared = ShareRow.objects.get()
    ended = manager.post(f"/es/my/shares/{shared.id}")

    assert (never.status_code, ended.status_code) == (422, 302)
    assert str(shared.until) == "2026-04-01"
    assert ShareRow.objects.get().ended_at is not None


def test_a_dispute_over_no_kind_of_asset_leads_to_its_field(manager):
    wrong = manager.post("/es/my/ownership-disputes/new/dispute", {"kind": "castle", "value": NAME, "why": "Es nuestro."})
    right = manager.post("/es/my/ownership-disputes/new/dispute", {"kind": "domain", "value": NAME, "why": "Es nuestro."})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'href="#kind"' in wrong.content.decode()


def test_a_contact_is_added_tested_and_retired(manager, world):
    manager.post(
        "/es/my/contacts/new", {"role": "duty", "address": "guardia@hospital-central.example", "schedule": "always", "language": ""}
    )
    manager.post("/es/my/contacts", {"do": "test", "address": "guardia@hospital-central.example"})
    tested = ContactRow.objects.get(address="guardia@hospital-central.example")
    manager.post("/es/my/contacts", {"do": "retire", "address": "guardia@hospital-central.example"})

    assert tested.tested_on == world.now().date()
    assert world.messages[-1].recipient == "guardia@hospital-central.example"
    assert ContactRow.objects.get(id=tested.id).status == "retired"


def test_a_test_that_finds_no_server_is_no_test(manager, world):
    world.post.refusals.append(Unreachable("mail.unreachable", "The mail server does not answer."))

    answer = manager.post("/es/my/contacts", {"do": "test", "address": "seguridad@hospital-central.example"})

    assert answer.status_code == 503
    assert ContactRow.objects.get(address="seguridad@hospital-central.example").tested_on is None


def test_how_it_is_told_is_kept_and_a_wrong_hour_leads_to_its_field(manager):
    page = manager.get("/es/my/notifications").content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    typed = {
        "rhythm": "weekly",
        "hours": "09:00-18:00",
        "days": ["mon", "tue"],
        "holidays": "quiet",
        "week_day": "mon",
        "protection": "summary",
        "version": version,
    }

    kept = manager.post("/es/my/notifications", typed)
    wrong = manager.post("/es/my/notifications", {**typed, "hours": "de noche"})

    assert (kept.status_code, wrong.status_code) == (302, 422)
    assert 'href="#hours"' in wrong.content.decode()
    assert WishRow.objects.get(organisation__slug=HOSPITAL).wishes["rhythm"] == "weekly"


def test_a_product_is_declared_by_ones_own_word_and_a_network_is_not(manager, world):
    hospital = Actor("account-hospital", "constituent", HOSPITAL)
    manager.post(
        "/es/my/products/new/product",
        {"vendor": "fortinet", "product": "fortios", "version": "7.2.9", "exposed": "yes", "supplier": "", "criticality": "high"},
    )
    product = AssetRow.objects.get(organisation__slug=HOSPITAL, kind="product")

    listed = manager.get("/es/my/products").content.decode()
    manager.post(f"/es/my/products/end?value={product.value}")

    assert (product.origin, product.value in listed) == ("declared", True)
    assert AssetRow.objects.get(id=product.id).valid_until == world.now().date() - timedelta(days=1)
    with pytest.raises(constituency.Refused):
        constituency.add_asset(world, hospital, constituency.Asset(HOSPITAL, "cidr", "198.18.0.0/24"))


def test_a_key_is_shown_once_and_opens_the_api_for_its_own_organisation_alone(manager, world):
    made = manager.post("/es/my/keys/new/key", {"name": "SIEM", "days": "30", "label": "amber", "scopes": ["findings:read"]})
    secret = re.search(r"blw_[0-9a-f]{76}", made.content.decode())[0]
    token = Token.objects.get()

    asked = Client().get("/api/2026-11/findings", headers={"Authorization": f"Bearer {secret}"})
    later = manager.get("/es/my/keys").content.decode() + manager.get(f"/es/my/keys/{token.key_id}").content.decode()
    manager.post(f"/es/my/keys/{token.key_id}")
    ended = Client().get("/api/2026-11/findings", headers={"Authorization": f"Bearer {secret}"})

    assert asked.json()["total"] == 21
    assert secret not in later
    assert "SIEM" in later
    assert (asked.status_code, ended.status_code) == (200, 401)


@pytest.mark.parametrize(
    ("typed", "field"), [({"days": "x"}, "days"), ({"days": "9999"}, "days"), ({"name": ""}, "name"), ({"networks": "here"}, "networks")]
)
def test_a_key_that_cannot_be_made_leads_to_its_field(manager, typed, field):
    answer = manager.post("/es/my/keys/new/key", {"name": "SIEM", "days": "30", "label": "amber", **typed})

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()


def test_a_manager_lets_somebody_in_until_a_day_and_out_again(manager, world):
    typed = {"account": "hospital-turno-2", "role": "responder", "until": "2026-04-30", "new": "yes"}
    made = manager.post("/es/my/people/new/access", typed).content.decode()
    link = re.search(r"/es/sign-in/[0-9a-f]+", made)[0]
    colleague = Client()
    colleague.post(link)

    seen = colleague.get("/es/my/findings").status_code
    number = re.search(r"/es/my/people/(\d+)", manager.get("/es/my/people?account=hospital-turno-2").content.decode())[1]
    manager.post(f"/es/my/people/{number}")

    assert seen == 200
    assert colleague.get("/es/my/findings").status_code == 403
    assert link not in manager.get("/es/my/people").content.decode()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": "provider"}, "scopes-1"),
        ({"role": "approver"}, "account"),
        ({"until": "2031-01-01"}, "until"),
        ({"account": "X"}, "account"),
        ({"account": "administrator", "new": ""}, "account"),
    ],
)
def test_an_access_that_cannot_be_given_opens_no_account(manager, typed, field):
    before = Account.objects.count()

    answer = manager.post("/es/my/people/new/access", {"account": "hospital-9", "role": "viewer", "new": "yes", **typed})

    assert answer.status_code in {422, 403}
    assert answer.status_code == 403 or f'href="#{field}"' in answer.content.decode()
    assert Account.objects.count() == before


def test_who_looked_at_our_data_names_office_and_purpose_and_never_a_person(manager, world, officer):
    constituency.show_organisation(world, officer, HOSPITAL, use=WARNING)

    page = manager.get("/es/my/access").content.decode()

    assert "Mesa de guardia" in page
    assert "Avisar de exposiciones" in page
    assert officer.id not in page


def test_a_viewer_is_shown_no_door_that_would_refuse(house, world, lived_in):
    viewer = member(world, "viewer")

    page = viewer.get("/es/my/sharing")

    assert page.status_code == 200
    assert "/my/people/new/access" not in page.content.decode()
