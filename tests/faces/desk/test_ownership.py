"""The desk sees every claim, and people decide what no machine can."""

import pytest

from baluarte.actions import constituency as register
from baluarte.actions.constituency import claims, sharing
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.rights.actors import Actor
from baluarte.faces.desk.ownership import LISTINGS
from baluarte.store.constituency.models import AssetRow, ClaimRow, HoldingDisputeRow

MEMBER = Actor("account-hospital", "constituent", "hospital-central")


@pytest.fixture
def claimed(world, officer):
    register.add_organisation(world, officer, Organisation("hospital-central", "Hospital Central", "hospital", "health"))
    made = claims.claim_assets(world, MEMBER, "", "instituto.example hospital.example")
    claims.claim_assets(world, MEMBER, "", "198.51.100.0/24", "review")
    sharing.dispute_asset(world, MEMBER, "", "domain", "instituto.example", "Es de otra institución.")
    return made[0].number


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", LISTINGS)
def test_every_list_of_ownership_opens_and_leaves_as_a_file(on_duty, claimed, name, language):
    page = on_duty.get(f"/{language}/desk/claims/{name}")
    file = on_duty.get(f"/{language}/desk/claims/{name}.csv")

    assert page.status_code == file.status_code == 200
    assert LISTINGS[name].shape.title.in_(language) in page.content.decode()


def test_a_claim_is_checked_from_its_page_and_says_whom_we_asked(on_duty, claimed):
    on_duty.post(f"/es/desk/claims/ownership/{claimed}", {"do": "check"})

    text = on_duty.get(f"/es/desk/claims/ownership/{claimed}").content.decode()

    assert "Consultamos a ns1.instituto.example y ns2.instituto.example" in text
    assert "Otros que lo tienen" in text


def test_a_review_takes_a_reason_and_the_first_vote_decides_nothing(on_duty, claimed):
    number = ClaimRow.objects.get(method="review").id

    lacking = on_duty.post(f"/es/desk/claims/ownership/{number}", {"do": "review", "worth": "2"})
    on_duty.post(f"/es/desk/claims/ownership/{number}", {"do": "review", "worth": "2", "why": "Llamada al número publicado"})

    assert lacking.status_code == 422
    assert ClaimRow.objects.get(id=number).state == "review"
    assert "Llamada al número publicado" in on_duty.get(f"/es/desk/claims/ownership/{number}").content.decode()


def test_a_dispute_is_decided_with_its_reason(on_duty, claimed):
    number = HoldingDisputeRow.objects.get().id
    assert "hospital-central" in on_duty.get(f"/en/desk/claims/disputes/{number}").content.decode()

    on_duty.post(f"/en/desk/claims/disputes/{number}", {"against": "hospital-central", "why": "The register says so"})

    assert HoldingDisputeRow.objects.get().state == "upheld"
    assert ClaimRow.objects.get(id=claimed).state == "refused"


def test_a_designation_is_recorded_with_its_letter(on_duty, claimed):
    lacking = on_duty.post("/es/desk/orgs/hospital-central/designate", {"names": "salud.gob.example"})
    on_duty.post("/es/desk/orgs/hospital-central/designate", {"names": "salud.gob.example", "letter": "OF-118"})

    assert lacking.status_code == 422
    assert AssetRow.objects.get(value="salud.gob.example").assurance == 3
