"""The content of a message is kept thirty days, its status long."""

from datetime import timedelta

import pytest
from django.db import connections
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.warning import check_deliveries, deliver_notices, forget_contents, queue_notices, retry_notice, show_notice
from baluarte.core.errors import Refused, Unusable
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.warning.models import EnclosureRow, NoticeRow, OutboxRow
from baluarte.testing import Stopped

THIRTY = timedelta(days=30)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sent(transactional_db, world):
    organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    world.move(timedelta(days=1))
    deliver_notices(world, OPERATOR)
    return OutboxRow.objects.get()


def test_a_content_goes_after_thirty_days_and_its_status_stays(world, sent):
    world.move(THIRTY - timedelta(seconds=1))
    assert forget_contents(world, OPERATOR) == 0
    world.move(timedelta(seconds=1))

    assert forget_contents(world, OPERATOR) == 1

    row = OutboxRow.objects.get()
    assert bytes(row.message) == b""
    assert (row.state, row.recipient, row.message_id, row.body_sha256) == (sent.state, sent.recipient, sent.message_id, sent.body_sha256)
    page = show_notice(world, OPERATOR, row.notice.folio)
    assert page.message is None
    assert forget_contents(world, OPERATOR) == 0
    assert check_deliveries(world, OPERATOR).outcome == "holds"


def test_a_content_kept_too_long_is_found(world, sent):
    world.move(THIRTY + timedelta(days=2))

    found = check_deliveries(world, OPERATOR)

    assert "kept longer than 30 days" in found.failed[0]
    assert not found.stops


def test_what_still_waits_keeps_its_content_and_what_was_forgotten_is_not_sent_again(world, sent):
    OutboxRow.objects.update(state="held")
    world.move(THIRTY * 2)
    assert forget_contents(world, OPERATOR) == 0
    OutboxRow.objects.update(state="permanent-failure")
    assert forget_contents(world, OPERATOR) == 1

    with pytest.raises(Unusable):
        retry_notice(world, OPERATOR, sent.notice.folio)


def test_a_file_that_waited_to_be_fetched_goes_with_its_day(world, sent):
    notice = NoticeRow.objects.get()
    EnclosureRow.objects.create(notice=notice, name="a.csv", media_type="text/csv", content=b"x", until=world.now() + timedelta(days=1))

    assert forget_contents(world, OPERATOR) == 0
    world.move(timedelta(days=1))
    assert forget_contents(world, OPERATOR) == 1
    assert not EnclosureRow.objects.exists()


def test_stopped_at_each_step_it_ends_the_same(world, sent):
    world.move(THIRTY)
    stopped = []
    for number in range(1, 10):
        world.steps.clear()
        world.stop_at = number
        try:
            forget_contents(world, OPERATOR)
        except Stopped as here:
            stopped.append(str(here))
            connections.close_all()
        else:
            break
    world.steps.clear()
    world.stop_at = 1
    with pytest.raises(Stopped, match="files-before-commit"):
        forget_contents(world, OPERATOR)
    world.stop_at = None

    assert stopped == ["warning.forget.before-commit", "warning.forget.committed"]
    assert bytes(OutboxRow.objects.get().message) == b""


def test_nobody_else_may_forget(world, sent, hospital):
    world.move(THIRTY)

    with pytest.raises(Refused):
        forget_contents(world, hospital)
    assert bytes(OutboxRow.objects.get().message) != b""
