"""A new flaw finds everybody who runs the product, the same hour: with the catalogue's date, a doubt in words, and once."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.constituency import end_asset, import_register
from baluarte.actions.warning import (
    add_exploited,
    answer_task,
    deliver_notices,
    escalate_overdue,
    list_exploited,
    list_products,
    match_products,
    queue_notices,
    show_finding,
)
from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.products.entry import Entry
from baluarte.core.products.lists import EXPLOITED, INVENTORY
from baluarte.core.rights.actors import SYSTEM
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow
from baluarte.store.ledger.models import Mark
from baluarte.store.products.models import ExploitedRow, RecordRow, ScoreRow
from baluarte.store.warning.models import EscalationRow, FindingRow, FindingStep
from baluarte.testing.world import Stopped

ENTRY_DAY = datetime(2022, 8, 11, 18, tzinfo=UTC)
ZCS = "Zimbra Collaboration Suite (ZCS)"


def catalogue(*entries):
    rows = [
        {
            "cveID": cve, "vendorProject": vendor, "product": product, "vulnerabilityName": "A flaw", "dateAdded": added, "shortDescription": "",
            "requiredAction": "Update.", "dueDate": due, "knownRansomwareCampaignUse": "Known" if ransomware else "Unknown", "notes": "", "cwes": [],
        }
        for cve, vendor, product, added, due, ransomware in entries
    ]  # fmt: skip
    return json.dumps({"catalogVersion": "2022.08.11", "count": len(rows), "vulnerabilities": rows}).encode()


LISTED = ("CVE-2022-27925", "Synacor", ZCS, "2022-08-11", "2022-09-01", True)


def record(cve, score, *versions, vendor="Synacor", product="Zimbra Collaboration Suite", updated="2022-08-11T10:00:00Z"):
    affected = [{"vendor": vendor, "product": product, "defaultStatus": "unaffected", "versions": list(versions)}]
    cna = {
        "providerMetadata": {},
        "descriptions": [],
        "references": [],
        "affected": affected,
        "metrics": [{"cvssV3_1": {"baseScore": score}}],
    }
    meta = {"cveId": cve, "state": "PUBLISHED", "datePublished": "2022-04-20T00:00:00", "dateUpdated": updated}
    return json.dumps({"dataType": "CVE_RECORD", "dataVersion": "5.1", "cveMetadata": meta, "containers": {"cna": cna}}).encode()


BEFORE_33 = {"version": "8.8.15", "status": "affected", "versionType": "custom", "lessThan": "8.8.15 Patch 33"}


def runs(slug, *products, **more):
    row = organisation(slug, contacts=(f"security@{slug}.example",))
    for value in products:
        AssetRow.objects.create(organisation=row, kind="product", value=value, **more)
    return row


@pytest.fixture
def then(world):
    return world.at(ENTRY_DAY)


def shown():
    return [(one.organisation.slug, one.identifier, one.state) for one in FindingRow.objects.select_related("organisation").order_by("organisation__slug", "identifier")]  # fmt: skip


def test_an_entry_of_the_catalogue_finds_who_runs_the_product_with_its_due_date(then):
    runs("clinic", "zimbra:collaboration:8.8.15")
    runs("mill", "Acme:Mail:1")

    ingest(then, catalogue(LISTED), "kev.json", "kev")

    (found,) = FindingRow.objects.all()
    assert (found.organisation.slug, found.point, found.identifier) == ("clinic", "zimbra collaboration", "cve-2022-27925")
    assert (found.priority, found.due, found.first_seen, found.tlp) == (1, date(2022, 9, 1), ENTRY_DAY, "amber")
    assert found.reasons[:2] == ["known-exploited", "ransomware"]
    assert ("versions-unstated" in found.reasons, found.credibility) == (True, "4")


def test_the_same_list_twice_and_the_same_match_twice_change_nothing(then):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    before = list(FindingRow.objects.values()), FindingStep.objects.count()

    ingest(then, catalogue(LISTED), "again.json", "kev")
    done = match_products(then, SYSTEM)

    assert (list(FindingRow.objects.values()), FindingStep.objects.count()) == before
    assert done == {"held": 1, "matched": 1, "changed": 0, "closed": 0}
    assert Mark.objects.filter(action="match_products", numbers__held=1).count() == 1


def test_an_exploited_flaw_of_seven_stands_above_one_of_nine_that_nobody_exploits(then):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")
    ingest(then, record("CVE-2022-99999", 9.8, BEFORE_33), "99999.json", "cve")
    ingest(then, catalogue(LISTED), "kev.json", "kev")

    used, worse = FindingRow.objects.order_by("priority")

    assert (used.identifier, used.severity, used.priority, used.reports) == ("cve-2022-27925", "high", 1, ["cve", "kev"])
    assert (worse.identifier, worse.severity, worse.priority) == ("cve-2022-99999", "critical", 2)


def test_a_version_that_is_not_affected_makes_no_finding_and_an_unknown_one_says_so(then):
    runs("a-mended", "Synacor:ZCS:8.8.15 Patch 33")
    runs("b-affected", "Synacor:ZCS:8.8.15 Patch 32")
    runs("c-unknown", "Synacor:ZCS")
    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")

    ingest(then, catalogue(LISTED), "kev.json", "kev")

    found = {one.organisation.slug: one for one in FindingRow.objects.select_related("organisation")}
    assert sorted(found) == ["b-affected", "c-unknown"]
    assert ("version-affected" in found["b-affected"].reasons, found["b-affected"].credibility) == (True, "2")
    assert ("version-unknown" in found["c-unknown"].reasons, found["c-unknown"].credibility) == (True, "4")


def test_a_due_date_before_the_entry_was_added_is_due_at_once(then):
    runs("clinic", "Microsoft:Exchange Server:2019")

    ingest(then, catalogue(("CVE-2021-26855", "Microsoft", "Exchange Server", "2022-08-11", "2021-04-16", True)), "kev.json", "kev")

    (found,) = FindingRow.objects.all()
    assert (found.due, "due-before-listed" in found.reasons, "past-due" in found.reasons) == (date(2022, 8, 14), True, False)


def test_a_record_that_comes_later_settles_the_doubt(then):
    runs("clinic", "Synacor:ZCS:8.8.15 Patch 33")
    runs("mill", "Synacor:ZCS:8.8.15 Patch 31")
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    assert all("versions-unstated" in one.reasons for one in FindingRow.objects.all())

    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")

    assert shown() == [("clinic", "cve-2022-27925", "closed"), ("mill", "cve-2022-27925", "open")]
    sure = FindingRow.objects.get(organisation__slug="mill")
    assert ("versions-unstated" in sure.tags, "version-affected" in sure.tags, sure.credibility) == (False, True, "2")


def test_an_inventory_that_changes_is_matched_again(then, officer):
    runs("clinic")
    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    assert shown() == []

    sheet = "organisation,kind,vendor,product,version,exposed,criticality\nclinic,product,Synacor,ZCS,{},yes,critical\n"
    import_register(then, officer, "assets", "a.csv", sheet.format("8.8.15 Patch 30").encode())
    match_products(then, SYSTEM)
    (found,) = FindingRow.objects.all()
    assert {"stated-exposed", "critical-asset", "known-exploited", "version-affected"} <= set(found.reasons)

    end_asset(then, officer, "clinic", "product", "Synacor:ZCS:8.8.15 Patch 30", date(2022, 8, 10))
    import_register(then, officer, "assets", "b.csv", sheet.format("8.8.15 Patch 33").encode())
    match_products(then, SYSTEM)

    found.refresh_from_db()
    assert found.state == "closed"
    assert "not affected" in FindingStep.objects.get(what="closed").why


def test_what_a_scan_read_off_is_matched_as_well_and_ends_with_it(then):
    organisation("clinic", "192.0.2.0/24")
    head = "timestamp,severity,ip,protocol,port,hostname,tag,device_vendor,device_type,device_model\n"
    ingest(then, head + "2022-08-11 03:00:00,medium,192.0.2.1,tcp,443,,,Synacor,mail,ZCS\n", "2022-08-11-device_id-anahuac.csv")
    (seen,) = FindingRow.objects.all()

    ingest(then, catalogue(LISTED), "kev.json", "kev")

    found = FindingRow.objects.get(identifier="cve-2022-27925")
    assert (found.point, found.matched_by, found.priority) == (seen.point, "network", 1)
    FindingRow.objects.filter(id=seen.id).update(state="closed")
    assert match_products(then, SYSTEM)["closed"] == 1


def test_the_catalogue_says_later_that_ransomware_uses_it_although_the_row_is_a_duplicate(then):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, catalogue((*LISTED[:5], False)), "kev.json", "kev")

    done = ingest(then, catalogue(LISTED), "later.json", "kev")

    assert done.accounting.duplicate == 1
    assert ExploitedRow.objects.get().ransomware is True
    assert "ransomware" in FindingRow.objects.get().reasons


def test_an_older_record_that_comes_late_changes_nothing(then):
    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33, updated="2022-08-11T10:00:00Z"), "new.json", "cve")

    ingest(then, record("CVE-2022-27925", 9.9, updated="2022-05-01T10:00:00Z"), "old.json", "cve")

    assert RecordRow.objects.get().score == 7.2


def test_only_the_team_and_the_system_match(then, hospital, visitor):
    for actor in (hospital, visitor):
        with pytest.raises(Refused):
            match_products(then, actor)


def test_a_flaw_of_a_stranger_reaches_nobody(then):
    organisation("clinic", "192.0.2.0/24")
    ingest(then, HEADER + line("192.0.2.1", "2022-08-10 03:00:00"))

    ingest(then, catalogue(LISTED), "kev.json", "kev")

    assert [one.identifier for one in FindingRow.objects.all()] == ["open-rdp"]


def test_a_flaw_that_is_used_asks_to_patch_and_to_hunt_each_answered_apart(then, officer):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    folio = FindingRow.objects.get().folio
    assert [(one.name, one.state) for one in show_finding(then, officer, folio).tasks] == [("patch", "open"), ("hunt", "open")]

    answer_task(then, officer, folio, "patch", "done", "Patch 33")

    page = show_finding(then, officer, folio)
    assert [(one.name, one.state) for one in page.tasks] == [("patch", "done"), ("hunt", "open")]
    assert page.finding.state == "fix-claimed"
    answer_task(then, officer, folio, "hunt", "signs-found", "Un archivo JSP en /opt/zimbra")
    assert [one.state for one in show_finding(then, officer, folio).tasks] == ["done", "signs-found"]


@pytest.mark.parametrize(
    ("task", "state", "why"), [("patch", "clean", ""), ("hunt", "done", ""), ("dance", "done", ""), ("hunt", "signs-found", " ")]
)
def test_what_is_no_answer_to_a_task_is_refused(then, officer, task, state, why):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, catalogue(LISTED), "kev.json", "kev")

    with pytest.raises(Unusable):
        answer_task(then, officer, FindingRow.objects.get().folio, task, state, why)


def test_an_ordinary_finding_has_no_tasks(then, officer):
    organisation("clinic", "192.0.2.0/24")
    ingest(then, HEADER + line("192.0.2.1", "2022-08-10 03:00:00"))
    folio = FindingRow.objects.get().folio

    assert show_finding(then, officer, folio).tasks == ()
    with pytest.raises(Unusable, match="has no task"):
        answer_task(then, officer, folio, "patch", "done")


def silent_story(then, *, answers=False):
    parent = organisation("ministry", contacts=("a@ministry.example", "b@ministry.example", "head@ministry.example"))
    clinic = runs("clinic", "Synacor:ZCS:8.8.15")
    OrganisationRow.objects.filter(id=clinic.id).update(parent=parent)
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    queue_notices(then, SYSTEM)
    deliver_notices(then, SYSTEM)
    if answers:
        answer_task(then, SYSTEM, FindingRow.objects.get().folio, "hunt", "working")


def test_a_due_date_that_passes_in_silence_is_taken_above_once(then, officer):
    silent_story(then)

    assert escalate_overdue(then.at(datetime(2022, 9, 1, 18, tzinfo=UTC)), SYSTEM) == 0
    assert escalate_overdue(then.at(datetime(2022, 9, 2, 18, tzinfo=UTC)), SYSTEM) == 1
    assert escalate_overdue(then.at(datetime(2022, 9, 3, 18, tzinfo=UTC)), SYSTEM) == 0

    page = show_finding(then, officer, FindingRow.objects.get().folio)
    assert (page.escalation.organisation, page.escalation.role, page.escalation.address) == (
        "ministry",
        "management",
        "head@ministry.example",
    )
    assert page.steps[-1].what == "escalated"


def test_an_answer_of_any_kind_is_no_silence(then):
    silent_story(then, answers=True)

    assert escalate_overdue(then.at(datetime(2022, 9, 2, 18, tzinfo=UTC)), SYSTEM) == 0


def test_who_was_never_told_is_not_silent(then):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, catalogue(LISTED), "kev.json", "kev")

    assert escalate_overdue(then.at(datetime(2022, 9, 2, 18, tzinfo=UTC)), SYSTEM) == 0


def test_the_management_of_the_organisation_itself_comes_before_those_above(then, officer):
    silent_story(then)
    ContactRow.objects.create(organisation=OrganisationRow.objects.get(slug="clinic"), role="management", address="head@clinic.example")

    escalate_overdue(then.at(datetime(2022, 9, 2, 18, tzinfo=UTC)), SYSTEM)

    assert show_finding(then, officer, FindingRow.objects.get().folio).escalation.address == "head@clinic.example"


def test_the_list_of_exploited_flaws_counts_who_has_them_and_the_list_of_products_their_flaws(then, officer, hospital):
    runs("hospital-central", "Synacor:ZCS:8.8.15", "Acme:Mail:2", exposed="yes", supplier="Correo del Valle")
    runs("mill", "Zimbra:Collaboration")
    ingest(then, record("CVE-2022-27925", 7.2, BEFORE_33), "27925.json", "cve")
    ingest(then, catalogue(LISTED, ("CVE-2022-27924", "Synacor", ZCS, "2022-08-04", "2022-08-25", True), ("CVE-2021-00001", "Acme", "Door", "2021-11-03", "2021-11-17", False)), "kev.json", "kev")  # fmt: skip

    flaws = list_exploited(then, officer, read_query((("sort", "-affected,cve"),), EXPLOITED, then.now())).table
    products = list_products(then, officer, read_query((("sort", "-flaws,value"),), INVENTORY, then.now())).table
    own = list_products(then, hospital, read_query((), INVENTORY, then.now()))

    assert flaws.select("cve", "affected", "severity").rows() == [
        ("CVE-2022-27924", 2, ""), ("CVE-2022-27925", 2, "high"), ("CVE-2021-00001", 0, ""),
    ]  # fmt: skip
    assert products.select("organisation", "value", "flaws").rows() == [
        ("hospital-central", "Synacor:ZCS:8.8.15", 2), ("mill", "Zimbra:Collaboration", 2), ("hospital-central", "Acme:Mail:2", 0),
    ]  # fmt: skip
    assert (own.total, set(own.table["organisation"])) == (2, {"hospital-central"})
    with pytest.raises(Refused):
        list_exploited(then, hospital, read_query((), EXPLOITED, then.now()))


def test_a_flaw_that_we_say_ourselves_is_exploited_finds_who_runs_it_at_once(then, officer):
    runs("clinic", "Acme:Door:7")
    entry = Entry("cve-2022-90001", "ACME", "Door", "Acme Door opens to strangers", date(2022, 8, 11), date(2022, 8, 18))

    add_exploited(then, officer, entry)

    (found,) = FindingRow.objects.all()
    assert (found.identifier, found.priority, found.due) == ("cve-2022-90001", 1, date(2022, 8, 18))
    assert ExploitedRow.objects.get().source == "national"


@pytest.mark.parametrize(
    "change", [{"cve": "2022-90001"}, {"vendor": " "}, {"product": "Multiple Products"}, {"due": date(2022, 8, 10)}, {"name": "x" * 301}]
)
def test_an_entry_that_could_find_nobody_is_refused(then, officer, change):
    entry = Entry("CVE-2022-90001", "Acme", "Door", "Acme Door", date(2022, 8, 11), date(2022, 8, 18))

    with pytest.raises(Unusable):
        add_exploited(then, officer, replace(entry, **change))


def test_what_the_catalogue_lists_already_is_not_said_again(then, officer):
    ingest(then, catalogue(LISTED), "kev.json", "kev")

    with pytest.raises(Unusable, match="already"):
        add_exploited(then, officer, Entry("CVE-2022-27925", "Synacor", "ZCS", "x", date(2022, 8, 11), date(2022, 8, 18)))


def scores(*rows, day="2022-08-11"):
    lines = [f"{cve},{score},{percentile}" for cve, score, percentile in rows]
    return "\n".join([f"#model_version:v2022.01.01,score_date:{day}T00:00:00+0000", "cve,epss,percentile", *lines, ""]).encode()


def test_a_flaw_that_becomes_likely_to_be_exploited_moves_up_and_one_that_no_longer_is_moves_down(then):
    runs("clinic", "Synacor:ZCS:8.8.15")
    ingest(then, record("CVE-2022-99999", 5.0, BEFORE_33), "99999.json", "cve")
    assert FindingRow.objects.get().priority == 4

    ingest(then, scores(("CVE-2022-99999", "0.91", "0.97"), ("CVE-2022-00001", "0.1", "0.2")), "epss_scores-2022-08-11.csv", "epss")
    lifted = FindingRow.objects.get()
    assert (lifted.priority, "likely-exploited" in lifted.reasons) == (3, True)

    tomorrow = then.at(ENTRY_DAY + timedelta(days=1))
    ingest(tomorrow, scores(("CVE-2022-99999", "0.01", "0.50"), day="2022-08-12"), "epss_scores-2022-08-12.csv", "epss")
    sunk = FindingRow.objects.get()
    assert (sunk.priority, "likely-exploited" in sunk.reasons) == (4, False)
    assert ScoreRow.objects.get(cve="CVE-2022-99999").day == date(2022, 8, 12)


def test_a_match_that_dies_before_its_commit_is_done_by_the_next_one(then):
    clinic = runs("clinic")
    ingest(then, catalogue(LISTED), "kev.json", "kev")
    AssetRow.objects.create(organisation=clinic, kind="product", value="Synacor:ZCS:8.8.15")
    dying = replace(then, stop_at=len(then.steps) + 1)

    with pytest.raises(Stopped, match=r"warning\.match\.before-commit"):
        match_products(dying, SYSTEM)

    assert FindingRow.objects.count() == 0
    assert match_products(then, SYSTEM)["changed"] == 1


def test_a_silence_that_was_being_taken_above_when_all_died_is_taken_once(then):
    silent_story(then)
    late = then.at(datetime(2022, 9, 2, 18, tzinfo=UTC))
    dying = replace(late, stop_at=len(late.steps) + 1)

    with pytest.raises(Stopped, match=r"warning\.escalate\.before-commit"):
        escalate_overdue(dying, SYSTEM)

    assert EscalationRow.objects.count() == 0
    assert (escalate_overdue(late, SYSTEM), escalate_overdue(late, SYSTEM), EscalationRow.objects.count()) == (1, 0, 1)
