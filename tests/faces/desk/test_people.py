"""At the desk: roles are given and ended, keys are made, shown once and revoked."""

import re

import pytest

from baluarte.actions import constituency, rights
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.tokens import Wish
from baluarte.store.rights.grants.tables import GrantRow
from baluarte.store.rights.models import Token

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hospital_there(world):
    constituency.add_organisation(world, OPERATOR, Organisation("hospital-central", "Hospital Central"))


def give(client, **typed):
    blank = {"account": "", "new": "", "role": "viewer", "organisation": "", "scopes": "", "until": ""}
    return client.post("/en/desk/people/give", {**blank, **typed})


def test_a_new_account_gets_its_role_and_a_link_that_is_shown_once(on_duty, hospital_there):
    page = give(on_duty, account="proveedor-1", new="yes", role="provider", organisation="hospital-central", scopes="findings:read")

    row = GrantRow.objects.get(role="provider")
    assert page.status_code == 200
    assert re.search(r"/en/sign-in/[0-9a-f]{64}", page.content.decode())
    assert (row.organisation, row.scopes) == ("hospital-central", ";findings:read;")


def test_what_a_role_lacks_is_said_at_its_field_and_opens_no_account(on_duty, hospital_there):
    page = give(on_duty, account="proveedor-1", new="yes", role="provider", organisation="hospital-central")

    assert page.status_code == 422
    assert 'id="scopes-error"' in page.content.decode()
    assert give(on_duty, account="proveedor-1", role="viewer", organisation="hospital-central").status_code == 422


@pytest.mark.parametrize("until", ["yesterday", "2026-02-30", "2020-01-01", "9999-12-31"])
def test_a_day_that_is_none_or_too_far_is_refused(on_duty, hospital_there, until):
    page = give(on_duty, account="hospital-1", new="yes", role="viewer", organisation="hospital-central", until=until)

    assert page.status_code == 422


def test_the_list_names_every_role_in_both_languages_and_as_a_file(on_duty):
    english, spanish = (on_duty.get(f"/{one}/desk/people?role=duty-officer").content.decode() for one in ("en", "es"))
    file = on_duty.get("/es/desk/people.csv").content.decode()

    assert "Duty officer" in english
    assert "Oficial de guardia" in spanish
    assert file.count("administrator") == 7


def test_a_role_ends_at_the_press_of_a_button(on_duty):
    number = GrantRow.objects.get(role="auditor").id
    asked = on_duty.get(f"/en/desk/people/{number}")

    done = on_duty.post(f"/en/desk/people/{number}")

    # Nobody takes a role from themselves unseen: it is the same rule, and the administrator is an approver.
    assert asked.status_code == 200
    assert done.status_code == 302
    assert GrantRow.objects.get(id=number).ended_at is not None


def test_a_key_is_shown_once_and_revoked(on_duty):
    page = on_duty.post(
        "/en/desk/keys/new",
        {"name": "siem", "days": "30", "scopes": "findings:read", "organisation": "", "label": "green", "networks": "192.0.2.0/24"},
    )
    key = Token.objects.get()
    again = on_duty.get("/en/desk/keys").content.decode()

    ended = on_duty.post(f"/en/desk/keys/{key.key_id}")

    assert re.search(r"blw_[0-9a-f]{76}", page.content.decode())
    assert key.key_id in again
    assert "blw_" not in again
    assert ended.status_code == 302
    assert Token.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    ("field", "value"), [("days", "many"), ("scopes", "all:all"), ("networks", "here"), ("label", "red"), ("name", "")]
)
def test_a_key_that_cannot_be_is_refused_at_its_field(on_duty, field, value):
    right = {"name": "siem", "days": "30", "scopes": "findings:read", "organisation": "", "label": "green", "networks": ""}

    page = on_duty.post("/es/desk/keys/new", {**right, field: value})

    assert page.status_code == 422
    assert f'id="{field}-error"' in page.content.decode()


def test_a_key_of_nobody_is_not_there(on_duty):
    assert on_duty.post("/en/desk/keys/000000000000").status_code == 404
    assert on_duty.post("/en/desk/people/999999").status_code == 404


def test_a_token_in_any_address_is_ended_whatever_the_page(passer_by, world):
    for address in ("/es/?x={}", "/es/nowhere/{}", "/api/2026-11/health?key={}", "/es/%62lw_{}"):
        secret = rights.make_token(world, OPERATOR, Wish("siem"))

        passer_by.get(address.format(secret if "%" not in address else secret.removeprefix("blw_")))

        assert Token.objects.latest("id").revoked_at is not None, address
