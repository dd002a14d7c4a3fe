"""A delivery is read into lake and findings, and every row of it is accounted for."""

import io
from datetime import timedelta

import pytest

from baluarte.actions.feeds import check_accounting, receive_delivery
from baluarte.actions.warning import ingest_delivery
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import AssetRow, OrganisationRow
from baluarte.store.warning.models import FindingRow

HEADER = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"
NAME = "2026-03-05-scan_rdp-anahuac.csv"


@pytest.fixture
def clinic(db) -> OrganisationRow:
    row = OrganisationRow.objects.create(slug="clinic", name="Clínica Ejemplo")
    AssetRow.objects.create(organisation=row, kind="cidr", value="192.0.2.0/24")
    return row


def line(number: int, when: str = "2026-03-05 03:00:00", address: str = "192.0.2.{}") -> str:
    return f"{when},medium,{address.format(number)},tcp,3389,,rdp,64500,AN,,\n"


def ingest(world, text: str, name: str = NAME):
    delivery = receive_delivery(world, OPERATOR, "shadowserver", name, io.BytesIO(text.encode()))
    return ingest_delivery(world, OPERATOR, delivery.id)


def test_every_row_of_a_delivery_is_accepted_duplicate_or_quarantined(world, clinic):
    text = HEADER + line(1) + line(2) + line(2, "2026-03-05 04:00:00") + line(3, address="203.0.113.{}") + line(4, "never") + "broken\n"

    done = ingest(world, text)

    assert done.state == "done"
    assert done.accounting.to_dict() == {"read": 6, "accepted": 3, "duplicate": 1, "quarantined": 2, "matched": 2, "unmatched": 1}
    assert FindingRow.objects.count() == 2
    assert check_accounting(world, OPERATOR, deep=True).failed == ()


def test_the_same_bytes_again_are_a_delivery_of_duplicates_and_change_no_finding(world, clinic):
    text = HEADER + line(1) + line(2)
    first = ingest(world, text)
    before = list(FindingRow.objects.order_by("id").values())
    world.move(timedelta(hours=1))

    again = ingest(world, text)

    assert (again.id, again.repeats) == (first.id + 1, first.id)
    assert again.accounting.to_dict() == {"read": 2, "accepted": 0, "duplicate": 2, "quarantined": 0, "matched": 0, "unmatched": 0}
    assert list(FindingRow.objects.order_by("id").values()) == before
