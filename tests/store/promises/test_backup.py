"""A backup that is stopped at any step leaves no list, and the next one is whole; a scratch copy tells what is damaged."""

import shutil
from pathlib import Path

import pytest
from django.db import connections
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.feeds import sweep_orphans
from baluarte.actions.promises import accept_restored, create_backup, list_backups, verify_backup
from baluarte.actions.warning import queue_notices
from baluarte.core.errors import Broken, Missing, Outdated, Refused, Unusable
from baluarte.core.ground.check import Check
from baluarte.core.rights.actors import OPERATOR
from baluarte.gateways.keyfile import open_keys, seal_keys
from baluarte.store.feeds.models import DeliveryRow, ManifestRow
from baluarte.store.feeds.upkeep.turn import Upkeep
from baluarte.store.promises.backup import restoring
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.warning.models import FindingRow, OutboxRow
from baluarte.testing import Stopped

WORDS = "una frase bastante larga"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def full(transactional_db, world):
    organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2"))
    queue_notices(world, OPERATOR)
    return world


def shelf_of(world) -> Shelf:
    return Shelf(Path(world.data) / "backups")


def test_stopped_at_each_step_it_leaves_no_half_backup_and_the_next_is_whole(full):
    stopped, listed = [], []
    for number in range(1, 400):  # a step a table, and three a file
        full.steps.clear()
        full.stop_at = number
        try:
            create_backup(full, OPERATOR)
        except Stopped as here:
            stopped.append(str(here))
            connections.close_all()
            listed += [stopped[-1]] if shelf_of(full).names() else []
            if number % 2:  # every other one goes on over what the one before left
                shutil.rmtree(Path(full.data) / "backups")
        else:
            break
    full.stop_at = None

    assert {"backup.database.complete", "backup.object.written", "backup.object.renamed"} <= set(stopped)
    assert set(listed) <= {"backup.list.renamed", "backup.list.folder-synced"}
    assert verify_backup(full, OPERATOR).failed == ()
    assert not list((Path(full.data) / "backups").glob(".making-*"))


def test_a_file_that_the_database_names_and_the_disk_lost_is_told(full):
    (Path(full.data) / "lake" / ManifestRow.objects.get().path).unlink()

    made = create_backup(full, OPERATOR)

    assert made.missing == (f"lake/{ManifestRow.objects.get().path}",)
    assert "was not on the disk" in verify_backup(full, OPERATOR, fast=True).failed[0]


def test_nobody_moves_files_while_a_backup_is_made(full):
    turn = Upkeep(7).take()

    with pytest.raises(Outdated):
        create_backup(full, OPERATOR)
    turn.give_back()

    def sweep(name: str) -> None:
        if name == "backup.database.complete":
            with pytest.raises(Outdated):
                sweep_orphans(full, OPERATOR)

    full.step = sweep
    assert create_backup(full, OPERATOR).missing == ()


def test_a_list_that_was_changed_by_hand_is_not_believed(full):
    made = create_backup(full, OPERATOR)
    path = shelf_of(full).root / f"{made.name}.json"
    path.write_text(path.read_text().replace('"release": "', '"release": "x'))

    with pytest.raises(Broken, match="not what was written"):
        list_backups(full, OPERATOR)
    with pytest.raises(Missing):
        verify_backup(full, OPERATOR, "20200101T000000Z")


def test_files_brought_back_are_those_that_were_copied_however_often_it_is_stopped(full, tmp_path):
    listing = create_backup(full, OPERATOR)
    target, number = tmp_path / "new", 0
    restoring.begin(target, listing)
    while True:
        number += 1
        left = [number]

        def step(_name: str, left=left) -> None:
            left[0] -= 1
            if not left[0]:
                raise Stopped

        try:
            restoring.bring_files(shelf_of(full), listing, target, step)
        except Stopped:
            continue
        break

    assert number > 4
    assert not [path for path in target.rglob(".*") if path.is_file()]
    for kept in listing.files:
        assert (target / kept.path).read_bytes() == (Path(full.data) / kept.path).read_bytes()


def test_a_place_that_holds_anything_is_refused_unless_a_restore_was_begun_there(full, tmp_path):
    listing = create_backup(full, OPERATOR)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "secret.key").write_text("x")
    restoring.refuse_unless_empty(tmp_path / "new")
    (tmp_path / "new" / "raw").mkdir()

    with pytest.raises(Unusable):
        restoring.refuse_unless_empty(tmp_path / "new")
    restoring.begin(tmp_path / "new", listing)
    restoring.refuse_unless_empty(tmp_path / "new")


def test_what_came_back_otherwise_than_it_was_is_told(full):
    listing = create_backup(full, OPERATOR)

    assert accept_restored(full, OPERATOR, listing).failed == ()
    assert OutboxRow.objects.get().state == "held"
    FindingRow.objects.update(sightings=99)
    DeliveryRow.objects.update(read=77)
    found: Check = accept_restored(full, OPERATOR, listing)

    assert any("known of findings" in sentence for sentence in found.failed)
    assert any("do not add up" in sentence for sentence in found.failed)


def test_keys_are_sealed_and_come_back_under_their_passphrase_alone(tmp_path):
    data, target = tmp_path / "var", tmp_path / "keys.json"
    (data / "secrets").mkdir(parents=True)
    (data / "secret.key").write_text("the key")
    (data / "secrets" / "api").write_text("another")

    assert seal_keys(data, target, WORDS) == ["secret.key", "secrets/api"]
    assert b"the key" not in target.read_bytes()
    assert oct(target.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(Unusable):
        open_keys(target, tmp_path / "new", "another passphrase")
    open_keys(target, tmp_path / "new", WORDS)
    assert (tmp_path / "new" / "secret.key").read_text() == "the key"
    (tmp_path / "new" / "secret.key").write_text("a third")
    with pytest.raises(Unusable, match="another key"):
        open_keys(target, tmp_path / "new", WORDS)
    with pytest.raises(Unusable, match="shorter"):
        seal_keys(data, tmp_path / "short.json", "short")


def test_nobody_else_may_copy_or_read_a_backup(full, hospital):
    create_backup(full, OPERATOR)

    for act in (create_backup, list_backups, verify_backup):
        with pytest.raises(Refused):
            act(full, hospital)


def test_old_backups_go_with_the_files_that_only_they_named(full):
    first = create_backup(full, OPERATOR)
    shutil.rmtree(Path(full.data) / "raw")
    (Path(full.data) / "raw").mkdir()

    second = create_backup(full, OPERATOR, keep=1)

    assert [one.name for one in list_backups(full, OPERATOR)] == [second.name]
    gone = {kept.sha256 for kept in first.files} - {kept.sha256 for kept in second.files}
    assert gone
    assert all(not shelf_of(full).objects.place(digest).exists() for digest in gone)
