"""A receipt: the delivery was durable before its number was shown, and whoever holds the number finds it."""

import pytest
from django.db import IntegrityError, connections, transaction
from tests.actions.feeding import HEADER, ingest, line, organisation, receive

from baluarte.actions.feeds import show_receipt
from baluarte.core.errors import Missing, Refused
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ground.folios import last_number
from baluarte.testing import Stopped

TEXT = HEADER + line("192.0.2.1")


@pytest.mark.django_db
def test_a_delivery_is_found_by_the_number_its_sender_got(world):
    received = receive(world, TEXT)

    assert received.receipt == "AN-2026-000001"
    assert show_receipt(world, OPERATOR, " an 2026 000001 ").id == received.id
    assert ingest(world, TEXT).receipt == received.receipt  # the same bytes, unfinished, are the same delivery


@pytest.mark.django_db
def test_receipts_and_findings_share_one_series(world):
    organisation("hospital-central", "192.0.2.0/24")

    first = ingest(world, TEXT)
    second = receive(world, HEADER + line("192.0.2.2"))

    assert (first.receipt, second.receipt) == ("AN-2026-000001", "AN-2026-000003")  # the finding is between them


@pytest.mark.django_db
def test_a_number_that_was_never_given_finds_nothing_and_a_stranger_may_not_ask(world, hospital):
    receive(world, TEXT)

    for wrong in ("AN-2026-000002", "", "AN-2026-1", "'; --"):
        with pytest.raises(Missing):
            show_receipt(world, OPERATOR, wrong)
    with pytest.raises(Refused):
        show_receipt(world, hospital, "AN-2026-000001")


@pytest.mark.django_db
def test_the_database_refuses_a_number_for_two_deliveries(world):
    first, second = receive(world, TEXT), receive(world, HEADER + line("192.0.2.2"))

    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryRow.objects.filter(id=second.id).update(receipt=first.receipt)


@pytest.mark.django_db(transaction=True)
def test_what_stops_before_the_commit_leaves_neither_delivery_nor_number(world):
    world.stop_at = 1 + next(place for place, name in enumerate(_steps(world)) if name == "feeds.receive.before-commit")
    world.steps.clear()

    with pytest.raises(Stopped):
        receive(world, HEADER + line("192.0.2.9"))
    connections.close_all()
    world.stop_at = None

    assert DeliveryRow.objects.count() == 1
    assert last_number(2026) == 1
    assert receive(world, HEADER + line("192.0.2.9")).receipt == "AN-2026-000002"


def _steps(world) -> list[str]:
    receive(world, TEXT)
    return list(world.steps)
