from datetime import timedelta

import pytest
from django.test import Client
from tests.faces.api.conftest import ROOT, Program

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR

pytestmark = pytest.mark.django_db(transaction=True)


def test_without_a_token_there_is_nothing(stranger):
    answer = stranger.get("/findings")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "api.no-token"


def test_a_session_opens_no_address_of_this_face(live, on_duty):
    assert on_duty.get(f"{ROOT}/findings").status_code == 401
    assert on_duty.post(f"{ROOT}/organisations", "{}", content_type="application/json").status_code == 401


@pytest.mark.parametrize("wrong", ["", "x", "blw_", "blw_" + "0" * 76, "Basic abc", "\N{LATIN SMALL LETTER N WITH TILDE}"])
def test_a_wrong_token_is_refused_like_none(live, wrong):
    answer = Client().get(f"{ROOT}/findings", headers={"Authorization": f"Bearer {wrong}"})

    assert answer.status_code == 401


def test_a_token_ends_with_its_life(live, token):
    program = Program(token)
    before = program.get("/findings").status_code
    live.move(timedelta(days=31))

    assert (before, program.get("/findings").status_code) == (200, 401)


def test_a_revoked_token_is_refused_at_once(live, token, program):
    rights.revoke_token(live, OPERATOR, token.removeprefix("blw_")[:12])

    assert program.get("/findings").status_code == 401


def test_a_token_that_stood_in_an_address_is_revoked(program, token, stranger):
    stranger.get(f"/findings?token={token}")

    assert program.get("/findings").status_code == 401


def test_an_address_that_leads_nowhere_is_a_problem_and_no_page(stranger):
    answer = stranger.get("/nothing")

    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("application/problem+json")


@pytest.mark.parametrize(("method", "path"), [("put", "/findings"), ("delete", "/organisations/hospital-central"), ("post", "/quarantine")])
def test_a_method_that_is_not_taken_is_answered_with_those_that_are(program, method, path):
    answer = getattr(program.client, method)(f"{ROOT}{path}", headers=program.headers)

    assert answer.status_code == 405
    assert answer["Allow"]
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_body_of_another_type_is_refused(program):
    answer = program.client.post(f"{ROOT}/organisations", "a=b", content_type="text/plain", headers=program.headers)

    assert (answer.status_code, answer.json()["code"]) == (415, "api.content-type")


def test_another_language_than_json_is_not_spoken(program):
    assert program.get("/findings", Accept="text/html").status_code == 406
    assert program.get("/findings", Accept="text/html, */*;q=0.1").status_code == 200


def test_a_body_that_is_no_json_is_said_to_be_unreadable(program):
    headers = program.headers | {"Idempotency-Key": "k"}
    answer = program.client.post(f"{ROOT}/organisations", "{", content_type="application/json", headers=headers)

    assert answer.status_code == 400
    assert answer.json()["code"] == "api.body"


def test_the_head_of_an_answer_has_no_body(program):
    answer = program.client.head(f"{ROOT}/findings", headers=program.headers)

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer["Content-Length"]) > 0


def test_answers_are_kept_by_no_shared_cache(program):
    answer = program.get("/findings")

    assert answer["Cache-Control"] == "private, no-cache"
    assert "Authorization" in answer["Vary"]
