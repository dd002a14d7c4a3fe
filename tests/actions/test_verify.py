"""Whoever holds folio and code learns that a notice is ours; a folio alone confirms nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.warning import deliver_notices, queue_notices, verify_notice
from baluarte.core.errors import Refused
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.core.warning.page import Verified
from baluarte.store.ground.models import WrongTries
from baluarte.store.ground.tries import FORGOTTEN
from baluarte.store.ledger.models import AccessRecord
from baluarte.store.warning.models import NoticeRow, OutboxRow

WRONG = "0000-0000"
HERE, ELSEWHERE = "192.0.2.7", "198.51.100.9"


@pytest.fixture
def queued(world) -> NoticeRow:
    organisation("instituto", "192.0.2.0/24", contacts=("security@instituto.example",))
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    return NoticeRow.objects.get()


@pytest.fixture
def sent(world, queued) -> NoticeRow:
    assert deliver_notices(world, OPERATOR) == {"accepted": 1}
    return queued


def try_wrongly(world, folio: str, times: int, network: str = HERE) -> None:
    for _ in range(times):
        assert verify_notice(world, VISITOR, folio, WRONG, network) is None


def test_folio_and_code_say_when_and_where_to_and_how_the_subject_begins(world, sent):
    verified = verify_notice(world, VISITOR, sent.folio, sent.code)

    assert verified == Verified(sent.folio, world.now().date(), "in****o.example")
    assert OutboxRow.objects.get().subject.startswith(verified.subject)


def test_case_blanks_and_hyphens_do_not_matter(world, sent):
    typed = f" {sent.folio.lower()} ", f" {sent.code.lower().replace('-', ' ')} "

    assert verify_notice(world, VISITOR, *typed) is not None


def test_letters_that_look_like_digits_are_read_as_those(world, sent):
    NoticeRow.objects.update(code="0101-1100")

    assert verify_notice(world, VISITOR, sent.folio, "oiol-ilo0") is not None


@pytest.mark.parametrize("code", [WRONG, "", "--------", "K7M4-QD2", "ñ" * 8, "\0" * 9_000])
def test_a_folio_with_another_code_or_none_confirms_nothing(world, sent, code):
    assert verify_notice(world, VISITOR, sent.folio, code) is None


@pytest.mark.parametrize("folio", ["AN-2026-999999", "", "4217", "%", "AN-2026-00000%"])
def test_a_made_up_folio_confirms_nothing(world, sent, folio):
    assert verify_notice(world, VISITOR, folio, sent.code) is None


def test_a_message_that_has_not_left_is_not_confirmed(world, queued):
    assert verify_notice(world, VISITOR, queued.folio, queued.code) is None


@pytest.mark.parametrize(
    ("state", "left"),
    [
        ("accepted", True),
        ("answered", True),
        ("bounced", True),
        ("queued", False),
        ("sending", False),
        ("held", False),
        ("recalled", False),
    ],
)
def test_only_what_left_confirms(world, sent, state, left):
    OutboxRow.objects.update(state=state)

    assert (verify_notice(world, VISITOR, sent.folio, sent.code) is not None) == left


def test_every_wrong_pair_asks_the_database_the_same(world, sent):
    pairs = [(sent.folio, WRONG), (sent.folio, ""), ("AN-2026-999999", sent.code), ("AN-2026-888888", "")]
    asked = []

    for pair in pairs:
        with CaptureQueriesContext(connection) as seen:
            verify_notice(world, VISITOR, *pair, HERE)
        asked.append([query["sql"].split()[:4] for query in seen if "SAVEPOINT" not in query["sql"]])

    assert len(asked[0]) > 1
    assert asked.count(asked[0]) == len(pairs)


def test_a_check_leaves_one_mark_without_content(world, sent):
    before = AccessRecord.objects.count()

    verify_notice(world, VISITOR, sent.folio, sent.code)

    assert AccessRecord.objects.count() == before + 1
    mark = AccessRecord.objects.latest("id")
    assert (mark.actor, mark.action, mark.about, mark.outcome) == ("visitor", "verify_notice", "", "done")


def test_too_many_wrong_tries_have_to_wait_and_the_wait_grows_to_a_minute(world, sent):
    try_wrongly(world, sent.folio, 5)
    waits = []

    for _ in range(9):
        begun = world.machine_now()
        while True:
            try:
                assert verify_notice(world, VISITOR, sent.folio, WRONG, HERE) is None
                break
            except Refused:
                world.move(timedelta(seconds=1))
        waits.append((world.machine_now() - begun).seconds)

    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_while_one_waits_even_the_right_code_is_not_looked_at(world, sent):
    try_wrongly(world, sent.folio, 5)

    with pytest.raises(Refused) as slowly:
        verify_notice(world, VISITOR, sent.folio, sent.code, HERE)
    assert slowly.value.code == "tries.too-many"
    world.move(timedelta(seconds=1))

    assert verify_notice(world, VISITOR, sent.folio, sent.code, HERE) is not None


def test_nobody_else_has_to_wait(world, sent):
    try_wrongly(world, sent.folio, 5)
    with pytest.raises(Refused):
        verify_notice(world, VISITOR, sent.folio, WRONG, HERE)

    assert verify_notice(world, VISITOR, sent.folio, sent.code, ELSEWHERE) is not None
    assert verify_notice(world, VISITOR, "AN-2026-999999", WRONG, HERE) is None


def test_going_through_the_folios_slows_down_as_well(world, sent):
    for number in range(30):
        try_wrongly(world, f"AN-2026-9{number:05d}", 1)

    with pytest.raises(Refused):
        verify_notice(world, VISITOR, "AN-2026-999999", WRONG, HERE)


def test_a_made_up_folio_slows_down_like_a_real_one(world, sent):
    try_wrongly(world, "AN-2026-999999", 5)

    with pytest.raises(Refused):
        verify_notice(world, VISITOR, "AN-2026-999999", WRONG, HERE)


def test_tries_are_forgotten_and_name_nobody(world, sent):
    try_wrongly(world, sent.folio, 5)
    names = "".join(WrongTries.objects.values_list("name", flat=True))
    world.move(FORGOTTEN)

    try_wrongly(world, sent.folio, 5)

    assert HERE not in names
    assert sent.folio not in names
    assert set(WrongTries.objects.values_list("wrong", flat=True)) == {5}
