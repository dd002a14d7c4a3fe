"""Papers and waiting files: printed once, dated, verified by hash or by folio and code, and told to nobody else."""

import csv
import io
import json
from datetime import date, timedelta

import polars as pl
import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation
from tests.formats.test_letter import notice as sample
from tests.formats.test_letter import row as sample_row

from baluarte.actions.replies import date_letter, fetch_files, list_papers, make_certificate, make_letter, verify_file
from baluarte.actions.warning import deliver_notices, queue_notices, show_finding, verify_notice
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import FINDINGS
from baluarte.formats.letter.attached import files_of
from baluarte.formats.tabular import read_table
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.warning.models import EnclosureRow, FindingRow, NoticeRow, OutboxRow, PaperRow


@pytest.fixture
def clinic(db) -> OrganisationRow:
    return organisation("hospital-central", "192.0.2.0/25", contacts=("security@hospital.example",))


@pytest.fixture
def unreached(world, clinic) -> NoticeRow:
    ContactRow.objects.all().delete()
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2"))
    queue_notices(world, OPERATOR)
    return NoticeRow.objects.get()


@pytest.fixture
def closing(world, clinic) -> NoticeRow:
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2"))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    FindingRow.objects.update(state="closed", told_state="closed", closed_at=world.now())
    world.move(timedelta(hours=1))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    return NoticeRow.objects.get(kind="closed")


def test_whom_no_mail_reaches_gets_a_letter_with_a_number_that_its_findings_remember(world, unreached):
    made = make_letter(world, OPERATOR, unreached.folio)
    again = make_letter(world, OPERATOR, unreached.folio)

    assert made.content.startswith(b"%PDF-")
    assert (again.content, PaperRow.objects.count()) == (made.content, 1)
    assert OutboxRow.objects.get().note == "no-contact"
    date_letter(world, OPERATOR, unreached.folio, 1, sent_on=date(2026, 3, 6))
    date_letter(world, OPERATOR, unreached.folio, 1, received_on=date(2026, 3, 9))
    paper = list_papers(world, OPERATOR, unreached.folio)[0]
    assert (paper.number, paper.sent_on, paper.received_on) == (1, date(2026, 3, 6), date(2026, 3, 9))
    steps = [step.what for step in show_finding(world, OPERATOR, FindingRow.objects.first().folio).steps]
    assert steps[-2:] == ["letter-sent", "letter-received"]
    assert make_letter(world, OPERATOR, unreached.folio).paper.number == 2


def test_a_letter_is_not_received_before_it_is_sent_nor_dated_before_it_is_made(world, unreached):
    with pytest.raises(Missing):
        date_letter(world, OPERATOR, unreached.folio, 1, sent_on=date(2026, 3, 6))
    make_letter(world, OPERATOR, unreached.folio)

    for days in ({"received_on": date(2026, 3, 6)}, {"sent_on": date(2026, 3, 6), "received_on": date(2026, 3, 5)}):
        with pytest.raises(Unusable):
            date_letter(world, OPERATOR, unreached.folio, 1, **days)


def test_a_file_is_ours_byte_for_byte_or_not_at_all(world, unreached, citizen):
    made = make_letter(world, OPERATOR, unreached.folio)

    assert verify_file(world, citizen, made.content).folio == unreached.folio
    assert verify_file(world, citizen, made.content[:-1] + bytes([made.content[-1] ^ 1])) is None
    assert verify_file(world, citizen, b"") is None


def test_folio_and_code_of_a_letter_are_confirmed_although_no_mail_left(world, unreached, citizen):
    assert verify_notice(world, citizen, unreached.folio, unreached.code) is None
    make_letter(world, OPERATOR, unreached.folio)

    verified = verify_notice(world, citizen, unreached.folio, unreached.code)

    assert verified is not None
    assert (verified.domain, [paper.kind for paper in verified.papers]) == ("", ["letter"])
    assert verify_notice(world, citizen, unreached.folio, "0000-0000") is None


def test_the_certificate_of_a_closing_is_for_whoever_has_its_code(world, closing, citizen):
    files = fetch_files(world, citizen, closing.folio, closing.code, "en")

    assert [file.name for file in files] == [f"{closing.folio}_certificate-1_en.pdf"]
    assert verify_file(world, citizen, files[0].content).kind == "certificate"
    assert fetch_files(world, citizen, closing.folio, closing.code, "en")[0].content == files[0].content
    assert fetch_files(world, citizen, closing.folio, "0000-0000") == ()
    assert fetch_files(world, citizen, "AN-2026-999999", closing.code) == ()


def test_the_team_makes_a_certificate_by_the_folio_of_the_finding_too(world, closing):
    finding = FindingRow.objects.first()

    made = make_certificate(world, OPERATOR, finding.folio)

    assert made.paper.folio == closing.folio
    with pytest.raises(Missing):
        make_certificate(world, OPERATOR, NoticeRow.objects.exclude(kind="closed").get().folio)


def test_strangers_print_nothing(world, unreached, citizen, hospital):
    for actor in (citizen, hospital):
        for act in (make_letter, make_certificate, list_papers):
            with pytest.raises(Refused):
                act(world, actor, unreached.folio)


def test_what_is_too_large_for_mail_is_fetched_with_the_code_until_its_day(world, clinic, citizen):
    ingest(world, HEADER + "".join(line(f"192.0.2.{place % 120}", port=1000 + place) for place in range(600)))
    FindingRow.objects.update(tags=["x" * 60] * 100)
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    notice = NoticeRow.objects.get()

    files = fetch_files(world, citizen, notice.folio, notice.code)

    assert world.messages[0].attachments == ()
    assert f"csirt.example/es/files/{notice.folio}" in world.messages[0].text
    assert [file.name.rpartition(".")[2] for file in files] == ["csv", "json"]
    assert len(json.loads(files[1].content)["rows"]) == 600
    world.move(timedelta(days=15))
    assert fetch_files(world, citizen, notice.folio, notice.code) == ()
    assert EnclosureRow.objects.count() == 2


def test_the_attachments_read_by_our_own_reader_give_the_rows_of_the_notice_again():
    told = sample(
        sample_row(0, tags=["=cmd", 'a"b,c'], vendor="-x", product="'tis", version="1\n2", until=date(2026, 4, 1), due=None),
        sample_row(1, cves=["CVE-2026-99001"], reports=["scan_rdp", "scan_vnc"], point="[2001:db8::1]:443/tcp"),
    )
    (name, _, as_csv), (_, _, as_json) = files_of(told).attached

    table, refused = read_table(name, as_csv, FINDINGS)

    assert refused.height == 0
    columns = [column for column in FINDINGS.names if column in table.columns]
    back = table.select(columns).to_dicts()
    rows = json.loads(as_json)["rows"]
    assert table.height == told.findings.height == len(rows)
    for read, raw in zip(back, rows, strict=True):
        for column in columns:
            meant = raw[column]
            text = ";".join(meant) if isinstance(meant, list) else "" if meant is None else str(meant)
            assert (str(read[column] or ""), column) == (text, column)
    assert [line["folio"] for line in csv.DictReader(io.StringIO(as_csv.decode("utf-8-sig")))] == told.findings["folio"].to_list()
    assert isinstance(told.findings, pl.DataFrame)
