"""Signing in: a link is spent when pressed, not when opened, and a session has an end."""

import time

from django.conf import settings
from django.test import Client

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR


def test_opening_a_link_does_not_spend_it(passer_by, world):
    token = rights.make_sign_in_link(world, OPERATOR)

    opened = [passer_by.get(f"/es/sign-in/{token}").status_code, passer_by.head(f"/es/sign-in/{token}").status_code]
    pressed = passer_by.post(f"/es/sign-in/{token}")

    assert opened == [200, 200]
    assert (pressed.status_code, pressed["Location"]) == (302, "/es/desk")


def test_a_spent_link_signs_nobody_in(on_duty, world):
    token = rights.make_sign_in_link(world, OPERATOR)
    Client().post(f"/es/sign-in/{token}")

    second = Client()
    answer = second.post(f"/es/sign-in/{token}")

    assert answer.status_code == 403
    assert second.get("/es/desk").status_code == 302


def test_a_made_up_link_answers_in_words(passer_by):
    answer = passer_by.post("/en/sign-in/never-made")

    assert answer.status_code == 403
    assert "<h1" in answer.content.decode()


def test_a_form_without_its_token_is_refused(house, world):
    strict = Client(enforce_csrf_checks=True)
    token = rights.make_sign_in_link(world, OPERATOR)

    answer = strict.post(f"/es/sign-in/{token}")

    assert answer.status_code == 403
    assert "No se pudo recibir el formulario." in answer.content.decode()


def test_signing_in_changes_the_session(house, world):
    client = Client()
    client.post(f"/es/sign-in/{rights.make_sign_in_link(world, OPERATOR)}")
    first = client.cookies[settings.SESSION_COOKIE_NAME].value

    client.post(f"/es/sign-in/{rights.make_sign_in_link(world, OPERATOR)}")

    assert client.cookies[settings.SESSION_COOKIE_NAME].value != first


def test_signing_out_ends_the_session_at_once(on_duty):
    old = on_duty.cookies[settings.SESSION_COOKIE_NAME].value

    on_duty.post("/es/sign-out")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old

    assert thief.get("/es/desk").status_code == 302


def test_half_an_hour_without_use_ends_the_session(on_duty):
    session = on_duty.session
    session["seen"] = int(time.time()) - 31 * 60
    session.save()

    assert on_duty.get("/es/desk/orgs").status_code == 302


def test_a_signed_in_page_stays_out_of_every_cache(on_duty):
    assert on_duty.get("/es/desk/orgs")["Cache-Control"] == "no-store"
    assert on_duty.get("/es/")["Cache-Control"] == "no-store"


def test_the_session_cookie_is_closed_to_scripts_and_to_other_sites(on_duty):
    cookie = on_duty.cookies[settings.SESSION_COOKIE_NAME]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
