"""A nation and an organisation counted from the feet of the parts."""

from datetime import date

import polars as pl
import pytest
from tests.actions.feeding import HEADER as HEAD
from tests.actions.feeding import ingest, line, organisation

from baluarte.actions.feeds import count_events, count_own_events
from baluarte.core.errors import Refused
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.models import ManifestRow
from baluarte.store.feeds.places import lake

pytestmark = pytest.mark.django_db(transaction=True)
MARCH = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def fed(world):
    """Two days of reports: the hospital, a mill that shares a network with it, and strangers."""
    organisation("hospital-central", "192.0.2.0/24", sector="health")
    organisation("molino", "192.0.2.0/24", "198.51.100.0/25", sector="industry")
    ingest(world, HEAD + line("192.0.2.1") + line("192.0.2.2") + line("198.51.100.9") + line("203.0.113.5"))
    later = "2026-03-04 09:00:00"
    ingest(world, HEAD + line("198.51.100.9", later) + line("203.0.113.5", later), name="2026-03-04-scan_rdp-b.csv")
    return world


def test_an_event_of_two_owners_counts_once_in_the_nation(fed):
    table = count_events(fed, OPERATOR, *MARCH)

    assert table.select("day", "sector", "events", "matched").rows() == [
        (date(2026, 3, 4), "", 1, 0), (date(2026, 3, 4), "industry", 1, 1),
        (date(2026, 3, 5), "", 1, 0), (date(2026, 3, 5), "health", 2, 2), (date(2026, 3, 5), "industry", 1, 1),
    ]  # fmt: skip


def test_an_event_of_two_owners_counts_at_each_of_them(fed):
    mine = count_own_events(fed, OPERATOR, "molino", *MARCH)

    assert mine.select("report", "day", "events").rows() == [("scan_rdp", date(2026, 3, 4), 1), ("scan_rdp", date(2026, 3, 5), 3)]


def test_only_the_days_and_reports_asked_for_count(fed):
    assert count_events(fed, OPERATOR, date(2026, 3, 5), date(2026, 3, 5))["events"].sum() == 4
    assert count_events(fed, OPERATOR, *MARCH, ("scan_ssl",)).is_empty()
    assert count_events(fed, OPERATOR, date(2026, 4, 1), date(2026, 4, 2)).is_empty()
    assert count_own_events(fed, OPERATOR, "molino", date(2026, 4, 1), date(2026, 4, 2)).is_empty()


def test_a_corrected_sector_and_a_merger_are_seen_at_once(fed):
    OrganisationRow.objects.filter(slug="molino").update(sector="food")
    assert set(count_events(fed, OPERATOR, *MARCH)["sector"]) == {"", "health", "food"}

    hospital = OrganisationRow.objects.get(slug="hospital-central")
    OrganisationRow.objects.filter(slug="molino").update(merged_into=hospital, status="merged")
    assert set(count_events(fed, OPERATOR, *MARCH)["sector"]) == {"", "health"}


def test_a_part_without_a_tally_is_counted_from_its_rows(fed):
    told = count_events(fed, OPERATOR, *MARCH)
    store = lake(fed)
    for path in ManifestRow.objects.values_list("path", flat=True):
        pl.read_parquet(store.root / path).write_parquet(store.root / path)

    assert count_events(fed, OPERATOR, *MARCH).equals(told)


def test_no_row_is_read_where_a_foot_tells(fed, monkeypatch):
    def refuse(*_args, **_more):
        raise AssertionError

    monkeypatch.setattr(pl, "read_parquet", refuse)

    assert count_events(fed, OPERATOR, *MARCH)["events"].sum() == 6
    assert isinstance(lake(fed), Lake)


def test_the_nation_is_for_the_team_and_own_events_for_their_owner(fed, hospital, operator, visitor):
    assert count_own_events(fed, hospital, "hospital-central", *MARCH)["events"].sum() == 2
    for who, what in ((operator, "hospital-central"), (visitor, "hospital-central"), (hospital, "molino")):
        with pytest.raises(Refused):
            count_own_events(fed, who, what, *MARCH)
    with pytest.raises(Refused):
        count_events(fed, hospital, *MARCH)
