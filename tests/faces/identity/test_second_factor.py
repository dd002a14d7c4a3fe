"""Password and application: both are needed, no code opens twice, and a link goes round neither."""

import re

import pytest
from django.test import Client
from tests.faces.identity.conftest import PASSWORD, code_at, is_in

from baluarte.store.ledger.models import Mark


def test_a_password_alone_opens_nothing(contact):
    client = Client()

    answer = client.post("/es/sign-in", {"login": "contacto-hospital", "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, "/es/sign-in/second")
    assert not is_in(client)


def test_a_password_and_a_code_open_the_own_pages_and_leave_their_mark(contact):
    client = contact.come(code_at(contact.secret))

    assert is_in(client)
    assert Mark.objects.filter(action="record_sign_in", about=f"account-{contact.account.id} password+totp").count() == 1


def test_a_code_opens_once(contact):
    code = code_at(contact.secret)

    first, second = contact.come(code), contact.come(code)

    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_takes_the_place_of_the_application_once(contact):
    codes = re.findall(r"<li>(\d{10})</li>", contact.client.get("/es/account/codes").content.decode())

    first, second = contact.come(codes[0]), contact.come(codes[0])

    assert (len(codes), is_in(first), is_in(second)) == (10, True, False)


def test_recovery_codes_are_shown_once(contact):
    contact.client.get("/es/account/codes")

    again = contact.client.get("/es/account/codes").content.decode()

    assert re.findall(r"\d{10}", again) == []


def test_a_link_goes_round_no_factor(contact, keeps_link):
    client = Client()

    answer = client.post(f"/es/sign-in/{keeps_link(contact.account)}")

    assert (answer.status_code, answer["Location"]) == (302, "/es/sign-in/second")
    assert not is_in(client)


def test_the_last_factor_stays(contact):
    answer = contact.client.post("/es/account/application/remove")

    assert answer.status_code == 200
    assert "uno tiene que quedar" in answer.content.decode()
    assert not is_in(contact.come("000000"))


def test_the_secret_of_an_application_is_sealed_in_the_database(contact):
    from allauth.mfa.models import Authenticator

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert contact.secret not in kept
    assert "2:" in kept


@pytest.mark.parametrize(
    ("password", "said"),
    [("corta", "al menos 12"), ("password1234", "Quienes adivinan"), ("contacto-hospital1", "del nombre"), ("x" * 257, "256")],
)
def test_a_weak_password_is_refused_in_words(contact, password, said):
    answer = contact.client.post("/es/account/password", {"password": password})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    contact.account.refresh_from_db()
    assert contact.account.check_password(PASSWORD)


def test_a_password_is_kept_as_argon2id(contact):
    assert contact.account.password.startswith("argon2$argon2id$")


def test_nobody_of_the_team_has_a_password(on_duty):
    assert on_duty.post("/es/account/password", {"password": PASSWORD}).status_code == 404


@pytest.mark.parametrize("path", ["signup", "password/reset", "email", "login/code"])
def test_nothing_signs_up_and_nothing_resets_by_mail(house, path):
    assert Client().get(f"/es/account/{path}").status_code == 404


def test_a_changed_password_ends_every_other_session(contact):
    other = contact.come(code_at(contact.secret))

    contact.client.post("/es/account/password", {"password": "cuatro gatos miran la lluvia"})

    assert (is_in(contact.client), is_in(other)) == (True, False)


def test_who_has_no_passkey_is_offered_none(contact):
    client = Client()
    client.post("/es/sign-in", {"login": "contacto-hospital", "password": PASSWORD})

    page = client.get("/es/sign-in/second").content.decode()

    assert 'name="code"' in page
    assert "data-passkey" not in page
