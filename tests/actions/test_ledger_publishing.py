"""The log is written, read back, signed and published; what does not fit stops it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.feeds import log_accounts
from baluarte.actions.ledger import publish_ledger, recover_ledger, sequence_marks
from baluarte.actions.ledger.reading import find_release, show_logged
from baluarte.actions.measures import publish_figures
from baluarte.actions.promises import check_published, run_checks
from baluarte.core.errors import Broken, Refused
from baluarte.core.ledger.checkpoint import open_checkpoint
from baluarte.core.ledger.note import read_verifier
from baluarte.core.rights.actors import OPERATOR, SYSTEM, VISITOR
from baluarte.faces.jobs.bells import BELLS
from baluarte.store.ledger.models import Logged, Pending
from baluarte.store.measures.models import ReleaseRow

pytestmark = pytest.mark.django_db
CHECK = {"promise": "accounting", "outcome": "holds", "count": 3, "not_covered": 0}


def _publish(world, entries=1):
    with world.one_entry("system", "run_checks", kind="change") as entry:
        for _ in range(entries):
            entry.publish("ledger.check", CHECK)


def _shown(world):
    key = read_verifier(world.signer.key(world.house.log_origin))
    return open_checkpoint((Path(world.data) / "ledger" / "checkpoint").read_bytes(), [key])[0]


def test_a_log_begins_with_its_name_its_key_and_its_program(world):
    done = publish_ledger(world, SYSTEM)

    assert (done.size, done.published, _shown(world).head.size) == (3, True, 3)
    assert [row.kind for row in Logged.objects.order_by("seq")] == ["ledger.start", "ledger.key", "ledger.software"]


def test_what_an_action_publishes_is_under_the_next_checkpoint(world):
    _publish(world, 300)
    publish_ledger(world, SYSTEM)
    _publish(world, 5)

    publish_ledger(world, SYSTEM)

    assert _shown(world).head.size == 308
    assert (Path(world.data) / "ledger/tile/0/001.p/52").exists()
    assert (Path(world.data) / "ledger/tile/0/001.p/47").exists()


def test_marks_enter_when_their_hour_is_over_sorted_by_commitment(world):
    for number in range(20):
        with world.one_entry("account-1", f"act_{number}", kind="change"):
            pass
    sequence_marks(world, SYSTEM)
    world.move(timedelta(hours=1))

    assert sequence_marks(world, SYSTEM) == 21  # with the mark of the first try

    entries = [bytes(row.raw) for row in Logged.objects.filter(kind="ground.mark").order_by("seq")]
    assert entries == sorted(entries)
    assert {entry.split(b'"time":')[1][:22] for entry in entries} == {b'"2026-03-05T16:00:00Z"'}


@pytest.mark.parametrize("number", range(8))
def test_one_flipped_bit_in_any_file_is_named_and_stops_the_signer(world, number):
    _publish(world, 300)
    publish_ledger(world, SYSTEM)
    _publish(world, 5)
    publish_ledger(world, SYSTEM)
    before = _shown(world).head.size
    files = sorted(path for path in (Path(world.data) / "ledger").rglob("*") if path.is_file())
    assert len(files) == 8
    path = files[number]
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    _publish(world)

    with pytest.raises(Broken) as stopped:
        publish_ledger(world, SYSTEM)

    name = str(path.relative_to(Path(world.data) / "ledger"))
    assert name in stopped.value.what
    with pytest.raises(Broken, match="ledger"):
        publish_ledger(world, SYSTEM)
    assert world.signer.remembered(world.house.log_origin)[0] == before


def test_the_check_from_inside_holds_and_names_what_was_changed_behind_the_systems_back(world):
    _publish(world, 3)
    world.move(timedelta(hours=1))
    sequence_marks(world, SYSTEM)
    publish_ledger(world, SYSTEM)
    assert check_published(world, OPERATOR).outcome == "holds"

    Pending.objects.filter(seq=None).update(at=world.now() - timedelta(days=1))
    Logged.objects.filter(seq=2).delete()
    found = check_published(world, OPERATOR)

    assert "marks have waited" in found.failed[0]
    assert "Entry 2 is missing in the database." in found.failed


def test_a_mark_whose_record_was_taken_away_or_changed_is_named(world):
    for _ in range(2):
        _publish(world)
    one, other = Pending.objects.order_by("id")
    Pending.objects.filter(id=one.id).update(salt=bytes(32))
    Pending.objects.filter(id=other.id).delete()

    assert check_published(world, OPERATOR).failed == (
        f"Mark {other.mark_id} has left nothing for the log.",
        f"Mark {one.mark_id} is not what was committed to.",
    )


def test_published_figures_stand_in_the_log_and_figures_that_do_not_are_named(world):
    made = publish_figures(world, SYSTEM)
    publish_ledger(world, SYSTEM)
    index = find_release(world, VISITOR, made.sha256)
    assert index is not None
    assert made.sha256 in show_logged(world, VISITOR, index).text
    assert check_published(world, OPERATOR).outcome == "holds"

    ReleaseRow.objects.update(sha256="0" * 64)

    assert "published and not in the log" in check_published(world, OPERATOR).failed[0]


def test_the_accounts_of_a_day_are_logged_once_a_feed(world):
    organisation("hospital-central", "192.0.2.0/24")
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.3", "never"))
    world.move(timedelta(days=1))

    assert log_accounts(world, SYSTEM) == 1
    assert log_accounts(world, SYSTEM) == 0

    body = json.loads(bytes(Logged.objects.get(kind="feeds.accounting").raw))["body"]
    assert body["rows"] == body["accepted"] + body["duplicate"] + body["quarantined"] == 2


def test_a_check_that_ran_by_itself_says_in_the_log_what_it_found(world):
    run_checks(world, SYSTEM, ("walls",))

    body = json.loads(bytes(Logged.objects.get(kind="ledger.check").raw))["body"]
    assert (body["promise"], body["outcome"]) == ("walls", "holds")


def test_a_published_entry_is_under_a_checkpoint_within_a_minute_and_a_quiet_log_is_signed_within_the_hour(world):
    rung = next(bell for bell in BELLS if bell.name == "publish_ledger")
    assert (rung.minute, rung.hour, rung.moves_the_story) == ("*", "*", False)
    first = publish_ledger(world, SYSTEM)
    world.move(timedelta(minutes=30))
    assert not publish_ledger(world, SYSTEM).published
    world.move(timedelta(minutes=26))

    again = publish_ledger(world, SYSTEM)

    assert (again.published, again.size) == (True, first.size)


def test_who_may_not_publish_is_refused_and_nothing_is_signed(world, hospital):
    for stranger in (hospital, VISITOR):
        for act in (publish_ledger, sequence_marks, recover_ledger):
            with pytest.raises(Refused):
                act(world, stranger)

    assert not (Path(world.data) / "ledger").exists()
