"""Reads of personal data in the public log: found by those concerned alone, counted for everybody, closed with the day."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from baluarte.actions.ledger import batch_reads, publish_ledger, show_access_key
from baluarte.core.errors import Refused
from baluarte.core.ledger.entries.access import Access, find_own
from baluarte.core.ledger.entries.entry import read_entry
from baluarte.core.ledger.entries.rules import breaches, day_files_hold
from baluarte.core.rights.actors import SYSTEM, Actor
from baluarte.store.ledger.models import Logged, SealedAccess
from baluarte.store.ledger.reads import SealedRead, forget, seal_reads

pytestmark = pytest.mark.django_db
HOSPITAL = "hospital-central"
MANAGER = Actor("account-hospital", "constituent", HOSPITAL)


def _read(world, number: int | None, holder: str = HOSPITAL) -> None:
    today = world.now().date()
    says = None if number is None else Access(today, number, "desk", "warn", "contact")
    with world.one_entry("account-officer", "show_contact", kind="change"):
        seal_reads([SealedRead(holder, says)], today)


def _entries() -> list:
    return [read_entry(bytes(row.raw), row.seq) for row in Logged.objects.order_by("seq")]


def _own(world, day: date) -> dict[int, Access]:
    key = bytes.fromhex(show_access_key(world, MANAGER, HOSPITAL))
    return dict(find_own(key, day, (Path(world.data) / "ledger" / "access" / f"{day:%Y/%m/%d}").read_bytes()).accesses)


def test_an_organisation_finds_its_own_reads_of_a_day_in_the_file_that_everybody_gets(world):
    day = world.now().date()
    for number in (1, 2):
        _read(world, number)
        _read(world, number, "redes-del-sur")
        batch_reads(world, SYSTEM)
    _read(world, None)
    world.move(timedelta(days=1))
    batch_reads(world, SYSTEM)

    assert [one.n for one in _own(world, day).values()] == [1, 2]
    closing = _last("rights.access-day")
    assert (closing["count"], closing["batches"], closing["withheld"]) == (5, 3, 1)


def test_the_log_and_the_files_of_its_days_agree_also_for_days_without_reads(world):
    _read(world, 1)
    batch_reads(world, SYSTEM)
    world.move(timedelta(days=3))
    batch_reads(world, SYSTEM)
    publish_ledger(world, SYSTEM)

    entries = _entries()
    assert [one.body["count"] for one in entries if one.kind == "rights.access-day"] == [0, 1, 0, 0]
    assert breaches(entries) == []
    assert list(day_files_hold(entries, lambda path: (Path(world.data) / "ledger" / path).read_bytes())) == []


def test_a_batch_says_neither_who_nor_in_which_order(world):
    for number in range(1, 9):
        _read(world, number)
    batch_reads(world, SYSTEM)

    entry = _last("rights.access-batch")
    assert set(entry) == {"day", "batch", "count", "root"}
    assert entry["count"] == 8
    assert batch_reads(world, SYSTEM) == 0


def test_a_read_that_fails_leaves_no_sealed_record_and_its_counter_is_used_again(world):
    _read(world, 1)
    with pytest.raises(KeyError):
        _read_and_fail(world)
    _read(world, 2)
    day = world.now().date()
    world.move(timedelta(days=1))
    batch_reads(world, SYSTEM)

    assert sorted(_own(world, day)) == [0, 1]
    assert SealedAccess.objects.count() == 2


def test_nobody_else_gets_the_key_and_once_destroyed_nothing_is_found(world, officer, visitor):
    _read(world, 1)
    for stranger in (officer, visitor, Actor("account-operator", "constituent", "redes-del-sur")):
        with pytest.raises(Refused):
            show_access_key(world, stranger, HOSPITAL)
    day = world.now().date()
    world.move(timedelta(days=1))
    batch_reads(world, SYSTEM)

    assert forget([HOSPITAL]) == 1
    assert _own(world, day) == {}


def _read_and_fail(world) -> None:
    with world.one_entry("account-officer", "show_contact", kind="change"):
        seal_reads([SealedRead(HOSPITAL, Access(world.now().date(), 2, "desk", "warn", "contact"))], world.now().date())
        raise KeyError


def _last(kind: str) -> dict:
    return json.loads(bytes(Logged.objects.filter(kind=kind).order_by("-seq")[0].raw))["body"]
