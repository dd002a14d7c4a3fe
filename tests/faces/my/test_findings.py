"""What an organisation does with its findings: sees them, answers, asks for a check, and proves that they are gone."""

import csv
import io
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.test import Client
from tests.faces.my.conftest import HOSPITAL, let_in, member

from baluarte.actions import feeds, replies, warning
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.core.rights.grants import Grant
from baluarte.store.constituency.models import AssetRow
from baluarte.store.feeds.models import ArrivalRow
from baluarte.store.ledger.models import Mark
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, OutboxRow

_HEAD = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def let_reports_arrive(world, days: int = 35) -> None:
    """Let the report that saw everything arrive every five days, with a line of somebody else."""
    for _ in range(days // 5):
        world.move(timedelta(days=5))
        day = world.now().date().isoformat()
        line = f"{day} 01:00:00,high,198.18.0.1,tcp,3389,,rdp,64497,AN,,\n"
        received = feeds.receive_delivery(world, OPERATOR, "shadowserver", f"{day}-scan_rdp-anahuac.csv", BytesIO((_HEAD + line).encode()))
        warning.ingest_delivery(world, OPERATOR, received.id)


def test_the_first_page_is_a_list_of_what_waits_and_each_line_leads_to_that_many(manager):
    page = manager.get("/es/my").content.decode()
    lines = re.findall(r'govuk-task-list__link" href="([^"]+)"[^>]*>(\d+) (?:hallazgos?)[^<]*<', page)

    for link, number in lines:
        listed = manager.get(link.replace("&amp;", "&")).content.decode()
        assert re.search(rf'id="list-count">{number} ', listed), link

    assert [int(number) for _, number in lines] == [21, 1]


def test_the_views_of_the_findings_count_what_they_list(manager):
    page = manager.get("/en/my/findings").content.decode()
    views = re.findall(r'<li><a class="govuk-link" href="([^"]+)"[^>]*>[^<]+\((\d+)\)</a>', page)

    for link, number in views:
        assert f'id="list-count">{number} row' in manager.get(link.replace("&amp;", "&")).content.decode(), link

    assert len(views) == 5


def test_the_file_holds_what_the_screen_shows(manager, folio):
    asked = "state=open&sort=-folio&cols=folio,severity,point"
    screen = manager.get(f"/en/my/findings?{asked}").content.decode()

    sent = manager.get(f"/en/my/findings.csv?{asked}")
    rows = list(csv.DictReader(io.StringIO(sent.content.decode("utf-8-sig"))))

    assert re.findall(r'rowlink" href="/en/my/findings/([A-Z0-9-]+)"', screen) == [row["folio"] for row in rows]
    assert sent["X-Total"] == str(len(rows)) == "21"
    assert {ext: manager.get(f"/en/my/findings.{ext}").status_code for ext in ("json", "xlsx", "jsonl")} == dict.fromkeys(
        ("json", "xlsx", "jsonl"), 200
    )


def test_an_answer_moves_the_finding_and_the_desk_sees_that_it_came_by_the_portal(manager, on_duty, folio):
    answer = manager.post(f"/es/my/findings/{folio}", {"answer": "acknowledge", "why": "Lo atiende el turno."})

    assert (answer.status_code, FindingRow.objects.get(folio=folio).state) == (302, "acknowledged")
    assert "su organización" in words(manager.get(f"/es/my/findings/{folio}"))
    assert "la organización (account-" in words(on_duty.get(f"/es/desk/findings/{folio}"))


@pytest.mark.parametrize(
    ("typed", "field"),
    [({}, "answer-1"), ({"answer": "accept-until", "why": "Sin parche."}, "until"), ({"answer": "not-ours"}, "why")],
)
def test_an_answer_that_lacks_something_leads_to_its_field(manager, folio, typed, field):
    answer = manager.post(f"/es/my/findings/{folio}", typed)

    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.content.decode()
    assert FindingRow.objects.get(folio=folio).state == "open"


def test_a_check_closes_nothing_that_nobody_has_looked_at_since(manager, folio):
    manager.post(f"/es/my/findings/{folio}/check")

    page = words(manager.get(f"/es/my/findings/{folio}?done=check"))

    assert FindingRow.objects.get(folio=folio).state == "fix-claimed"
    assert "nadie ha mirado desde entonces" in page
    assert manager.post(f"/es/my/findings/{folio}/certificate").status_code == 404


def test_a_check_closes_what_its_reports_no_longer_show_and_its_certificate_is_ours(manager, folio, world):
    let_reports_arrive(world)

    manager.post(f"/es/my/findings/{folio}/check")
    paper = manager.post(f"/es/my/findings/{folio}/certificate", {"language": "es"})

    closing = FindingStep.objects.filter(finding__folio=folio).order_by("-id").first()
    assert (closing.what, closing.who, closing.why) == ("closed", "system", f"scan_rdp {world.now().date().isoformat()}")
    assert "cerrado por observación" in words(manager.get(f"/es/my/findings/{folio}"))
    assert paper.content.startswith(b"%PDF")
    assert replies.verify_file(world, VISITOR, paper.content).kind == "certificate"


def test_a_feed_that_failed_closes_nothing_on_request_either(manager, folio, world):
    let_reports_arrive(world)
    ArrivalRow.objects.filter(day__gt=world.now().date() - timedelta(days=20)).delete()

    manager.post(f"/es/my/findings/{folio}/check")

    assert FindingRow.objects.get(folio=folio).state == "fix-claimed"


def test_the_closing_is_told_once_by_check_and_by_the_round_that_follows(manager, folio, world):
    let_reports_arrive(world)

    manager.post(f"/es/my/findings/{folio}/check")
    warning.queue_notices(world, OPERATOR)

    assert NoticeFinding.objects.filter(finding__folio=folio, notice__kind="closed").count() == 1
    assert OutboxRow.objects.filter(notice__kind="closed", organisation__slug=HOSPITAL).count() == 1


def test_a_check_leaves_exactly_one_mark(manager, folio, world):
    let_reports_arrive(world)
    before = Mark.objects.count()

    manager.post(f"/es/my/findings/{folio}/check")

    assert [mark.action for mark in Mark.objects.order_by("id")[before:]] == ["check_finding"]


def test_a_viewer_reads_and_answers_nothing(house, world, lived_in, folio):
    viewer = member(world, "viewer")

    codes = [
        viewer.get(f"/es/my/findings/{folio}").status_code,
        viewer.post(f"/es/my/findings/{folio}", {"answer": "acknowledge"}).status_code,
        viewer.post(f"/es/my/findings/{folio}/check").status_code,
    ]

    assert codes == [200, 403, 403]
    assert FindingRow.objects.get(folio=folio).state == "open"


def test_an_answer_of_a_provider_says_so_and_its_access_ends_at_its_end_without_a_restart(house, world, lived_in, folio):
    until = world.machine_now() + timedelta(days=10)
    grant = Grant("proveedor-1", "provider", HOSPITAL, ("findings:read", "findings:write"), until)
    provider = let_in(world, "proveedor-1", grant)

    provider.post(f"/es/my/findings/{folio}", {"answer": "acknowledge"})
    during = words(provider.get(f"/es/my/findings/{folio}"))
    world.move(timedelta(days=11))
    after = provider.get(f"/es/my/findings/{folio}")

    assert FindingStep.objects.filter(finding__folio=folio, via="provider").count() == 1
    assert "su proveedor" in during
    assert "192.0.2." in during
    assert "192.0.2." not in words(after)
    assert after.status_code in {302, 403}


def test_of_an_asset_whose_proof_is_missing_only_the_number_is_shown(manager, folio):
    AssetRow.objects.filter(organisation__slug=HOSPITAL).update(assurance=1)

    home, listed, opened = (manager.get(f"/es/my{rest}") for rest in ("", "/findings", f"/findings/{folio}"))
    answered = manager.post(f"/es/my/findings/{folio}", {"answer": "acknowledge"})

    assert "21 hallazgos en activos por comprobar" in words(home)
    assert "192.0.2." not in home.content.decode() + listed.content.decode()
    assert (opened.status_code, answered.status_code) == (404, 404)
    AssetRow.objects.filter(organisation__slug=HOSPITAL).update(assurance=0)
    assert "21 hallazgos" not in words(manager.get("/es/my"))  # what is only claimed is not even counted


def test_a_program_of_the_organisation_asks_for_the_same_check(manager, folio, world):
    made = manager.post("/es/my/keys/new/key", {"name": "SOAR", "days": "90", "label": "amber", "scopes": ["findings:write"]})
    secret = re.search(r"blw_[0-9a-f]{76}", made.content.decode())[0]
    let_reports_arrive(world)

    asked = Client().post(
        f"/api/2026-11/findings/{folio}/check", headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": "one-check"}
    )

    assert (asked.status_code, asked.json()["closed"], asked.json()["unseen_since"]) == (200, True, True)
    assert asked.json()["arrived"] == [{"report": "scan_rdp", "day": world.now().date().isoformat()}]
    assert FindingStep.objects.filter(finding__folio=folio, via="api").count() == 1
