"""Notices: what leaves, to whom, how often, and how each ends."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.warning import (
    answer_finding,
    check_deliveries,
    close_quiet_findings,
    deliver_notices,
    list_findings,
    list_notices,
    merge_organisations,
    preview_notice,
    queue_notices,
    retry_notice,
    show_finding,
    show_notice,
)  # fmt: skip
from baluarte.core.errors import Refused, Unreachable, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.store.constituency.models import AssetRow, ContactRow, OrganisationRow
from baluarte.store.ground.folios import next_folios
from baluarte.store.ledger.models import Mark
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeFinding, NoticeRow, OutboxRow
from baluarte.store.warning.walls import missing_walls, raise_walls


@pytest.fixture
def clinic(db) -> OrganisationRow:
    return organisation("hospital-central", "192.0.2.0/25", contacts=("security@hospital.example", "it@hospital.example"))


@pytest.fixture
def mill(db) -> OrganisationRow:
    return organisation("mill", "192.0.2.128/25", contacts=("it@mill.example",))


def tell(world) -> dict[str, int]:
    queue_notices(world, OPERATOR)
    return deliver_notices(world, OPERATOR)


def test_each_organisation_is_told_of_its_own_findings_and_of_nobody_elses(world, clinic, mill):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.200") + line("203.0.113.1"))

    states = tell(world)

    assert states == {"accepted": 2}
    sent = {message.recipient: message for message in world.messages}
    assert set(sent) == {"security@hospital.example", "it@mill.example"}
    assert "192.0.2.200" not in sent["security@hospital.example"].text
    assert "192.0.2.1:" not in sent["it@mill.example"].text
    assert check_deliveries(world, OPERATOR).outcome == "holds"


def test_only_news_is_told(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    tell(world)
    world.move(timedelta(days=1))

    assert tell(world) == {}


def test_the_message_id_is_the_folio_and_a_number_whatever_the_attempts(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    world.post.be_away()

    assert deliver_notices(world, OPERATOR) == {"temporary-failure": 1}
    assert deliver_notices(world, OPERATOR) == {}
    world.move(timedelta(minutes=2))
    assert deliver_notices(world, OPERATOR) == {"accepted": 1}

    folio = NoticeRow.objects.get().folio
    assert world.messages[0].message_id == f"<{folio}.1@csirt.example>"
    assert "X-Possible-Duplicate" in dict(world.messages[0].headers)


def test_a_server_that_never_answers_is_given_up_after_two_days_and_the_next_contact_is_tried(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    waits = []
    for _ in range(200):
        world.post.refusals[:] = [Unreachable("mail.unreachable", "No answer.")]
        if "permanent-failure" in deliver_notices(world, OPERATOR):
            break
        due = OutboxRow.objects.get().due_at
        waits.append((due - world.now()).total_seconds() / 60)
        world.move(due - world.now())

    for wait, meant in zip(waits, (1, 2, 5, 15, 30, 60, 60, 60), strict=False):
        assert meant * 0.8 <= wait <= meant * 1.2
    second = OutboxRow.objects.order_by("-id").first()
    assert (second.recipient, second.message_id) == ("it@hospital.example", f"<{second.notice.folio}.2@csirt.example>")


def test_a_refusal_for_good_goes_to_the_next_contact_and_in_the_end_to_a_person(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    world.post.refusals += [Unusable("mail.refused", "No such mailbox.")] * 2

    states = deliver_notices(world, OPERATOR)

    assert states == {"permanent-failure": 2}
    assert list(OutboxRow.objects.order_by("id").values_list("recipient", "state", "note"))[-1] == ("", "held", "no-contact")


def test_a_retired_contact_is_not_written_to_and_a_person_decides(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    ContactRow.objects.filter(address="security@hospital.example").update(status="retired")

    assert deliver_notices(world, OPERATOR) == {"held": 1}
    assert world.messages == []
    ContactRow.objects.update(status="active")
    assert retry_notice(world, OPERATOR, NoticeRow.objects.get().folio) == 1
    assert deliver_notices(world, OPERATOR) == {"accepted": 1}


def test_a_label_that_was_raised_after_the_notice_was_written_holds_it(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    FindingRow.objects.update(tlp="red")

    assert deliver_notices(world, OPERATOR) == {"held": 1}
    assert OutboxRow.objects.get().note == "label"
    assert world.messages == []


def test_red_is_never_in_a_mail(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(tlp="red")

    tell(world)

    assert [message for message in world.messages if "192.0.2.1" in message.text or message.attachments] == []


def test_who_has_no_contact_is_not_skipped_in_silence(world, clinic):
    ContactRow.objects.all().delete()
    ingest(world, HEADER + line("192.0.2.1"))

    assert tell(world) == {}
    assert list(OutboxRow.objects.values_list("state", "note", "recipient")) == [("held", "no-contact", "")]


def test_a_dry_run_and_a_preview_write_nothing(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))

    rows = queue_notices(world, OPERATOR, dry_run=True)
    message = preview_notice(world, OPERATOR, "hospital-central")

    assert rows.total == 1
    assert message is not None
    assert message.recipient == "security@hospital.example"
    assert (NoticeRow.objects.count(), OutboxRow.objects.count(), FindingRow.objects.exclude(told_at=None).count()) == (0, 0, 0)


def test_the_database_itself_refuses_a_message_to_a_stranger(world, clinic, mill):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.200"))
    queue_notices(world, OPERATOR)
    mine, other = OutboxRow.objects.get(organisation=clinic), OutboxRow.objects.get(organisation=mill)
    values = {name: getattr(mine, name) for name in ("recipient", "label", "language", "template", "body_sha256", "subject", "message")}
    values |= {"due_at": mine.due_at, "made_at": mine.made_at, "message_id": "<another@csirt.example>"}
    wrongs = (
        {"notice": mine.notice, "organisation": clinic, "contact": other.contact, "recipient": other.recipient},
        {"notice": other.notice, "organisation": clinic, "contact": mine.contact},
        {"notice": mine.notice, "organisation": mill, "contact": mine.contact},
        {"notice": mine.notice, "organisation": clinic, "contact": mine.contact, "recipient": "stranger@elsewhere.example"},
    )

    for wrong in wrongs:
        with pytest.raises(DatabaseError), transaction.atomic():
            OutboxRow.objects.create(**{**values, **wrong})
    for change in ({"contact": other.contact}, {"organisation": mill}, {"recipient": "x@elsewhere.example"}, {"notice": other.notice}):
        with pytest.raises(DatabaseError), transaction.atomic():
            OutboxRow.objects.filter(id=mine.id).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        ContactRow.objects.filter(id=mine.contact_id).update(organisation=mill)
    with pytest.raises(DatabaseError), transaction.atomic():
        NoticeFinding.objects.create(notice=mine.notice, finding=FindingRow.objects.get(organisation=mill))


def test_a_wall_that_fell_is_missed_and_can_be_raised_again(world):
    assert missing_walls() == ()
    with connection.cursor() as cursor:
        table = " ON warning_outboxrow" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER outbox_frozen{table}")

    assert missing_walls() == ("outbox_frozen",)
    assert "outbox_frozen" in check_deliveries(world, OPERATOR).failed[0]
    raise_walls()
    assert missing_walls() == ()


def test_an_answer_moves_the_finding_and_stands_in_its_history(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    folio = FindingRow.objects.get().folio
    until = world.now().date() + timedelta(days=30)

    answer_finding(world, OPERATOR, folio, "accept-until", "Se reemplaza en abril.", until)
    page = show_finding(world, OPERATOR, folio)

    assert (page.finding.state, page.finding.until) == ("accepted", until)
    assert [(step.what, step.state) for step in page.steps] == [("sighted", "open"), ("answered", "accepted")]
    assert page.sightings.height == 1
    with pytest.raises(Unusable, match="reason"):
        answer_finding(world, OPERATOR, folio, "not-ours")


def test_a_mute_ends_on_its_day(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    folio = FindingRow.objects.get().folio
    answer_finding(world, OPERATOR, folio, "accept-until", "Se reemplaza.", world.now().date() + timedelta(days=2))
    world.move(timedelta(days=3))

    close_quiet_findings(world, OPERATOR)

    assert FindingRow.objects.get().state == "open"


def test_a_finding_closes_only_when_its_report_came_without_it(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    world.move(timedelta(days=40))

    assert close_quiet_findings(world, OPERATOR) == 0

    world.move(timedelta(days=-40))
    for _ in range(40):
        world.move(timedelta(days=1))
        text = HEADER + line("192.0.2.9", f"{world.now():%Y-%m-%d} 03:00:00")
        ingest(world, text, f"{world.now():%Y-%m-%d}-scan_rdp-anahuac.csv")
    assert close_quiet_findings(world, OPERATOR) == 1
    assert FindingRow.objects.get(point__startswith="192.0.2.1:").state == "closed"


def test_what_was_closed_and_is_seen_again_came_back_under_its_folio(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    tell(world)
    FindingRow.objects.update(state="closed", told_state="closed", closed_at=world.now())
    world.move(timedelta(days=60))

    ingest(world, HEADER + line("192.0.2.1", f"{world.now():%Y-%m-%d} 03:00:00"))

    row = FindingRow.objects.get()
    assert (row.state, row.closed_at) == ("came-back", None)
    assert tell(world) == {"accepted": 1}


def test_an_old_sighting_that_comes_late_wakes_nobody(world, clinic):
    ingest(world, HEADER + line("192.0.2.1", "2026-03-04 03:00:00"))
    FindingRow.objects.update(state="closed", closed_at=world.now())

    ingest(world, HEADER + line("192.0.2.1", "2026-03-01 03:00:00"))

    row = FindingRow.objects.get()
    assert (row.state, row.sightings, row.first_seen.day) == ("closed", 2, 1)


def test_a_constituent_sees_its_own_and_the_totals_of_nothing_else(world, clinic, mill, hospital, operator, citizen):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.200"))
    tell(world)
    query = read_query((), FINDINGS, world.now())

    assert list_findings(world, hospital, query).table["organisation"].to_list() == ["hospital-central"]
    assert list_findings(world, operator, query).total == 0
    assert list_notices(world, hospital, read_query((), NOTICES, world.now())).total == 1
    with pytest.raises(Refused):
        list_findings(world, citizen, query)
    with pytest.raises(Refused):
        queue_notices(world, hospital)


def test_merged_organisations_answer_as_one(world, clinic, mill):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.200"))
    tell(world)

    moved = merge_organisations(world, OPERATOR, "mill", "hospital-central")

    assert moved == {"recalled": 0, "assets": 1, "contacts": 1, "findings": 1}
    assert set(FindingRow.objects.values_list("organisation__slug", flat=True)) == {"hospital-central"}
    assert set(AssetRow.objects.values_list("organisation__slug", flat=True)) == {"hospital-central"}
    assert OrganisationRow.objects.get(slug="mill").merged_into == clinic
    assert FindingStep.objects.filter(what="merged").count() == 1
    assert show_notice(world, OPERATOR, NoticeRow.objects.get(organisation=mill).folio).row["organisation"] == "mill"


def test_what_both_had_becomes_one_finding_when_they_merge(world, clinic):
    twin = organisation("twin", "192.0.2.0/25", contacts=("it@twin.example",))
    ingest(world, HEADER + line("192.0.2.1"))
    assert FindingRow.objects.count() == 2

    merge_organisations(world, OPERATOR, "twin", "hospital-central")

    row = FindingRow.objects.get()
    assert (row.organisation_id, row.sightings) == (clinic.id, 2)
    assert AssetRow.objects.filter(organisation=twin).count() == 0


def test_every_action_leaves_one_mark(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    tell(world)

    names = list(Mark.objects.order_by("id").values_list("action", flat=True))

    assert names == ["receive_delivery", "ingest_delivery", "queue_notices", "deliver_notices"]


def test_what_changed_while_the_letters_were_written_is_written_anew(world, clinic, mill):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.200"))

    def change(name: str) -> None:
        if name == "warning.queue.prepared":
            ContactRow.objects.filter(address="security@hospital.example").update(status="retired")
            next_folios("AN", world.now().year, 3)

    world.step = change
    queue_notices(world, OPERATOR)

    told = dict(OutboxRow.objects.values_list("recipient", "notice__folio"))
    assert set(told) == {"it@hospital.example", "it@mill.example"}
    numbers = sorted(int(folio[-6:]) for folio in (*told.values(), *FindingRow.objects.values_list("folio", flat=True)))
    assert [number - numbers[0] for number in numbers] == [0, 1, 5, 6]
