"""The pages of claims and disputes are read by everybody: rules of access, and no scrolling sideways on a telephone."""

import json

import pytest
from tests.faces.browser.conftest import RULES

from baluarte.actions.constituency import claims, sharing
from baluarte.core.rights.actors import SYSTEM, Actor
from baluarte.store.constituency.models import ClaimLinkRow
from baluarte.store.constituency.proving.links import secret_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEMBER = Actor("account-hospital", "constituent", "hospital-central")


@pytest.fixture
def addresses(lived_in, world) -> list[str]:
    """A claim that is asked for, one that people review, a dispute, and the link of a mailbox."""
    asked = claims.claim_assets(world, MEMBER, "", "instituto.example")[0].number
    review = claims.claim_assets(world, MEMBER, "", "203.0.113.128/25", "review")[0].number
    alias = claims.claim_assets(world, MEMBER, "", "otro.example", "mail-alias")[0].number
    claims.check_claim(world, MEMBER, asked)
    claims.send_claim_link(world, MEMBER, alias, "security@otro.example")
    claims.send_claim_mails(world, SYSTEM)
    dispute = sharing.dispute_asset(world, MEMBER, "", "domain", "instituto.example", "Es de otra institución.")
    link = ClaimLinkRow.objects.get()
    lists = [f"desk/claims/{name}" for name in ("ownership", "disputes", "delegations", "shares")]
    pages = [f"desk/claims/ownership/{number}" for number in (asked, review, alias)]
    secret = secret_of(world.key("claim-links"), link.nonce, link.address)
    return [*lists, *pages, f"desk/claims/disputes/{dispute}", "desk/orgs/hospital-central/designate", f"claim/{secret}", "claim"]


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("en", 1280)])
def test_every_page_of_claims_keeps_the_rules_of_access(open_page, axe, addresses, language, width):
    page = open_page(width=width)
    found = {}

    for address in addresses:
        page.goto(f"{page.home}/{language}/{address}")
        assert page.url.endswith(address)
        page.evaluate(axe)
        violations = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(done => done.violations)")
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if violations or sideways > 0 or page.locator("h1").count() != 1:
            found[address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in violations], sideways

    assert found == {}
    assert page.complaints == []
