"""A delivery of many findings: real in one transaction, merged in many short ones, and never twice."""

from pathlib import Path

import pytest
from django.db import connection
from tests.actions.feeding import HEADER, line, organisation, receive

from baluarte.actions.warning import ingest_delivery
from baluarte.core.errors import Broken
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.models import ArrivalRow, ManifestRow
from baluarte.store.warning.backlog.merging import AT_ONCE
from baluarte.store.warning.backlog.waiting import MOST_AT_ONCE, Place
from baluarte.store.warning.models import BacklogRow, FindingRow, FindingStep
from baluarte.testing.world import Stopped

pytestmark = pytest.mark.django_db(transaction=True)
MANY = MOST_AT_ONCE + 300
REPORT = HEADER + "".join(line("192.0.2.7", port=1 + port) for port in range(MANY))


@pytest.fixture
def clinic():
    return organisation("clinic", "192.0.2.0/24")


def stop_at(world, name: str, time: int = 1):
    """Let the process end where a step of that name is reached for the so-many-th time."""
    count = 0

    def step(reached: str) -> None:
        nonlocal count
        count += reached == name
        if reached == name and count == time:
            raise Stopped(name)

    world.step = step


def go_on(world):
    del world.step


def read_again(world, number: int):
    return ingest_delivery(world, OPERATOR, number)


def whole_and_once(delivery) -> None:
    assert delivery.state == "done"
    assert delivery.accounting.accepted == MANY
    assert FindingRow.objects.count() == MANY
    assert set(FindingRow.objects.values_list("sightings", flat=True)) == {1}
    assert FindingStep.objects.filter(what="sighted").count() == MANY
    assert ArrivalRow.objects.count() == 1
    assert not BacklogRow.objects.exists()


def test_many_findings_are_merged_in_transactions_that_let_others_write(world, clinic):
    free = []
    world.step = lambda name: free.append(not connection.in_atomic_block) if name == "warning.backlog.committed" else None

    delivery = read_again(world, receive(world, REPORT).id)

    whole_and_once(delivery)
    assert free == [True] * -(-MANY // AT_ONCE)
    assert not any((Path(world.data) / "waiting").iterdir())


@pytest.mark.parametrize(
    ("name", "time"),
    [
        ("warning.backlog.before-rename", 1), ("warning.backlog.folder-synced", 1), ("warning.ingest.before-commit", 1),
        ("warning.ingest.committed", 1), ("warning.backlog.committed", 1), ("warning.backlog.committed", 4),
        ("warning.backlog.committed", 6), ("warning.backlog.before-end", 1), ("warning.backlog.ended", 1),
    ],
)  # fmt: skip
def test_a_process_that_ends_anywhere_leaves_each_finding_merged_once(world, clinic, name, time):
    number = receive(world, REPORT).id
    stop_at(world, name, time)
    with pytest.raises(Stopped):
        read_again(world, number)

    go_on(world)
    delivery = read_again(world, number)

    whole_and_once(delivery)
    assert ManifestRow.objects.filter(delivery_id=number).count() == 1


def test_until_all_are_merged_a_delivery_is_unfinished_and_no_evidence_of_absence(world, clinic):
    number = receive(world, REPORT).id
    stop_at(world, "warning.backlog.committed", 2)
    with pytest.raises(Stopped):
        read_again(world, number)

    delivery = deliveries.get(number)

    assert (delivery.state, delivery.accounting.accepted) == ("parsing", MANY)
    assert FindingRow.objects.count() == 2 * AT_ONCE
    assert not ArrivalRow.objects.exists()


def test_findings_of_an_organisation_that_was_merged_meanwhile_go_to_who_answers_now(world, clinic):
    heir = organisation("heir")
    number = receive(world, REPORT).id
    stop_at(world, "warning.ingest.committed")
    with pytest.raises(Stopped):
        read_again(world, number)
    OrganisationRow.objects.filter(id=clinic.id).update(status="merged", merged_into=heir)

    go_on(world)
    read_again(world, number)

    assert FindingRow.objects.filter(organisation=heir).count() == MANY


def test_a_damaged_file_is_never_merged(world, clinic):
    number = receive(world, REPORT).id
    stop_at(world, "warning.ingest.committed")
    with pytest.raises(Stopped):
        read_again(world, number)
    file = Place(Path(world.data)).file(number)
    file.write_bytes(file.read_bytes()[:-1] + b"x")

    go_on(world)
    with pytest.raises(Broken, match="wait to be merged"):
        read_again(world, number)

    assert not FindingRow.objects.exists()
