"""Sessions: listed, ended one by one or together, and never longer than they may be."""

import re
import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from tests.faces.identity.conftest import account_of, code_at, is_in

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.rights.models import Account

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def by_link(world, **options) -> Client:
    client = Client(**options)
    client.post(f"/es/sign-in/{rights.make_sign_in_link(world, OPERATOR)}")
    return client


def test_the_list_names_device_and_network_and_no_whole_address(house, world):
    client = by_link(world, HTTP_USER_AGENT=FIREFOX, REMOTE_ADDR="192.0.2.77")

    page = client.get("/es/account").content.decode()

    assert "Firefox, Linux" in page
    assert "192.0.2.0" in page
    assert "192.0.2.77" not in page + str(list(UserSession.objects.values()))
    assert "140" not in str(UserSession.objects.get().user_agent)


@pytest.mark.parametrize(
    ("proxies", "told", "network"),
    [(0, "203.0.113.9", "192.0.2.0"), (1, "198.51.100.1, 203.0.113.9", "203.0.113.0"), (2, "203.0.113.9", "::"), (1, "no address", "::")],
)
def test_only_our_own_proxies_say_where_somebody_comes_from(house, world, settings, proxies, told, network):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies

    by_link(world, REMOTE_ADDR="192.0.2.77", HTTP_X_FORWARDED_FOR=told)

    assert UserSession.objects.get().ip == network


def test_one_session_is_ended_and_the_others_go_on(house, world):
    here, there, third = by_link(world), by_link(world), by_link(world)
    key = there.cookies[settings.SESSION_COOKIE_NAME].value

    here.post("/es/account/sessions", {"session": UserSession.objects.get(session_key=key).pk})

    assert [is_in(one) for one in (here, there, third)] == [True, False, True]


def test_all_others_are_ended_at_once(house, world):
    here, there, third = by_link(world), by_link(world), by_link(world)

    here.post("/es/account/sessions", {"session": "others"})

    assert [is_in(one) for one in (here, there, third)] == [True, False, False]


def test_the_session_of_another_account_is_as_if_it_were_not(contact, world):
    mine = by_link(world)
    key = mine.cookies[settings.SESSION_COOKIE_NAME].value
    number = UserSession.objects.get(session_key=key).pk

    foreign = contact.client.post("/es/account/sessions", {"session": number})
    none = contact.client.post("/es/account/sessions", {"session": 10**9})

    assert (foreign.status_code, none.status_code) == (404, 404)
    assert re.sub(rb'name="csrfmiddlewaretoken"[^>]*', b"", foreign.content) == re.sub(
        rb'name="csrfmiddlewaretoken"[^>]*', b"", none.content
    )
    assert is_in(mine)


@pytest.mark.parametrize(("unused", "age", "is_there"), [(29, 60, True), (31, 60, False), (1, 11 * 60, True), (1, 12 * 60 + 1, False)])
def test_a_session_of_the_team_has_two_ends(on_duty, unused, age, is_there):
    session, now = on_duty.session, int(time.time())
    session["seen"], session["began"] = now - unused * 60, now - age * 60
    session.save()

    assert (on_duty.get("/es/desk/orgs").status_code == 200) is is_there


@pytest.mark.parametrize(("unused", "age", "is_there"), [(59, 60, True), (61, 70, False), (1, 24 * 60 + 1, False)])
def test_a_session_of_a_contact_lives_longer(contact, unused, age, is_there):
    session, now = contact.client.session, int(time.time())
    session["seen"], session["began"] = now - unused * 60, now - age * 60
    session.save()

    assert is_in(contact.client) is is_there


def test_a_clock_set_back_does_not_lengthen_a_session(on_duty):
    session = on_duty.session
    session["seen"] = session["began"] = int(time.time()) + 3600
    session.save()

    assert on_duty.get("/es/desk/orgs").status_code == 302


def test_a_closed_account_is_out_at_once(on_duty):
    Account.objects.update(is_active=False)

    assert on_duty.get("/es/desk/orgs").status_code == 302


def test_a_new_proof_gives_the_session_a_new_identifier(contact):
    old = contact.client.cookies[settings.SESSION_COOKIE_NAME].value

    contact.client.post("/es/account/confirm/code", {"code": code_at(contact.secret)})

    new = contact.client.cookies[settings.SESSION_COOKIE_NAME].value
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = old
    assert new != old
    assert (is_in(contact.client), is_in(thief)) == (True, False)


@pytest.mark.parametrize("path", ["passkeys/add", "application/remove", "password", "codes/new"])
def test_a_factor_is_changed_only_by_a_fresh_proof(contact, path):
    session = contact.client.session
    session["proved"] = int(time.time()) - 301
    session.save()

    answer = contact.client.get(f"/es/account/{path}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/es/account/confirm")


def test_outside_this_machine_a_link_alone_shows_nothing(house, world, settings, keeps_link):
    settings.FACTORS_OF_TEAM, settings.FACTORS_OF_CONTACT = 2, 1
    officer, contact = by_link(world), Client()
    contact.post(f"/es/sign-in/{keeps_link(account_of(world, 'contacto-2'))}")

    answers = [officer.get("/es/desk/orgs"), officer.get("/es/desk/findings.csv"), contact.get("/es/my")]

    assert [(one.status_code, one.get("Location")) for one in answers] == [(302, "/es/account")] * 3
    assert is_in(officer)


def test_an_act_of_weight_asks_for_a_fresh_proof_and_leads_back(contact, world):
    session = contact.client.session
    session["proved"] = int(time.time()) - 301
    session.save()
    address = "/es/my/keys/new/key"

    refused = contact.client.post(address, {"name": "siem", "days": "30", "scopes": "findings:read", "findings:read": "on"})
    proved = contact.client.post(refused["Location"], {"code": code_at(contact.secret)})

    assert refused["Location"] == "/es/account/confirm/code?next=%2Fes%2Fmy%2Fkeys%2Fnew%2Fkey"
    assert proved["Location"] == address


def test_every_act_of_weight_stands_in_the_matrix():
    from baluarte.core.rights.fresh import WEIGHTY
    from baluarte.core.rights.permissions import RULES

    assert WEIGHTY - set(RULES) <= set()
