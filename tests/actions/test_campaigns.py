"""A campaign: one flaw told to all whom it concerns, after two people agreed, and followed until it is fixed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions import campaigns, rights, warning
from baluarte.actions.campaigns import Proposal
from baluarte.core.campaigns.lists import CAMPAIGNS
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Text
from baluarte.core.rights.actors import OPERATOR, Actor
from baluarte.store.campaigns.models import CampaignRow
from baluarte.store.warning.models import FindingRow
from baluarte.testing import STORY

pytestmark = pytest.mark.django_db
COLLEAGUE = Actor("account-colleague", "officer")
SAYS = Text("Hay una falla en su correo que ya se usa en ataques.", "Your mail server has a flaw that is already used in attacks.")
DO = Text("Instale hoy la corrección del fabricante.", "Install the maker's fix today.")
FLAW = "CVE-2024-10001"
FILE = HEADER + line("192.0.2.9", port=443) + line("203.0.113.5") + line("192.0.2.200", port=443)


def with_flaw(address: str) -> str:
    return f"2026-03-05 03:00:00,high,{address},tcp,3389,,rdp;cve-2024-10001,64500,AN,,\n"


@pytest.fixture
def country(world):
    organisation("hospital-central", "192.0.2.0/25", contacts=("security@hospital.example",), sector="health")
    organisation("mill", "192.0.2.128/25", sector="food")
    organisation("bank", "198.51.100.0/24", contacts=("it@bank.example",), sector="banking")
    ingest(world, HEADER + with_flaw("192.0.2.1") + with_flaw("192.0.2.2") + with_flaw("192.0.2.130") + line("198.51.100.1"))
    return world


def proposal(kind: str = "cve", value: str = FLAW, **more) -> Proposal:
    return Proposal("Correo expuesto", kind, value, SAYS, DO, **more)


def approved(world, officer, **more) -> int:
    number = campaigns.ask_campaign(world, officer, proposal(**more)).number
    campaigns.decide_campaign(world, COLLEAGUE, number, approve=True)
    return number


def test_a_preview_says_who_is_affected_and_who_cannot_be_reached(country, officer):
    found = campaigns.preview_campaign(country, officer, "cve", "cve-2024-10001")

    assert found.affected["organisation"].to_list() == ["hospital-central", "mill"]
    assert (found.findings, found.unreachable, found.open_before) == (3, 1, 0)
    assert CampaignRow.objects.count() == 0


def test_a_preview_of_a_file_counts_what_concerns_nobody_and_keeps_nothing(country, officer):
    before = FindingRow.objects.count()

    found = campaigns.preview_campaign(country, officer, "report", "2026-03-05-scan_ssl-anahuac.csv", FILE.encode())

    assert (found.rows, found.unmatched, found.affected.height) == (3, 1, 2)
    assert FindingRow.objects.count() == before


def test_nobody_approves_what_they_asked_for(country, officer):
    number = campaigns.ask_campaign(country, officer, proposal()).number

    with pytest.raises(Refused, match="yourself"):
        campaigns.decide_campaign(country, officer, number, approve=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        CampaignRow.objects.filter(id=number).update(decided_by=officer.id)


def test_one_person_stays_one_by_whichever_door_they_come(country):
    """The administrator has a session, tokens and the command line; a colleague has an account of their own."""
    desk = rights.sign_in(country, rights.make_sign_in_link(country, OPERATOR))
    first, second = (rights.actor_of_token(country, rights.make_token(country, desk, name, 30)) for name in ("siem", "robot"))
    colleague = rights.sign_in(country, rights.make_sign_in_link(country, OPERATOR, "guardia-2"))

    for asks, decides in ((first, second), (desk, first), (desk, OPERATOR), (OPERATOR, desk)):
        number = campaigns.ask_campaign(country, asks, proposal()).number
        with pytest.raises(Refused, match="yourself"):
            campaigns.decide_campaign(country, decides, number, approve=True)

    assert campaigns.decide_campaign(country, colleague, number, approve=True).state == "approved"


def test_nothing_leaves_before_a_second_person_approved(country, officer):
    number = campaigns.ask_campaign(country, officer, proposal()).number

    with pytest.raises(Unusable, match="not approved"):
        campaigns.send_campaign(country, officer, number)

    assert warning.deliver_notices(country, OPERATOR) == {}


def test_a_campaign_tells_those_it_concerns_and_nobody_else(country, officer):
    number = approved(country, officer)

    campaigns.send_campaign(country, officer, number)
    warning.deliver_notices(country, OPERATOR)

    assert [message.recipient for message in country.messages] == ["security@hospital.example"]
    text = country.messages[0].text
    assert text.index(SAYS.es) < text.index("192.0.2.1")
    assert DO.es in text
    assert "192.0.2.130" not in text


def test_follow_up_goes_from_told_to_answered_to_fixed_by_observation(country, officer):
    number = approved(country, officer)
    campaigns.send_campaign(country, officer, number)
    warning.deliver_notices(country, OPERATOR)
    told = stages(country, officer, number)
    country.move(timedelta(hours=1))
    for folio in FindingRow.objects.filter(organisation__slug="hospital-central").values_list("folio", flat=True):
        warning.answer_finding(country, OPERATOR, folio, "claim-fix")
    answered = stages(country, officer, number)

    FindingRow.objects.filter(organisation__slug="hospital-central").update(state="closed")

    assert told == {"hospital-central": "told", "mill": "unreachable"}
    assert answered["hospital-central"] == "answered"
    assert stages(country, officer, number)["hospital-central"] == "fixed"


def stages(world, officer, number) -> dict[str, str]:
    return dict(campaigns.show_campaign(world, officer, number).followed.select("organisation", "stage").iter_rows())


def test_a_file_becomes_findings_only_when_its_campaign_is_sent(country, officer):
    name = "2026-03-05-scan_ssl-anahuac.csv"
    number = campaigns.ask_campaign(country, officer, proposal("report", name, file=FILE.encode())).number
    waiting = FindingRow.objects.filter(point__contains="443").count()
    campaigns.decide_campaign(country, COLLEAGUE, number, approve=True)

    campaigns.send_campaign(country, officer, number)

    row = CampaignRow.objects.get(id=number)
    assert waiting == 0
    assert FindingRow.objects.filter(point__contains="443").count() == 2
    assert (bytes(row.file), row.state) == (b"", "sent")
    assert row.delivery is not None


def test_a_campaign_leaves_once(country, officer):
    number = approved(country, officer)
    campaigns.send_campaign(country, officer, number)

    with pytest.raises(Unusable, match="has left"):
        campaigns.send_campaign(country, officer, number)

    assert warning.queue_notices(country, OPERATOR).total == 1  # the bank's own digest, and nothing of the campaign again


def test_a_refusal_needs_its_reason_and_ends_a_campaign(country, officer):
    number = campaigns.ask_campaign(country, officer, proposal()).number
    with pytest.raises(Unusable, match="reason"):
        campaigns.decide_campaign(country, COLLEAGUE, number, approve=False)

    refused = campaigns.decide_campaign(country, COLLEAGUE, number, approve=False, why="Falta el boletín del fabricante.")

    assert (refused.state, refused.decided_why) == ("refused", "Falta el boletín del fabricante.")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (Proposal("x", "cve", FLAW, SAYS, DO), "needs a name"),
        (Proposal("Correo", "cve", "CVE-22", SAYS, DO), "is no CVE"),
        (Proposal("Correo", "weather", FLAW, SAYS, DO), "no kind"),
        (Proposal("Correo", "report", "rows.csv", SAYS, DO), "file of rows is missing"),
        (Proposal("Correo", "cve", FLAW, Text("Solo en español.", ""), DO), "one language"),
        (Proposal("Correo", "cve", "CVE-2020-99999", SAYS, DO), "concerns nobody"),
        (Proposal("Correo", "cve", FLAW, Text("Hay \u202eallaf anu.", "There is a flaw."), DO), "nobody can see"),
        (Proposal("Correo \x1b[31m", "cve", FLAW, SAYS, DO), "needs a name"),
    ],
)
def test_a_proposal_that_cannot_be_used_says_why(country, officer, wrong, says):
    with pytest.raises(Unusable, match=says):
        campaigns.ask_campaign(country, officer, wrong)


def test_campaigns_are_listed_with_how_many_they_concern(country, officer):
    number = approved(country, officer)

    rows = campaigns.list_campaigns(country, officer, read_query((), CAMPAIGNS, STORY))

    assert rows.table.select("number", "state", "organisations").rows() == [(number, "approved", 2)]


def test_campaigns_are_for_the_team_alone(country, hospital, visitor):
    for actor in (hospital, visitor):
        with pytest.raises(Refused):
            campaigns.list_campaigns(country, actor, read_query((), CAMPAIGNS, STORY))
        with pytest.raises(Refused):
            campaigns.send_campaign(country, actor, 1)
