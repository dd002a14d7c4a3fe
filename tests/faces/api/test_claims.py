"""A program claims, asks and disputes as a page does, and is told no more than its token may know."""

from datetime import timedelta

import pytest
from tests.faces.api.conftest import Program

pytestmark = pytest.mark.django_db(transaction=True)
HOSPITAL = {"slug": "hospital-central", "name": "Hospital Central", "sector": "health"}
NAME = "instituto.example"


@pytest.fixture
def claimed(program: Program) -> int:
    program.post("/organisations", HOSPITAL)
    made = program.post("/claims", {"organisation": "hospital-central", "text": f"{NAME} gob.example"})
    assert made.status_code == 201
    assert [one["code"] for one in made.json()["rows"]] == ["", "value.public-suffix"]
    return made.json()["rows"][0]["number"]


def test_a_claim_is_checked_and_says_what_the_servers_said(program, world, claimed):
    token = program.post("/claims/token", {"organisation": "hospital-central"}).json()["token"]
    missing = program.post(f"/claims/{claimed}/check", {}).json()
    world.questions.records[f"_baluarte-verify.{NAME}"] = (f"baluarte-verify={token}",)
    world.move(timedelta(minutes=1))
    found = program.post(f"/claims/{claimed}/check", {}).json()

    assert missing["outcome"] == "not-there"
    assert missing["place"]["record"] == f"_baluarte-verify.{NAME}"
    assert program.get(f"/claims/{claimed}").json()["asked"][0]["server"] == f"ns1.{NAME}"
    assert (found["state"], found["assurance"]) == ("verified", 3)
    assert program.get("/claims?state=verified").json()["total"] == 1


def test_a_claim_is_withdrawn_once(program, claimed):
    assert program.post(f"/claims/{claimed}/withdraw", {"why": "error"}).json() == {"done": True}
    assert program.get(f"/claims/{claimed}").json()["state"] == "withdrawn"


@pytest.mark.parametrize("path", ["/claims/99999", "/ownership-disputes/99999"])
def test_what_does_not_exist_is_not_found(program, path):
    assert program.get(path).status_code == 404


def test_a_dispute_is_opened_and_listed(program, claimed):
    body = {"organisation": "hospital-central", "kind": "domain", "value": NAME, "why": "Es nuestro"}

    number = program.post("/ownership-disputes", body).json()["number"]

    assert program.get(f"/ownership-disputes/{number}").json()["state"] == "open"
    assert program.get("/ownership-disputes").json()["total"] == 1
    assert program.get("/delegations").json()["total"] == program.get("/shares").json()["total"] == 0


def test_a_mailbox_that_proves_nothing_gets_no_link(program, claimed):
    answer = program.post(f"/claims/{claimed}/link", {"address": "yo@atacante.example"})

    assert answer.status_code == 422
