"""Guards: by account and by network, in every spelling and method, and never a lock that shuts the right one out."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from tests.faces.identity.conftest import PASSWORD, code_at, is_in

from baluarte.store.ledger.models import Mark
from baluarte.store.rights.identity.tables import Attempts

LATER = "Demasiados intentos"
WRONG = "no es correcto. No decimos cuál."


def guess(name: str, times: int, network: str = "192.0.2.1") -> list[str]:
    """Return what was said to so many wrong passwords."""
    said = []
    for _ in range(times):
        answer = Client(REMOTE_ADDR=network).post("/es/sign-in", {"login": name, "password": "una contraseña que no es"}).content.decode()
        said.append(LATER if LATER in answer else WRONG if WRONG in answer else "")
    return said


def test_after_five_failures_an_account_has_to_wait_and_the_wait_grows(contact, world):
    first = guess("contacto-hospital", 6)
    world.move(timedelta(seconds=2))
    again = guess("contacto-hospital", 2)
    world.move(timedelta(seconds=3))
    third = guess("contacto-hospital", 1)

    assert first == [WRONG] * 5 + [LATER]
    assert again == [WRONG, LATER]
    assert third == [WRONG]


def test_the_right_password_is_heard_when_the_wait_is_over(contact, world):
    guess("contacto-hospital", 6)
    early = contact.come(code_at(contact.secret))
    world.move(timedelta(minutes=15))

    late = contact.come(code_at(contact.secret))

    assert (is_in(early), is_in(late)) == (False, True)


@pytest.mark.parametrize("spelling", ["CONTACTO-HOSPITAL", " contacto-hospital ", "ｃｏｎｔａｃｔｏ-hospital", "Contacto-Hospital\t"])
def test_another_spelling_is_the_same_account(contact, spelling):
    guess(spelling, 5)

    assert guess("contacto-hospital", 1) == [LATER]


def test_an_unknown_name_is_answered_like_a_known_one(contact):
    known, unknown = guess("contacto-hospital", 7), guess("nadie", 7, network="198.51.100.1")

    assert known == unknown


def test_an_unknown_name_costs_as_long_as_a_wrong_password(contact, world):
    def taken(name: str) -> float:
        begin = time.perf_counter()
        guess(name, 1)
        return time.perf_counter() - begin

    known, unknown = min(taken("contacto-hospital") for _ in range(3)), min(taken("nadie") for _ in range(3))

    # A password is hashed either way; without that the unknown one would answer in a fraction.
    assert 0.4 < unknown / known < 2.5


def follow(times: int, network: str = "192.0.2.1") -> list[int]:
    """Return how so many made-up links were answered; no password is hashed for them, so they are quick to fail."""
    return [Client(REMOTE_ADDR=network).post(f"/es/sign-in/made-up-{number}").status_code for number in range(times)]


def test_one_network_that_tries_many_names_has_to_wait(contact, world):
    follow(28)
    said = [guess(f"cuenta-{number}", 1)[0] for number in range(3)]

    assert said == [WRONG, WRONG, LATER]
    assert guess("contacto-hospital", 1, network="203.0.113.9") == [WRONG]


def test_an_own_account_whitewashes_no_network(contact, world):
    follow(29)
    come_from = Client(REMOTE_ADDR="192.0.2.1")
    come_from.post("/es/sign-in", {"login": "contacto-hospital", "password": PASSWORD})
    come_from.post("/es/sign-in/second", {"code": code_at(contact.secret)})

    assert is_in(come_from)
    assert [guess(f"otra-{number}", 1)[0] for number in range(2)] == [WRONG, LATER]


def test_a_good_link_is_heard_where_others_have_to_wait(contact, world, keeps_link):
    follow(31)

    answer = Client(REMOTE_ADDR="192.0.2.1").post(f"/es/sign-in/{keeps_link(contact.account)}")

    assert (answer.status_code, answer["Location"]) == (302, "/es/sign-in/second")


def test_codes_are_counted_like_passwords(contact, world):
    for _ in range(5):
        contact.come("000000")

    assert not is_in(contact.come(code_at(contact.secret)))


def test_the_second_proof_has_the_same_guard_as_the_first(contact, world):
    # The sibling rule: every way that takes a secret counts together.
    for _ in range(5):
        contact.client.post("/es/account/confirm/code", {"code": "000000"})

    assert guess("contacto-hospital", 1) == [LATER]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_other_method_takes_a_password(contact, method):
    answer = getattr(Client(), method)(
        "/es/sign-in", "login=contacto-hospital&password=x", content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code == 405


def test_made_up_links_are_counted_by_network(house, world):
    answers = follow(32)

    assert answers[:30] == [403] * 30
    assert answers[-1] == 429


def test_made_up_tokens_of_programs_are_counted_like_links(house, world):
    made_up = {"headers": {"authorization": "Bearer blw_" + "0" * 76}}
    answers = [Client(REMOTE_ADDR="198.51.100.7").get("/api/2026-11/findings", **made_up) for _ in range(31)]

    assert [one.status_code for one in answers] == [401] * 30 + [429]
    assert answers[-1]["Retry-After"] == "1"
    assert answers[-1].json()["code"] == "rights.wait"


def test_neither_names_nor_networks_are_kept_with_the_counts(contact):
    guess("contacto-hospital", 2)

    kept = str(list(Attempts.objects.values())) + str(list(Mark.objects.filter(action="refuse_sign_in").values()))
    assert "contacto" not in kept
    assert "192.0.2" not in kept
    assert PASSWORD not in kept
