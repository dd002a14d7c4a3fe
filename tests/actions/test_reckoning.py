"""What findings become is worked out before the writer is taken; what changes in between is never lost."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.warning import ingest_delivery
from baluarte.core.errors import Outdated
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import AssetRow, OrganisationRow
from baluarte.store.feeds.turns import Turn
from baluarte.store.products.models import ExploitedRow
from baluarte.store.warning.backlog import reckoning
from baluarte.store.warning.models import FindingRow, FindingStep

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
FIRST = HEADER + line("192.0.2.7") + line("192.0.2.8")
LATER = HEADER + line("192.0.2.7", "2026-03-06 03:00:00") + line("192.0.2.8", "2026-03-06 03:00:00")


@pytest.fixture
def clinic(world):
    row = organisation("clinic", "192.0.2.0/24")
    ingest(world, FIRST)
    return row


def meanwhile(monkeypatch, change) -> None:
    """Let something change after a delivery was worked out and before it is written: its fence is the first thing under the lock."""
    fence, done = Turn.fence, []

    def fenced(turn: Turn) -> None:
        fence(turn)
        if not done:
            done.append(change())

    monkeypatch.setattr(Turn, "fence", fenced)


def read(world, text: str):
    return ingest_delivery(world, OPERATOR, receive(world, text).id)


def test_an_answer_of_that_moment_stays_and_the_sighting_is_counted(world, clinic, monkeypatch):
    meanwhile(monkeypatch, lambda: FindingRow.objects.filter(point__contains="192.0.2.7").update(state="fix-claimed"))

    read(world, LATER)

    assert dict(FindingRow.objects.order_by("point").values_list("state", "sightings")) == {"fix-claimed": 2, "open": 2}


def test_a_finding_closed_in_that_moment_comes_back(world, clinic, monkeypatch):
    meanwhile(monkeypatch, lambda: FindingRow.objects.update(state="closed", closed_at=NOW))

    read(world, LATER)

    assert set(FindingRow.objects.values_list("state", "closed_at")) == {("came-back", None)}
    assert FindingStep.objects.filter(what="came-back").count() == 2


def test_an_asset_called_critical_in_that_moment_lifts_what_is_on_it(world, clinic, monkeypatch):
    before = set(FindingRow.objects.values_list("priority", flat=True))
    meanwhile(monkeypatch, lambda: AssetRow.objects.update(criticality="critical"))

    read(world, LATER)

    assert set(FindingRow.objects.values_list("priority", flat=True)) == {min(before) - 1}
    assert all("critical-asset" in reasons for reasons in FindingRow.objects.values_list("reasons", flat=True))


def test_a_finding_made_in_that_moment_is_the_same_one(world, clinic, monkeypatch):
    kept = FindingRow.objects.get(point__contains="192.0.2.7")
    FindingRow.objects.filter(id=kept.id).delete()
    meanwhile(monkeypatch, kept.save)

    read(world, LATER)

    assert FindingRow.objects.count() == 2
    assert set(FindingRow.objects.values_list("sightings", flat=True)) == {2}
    assert FindingRow.objects.get(point__contains="192.0.2.7").folio == kept.folio


def test_a_flaw_listed_in_that_moment_makes_it_first(world, clinic, monkeypatch):
    FindingRow.objects.update(cves=["CVE-2026-1000"])
    meanwhile(monkeypatch, lambda: ExploitedRow.objects.create(cve="CVE-2026-1000", added=date(2026, 3, 6), due=date(2026, 3, 27)))

    read(world, LATER)

    assert set(FindingRow.objects.values_list("priority", "due")) == {(1, date(2026, 3, 27))}


def test_an_organisation_merged_in_that_moment_stops_the_writing(world, clinic, monkeypatch):
    heir = organisation("heir")
    meanwhile(monkeypatch, lambda: OrganisationRow.objects.filter(id=clinic.id).update(status="merged", merged_into=heir))

    with pytest.raises(Outdated, match="merged while"):
        read(world, LATER)

    assert set(FindingRow.objects.values_list("sightings", flat=True)) == {1}


def test_while_nothing_changes_all_is_worked_out_before_the_writer_is_taken(world, clinic, monkeypatch):
    held = []
    remember = reckoning.remember
    monkeypatch.setattr(reckoning, "remember", lambda *tables: (held.append(connection.in_atomic_block), remember(*tables))[1])

    read(world, LATER)

    assert held == [False]
    assert set(FindingRow.objects.values_list("sightings", flat=True)) == {2}
