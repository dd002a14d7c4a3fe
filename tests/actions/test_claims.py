"""Proving what is one's own: nothing is shown before, no failed question is a verdict, and losing a proof silences nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from baluarte.actions import constituency as register
from baluarte.actions.constituency import claims, sharing
from baluarte.core.constituency.asset import Asset
from baluarte.core.constituency.claims.assurance import sight
from baluarte.core.constituency.claims.lists import OWNERSHIP
from baluarte.core.constituency.contact import Contact
from baluarte.core.constituency.organisation import Organisation
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import SYSTEM, VISITOR, Actor
from baluarte.store.constituency.claims import claims as matching_claims
from baluarte.store.constituency.models import AssetRow, HistoryRow, ShareRow
from baluarte.store.constituency.proving.sharing import shared_with
from baluarte.store.ledger.models import AccessRecord, Mark

NAME = "instituto.example"
RECORD = f"_baluarte-verify.{NAME}"
OTHER_ANALYST = Actor("account-analyst", "officer")


@pytest.fixture
def filled(world, officer):
    register.add_organisation(world, officer, Organisation("hospital-central", "Hospital Central", "hospital", "health"))
    register.add_organisation(world, officer, Organisation("redes-del-sur", "Redes del Sur", "telecom-operator", "digital-infrastructure"))
    register.add_contact(world, officer, Contact("hospital-central", "security", "seguridad@hospital.example"))
    register.add_contact(world, officer, Contact("hospital-central", "technical", "sistemas@hospital.example"))
    register.add_contact(world, officer, Contact("redes-del-sur", "duty", "guardia@redes.example"))
    return world


def place(world, actor, name=RECORD):
    world.questions.records[name] = (f"baluarte-verify={claims.show_proof_token(world, actor).token}",)


def verified(world, actor, name=NAME):
    place(world, actor, f"_baluarte-verify.{name}")
    number = claims.claim_assets(world, actor, "", name)[0].number
    return claims.check_claim(world, actor, number).claim


def assurance(value=NAME, slug="hospital-central"):
    return AssetRow.objects.get(value=value, organisation__slug=slug).assurance


def listed(world, actor):
    return claims.list_claims(world, actor, read_query((), OWNERSHIP, world.now())).table.to_dicts()


def test_a_record_at_every_server_verifies_a_domain_and_unlocks_everything(filled, hospital):
    claim = verified(filled, hospital)

    assert (claim.standing.state, claim.outcome, claim.counts) == ("verified", "verified", 3)
    assert assurance() == 3
    assert sight(claim.counts).export


def test_only_claimed_is_matched_to_nothing_and_shows_nothing(filled, hospital):
    number = claims.claim_assets(filled, hospital, "", NAME)[0].number

    page = claims.show_claim(filled, hospital, number)

    assert page.claim.counts == 0
    assert not page.unlocks.existence
    assert matching_claims().is_empty()


def test_a_provider_works_on_an_asset_until_its_day_and_no_longer(filled, hospital, officer):
    register.add_organisation(filled, officer, Organisation("soporte", "Soporte", "supplier", "ict-services"))
    verified(filled, hospital)

    sharing.share_assets(filled, hospital, "", "soporte", (NAME,), date(2026, 3, 31))

    asset = AssetRow.objects.get(value=NAME).id
    assert shared_with("soporte", date(2026, 3, 31)) == {asset}
    assert shared_with("soporte", date(2026, 4, 1)) == frozenset()


def test_an_end_of_a_share_counts_at_once(filled, hospital, officer):
    register.add_organisation(filled, officer, Organisation("soporte", "Soporte", "supplier", "ict-services"))
    verified(filled, hospital)
    sharing.share_assets(filled, hospital, "", "soporte", (NAME,))
    number = ShareRow.objects.get().id

    assert sharing.end_share(filled, hospital, number) == "soporte"

    assert shared_with("soporte", filled.now().date()) == frozenset()
    with pytest.raises(Missing):
        sharing.end_share(filled, hospital, number)
