"""A backup that somebody changed writes nothing outside of its place, says nothing to the database, and is not believed."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from django.db import connection
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.promises import create_backup, verify_backup
from baluarte.core.errors import Broken, Unusable
from baluarte.core.promises.listing import Kept, Listing, belongs, first_unsound
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.promises.backup import restoring
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.promises.backup.sealing import refuse_unless_ours

pytestmark = pytest.mark.django_db(transaction=True)
ASTRAY = (
    "../evil.txt", "raw/../../evil.txt", "raw/./x", "raw//x", "raw/x/", "/etc/evil", "", "raw", ".", "..", "raw\\..\\x", "raw/\x00", "raw/.hidden",
    "secret.key", "openpgp.key", "secrets/api", "backups/x", "restoring.json", "baluarte.sqlite3", "static/x", "raw/\ud800",
)  # fmt: skip


def go_on(_name: str) -> None:
    """Nothing stops here."""


@pytest.fixture
def made(transactional_db, world):
    organisation("hospital-central", "192.0.2.0/24")
    ingest(world, HEADER + line("192.0.2.1"))
    return create_backup(world, OPERATOR)


@pytest.fixture
def shelf(world) -> Shelf:
    return Shelf(Path(world.data) / "backups")


@pytest.mark.parametrize("path", ASTRAY)
def test_a_list_that_names_another_place_is_refused_where_it_is_read(path, made, shelf, world):
    payload = shelf.objects.keep(Path(world.data) / made.files[0].path, path, go_on)
    told = (
        asdict(shelf.write(replace(made, files=(payload,)), go_on))
        if path != "raw/\ud800"
        else {**asdict(made), "files": [asdict(payload)]}
    )
    (shelf.root / f"{made.name}.json").write_text(json.dumps(told))

    with pytest.raises(Broken) as refused:
        shelf.read(made.name)

    assert refused.value.code in {"backup.strange-name", "backup.list-damaged"}
    assert not belongs(path)


@pytest.mark.parametrize("path", ["../evil.txt", "ABSOLUTE", "secret.key", "raw/../../evil.txt"])
def test_nothing_is_written_outside_where_a_list_was_not_read_but_made(path, made, shelf, world, tmp_path):
    place, outside = tmp_path / "below" / "new", str(tmp_path / "evil.txt")
    payload = shelf.objects.keep(Path(world.data) / made.files[0].path, outside if path == "ABSOLUTE" else path, go_on)
    listing = replace(made, files=(*made.files, payload))
    restoring.begin(place, listing)
    (place / "secret.key").write_text("the operator's own")

    with pytest.raises(Broken, match="no backup of ours"):
        restoring.bring_files(shelf, listing, place, go_on)

    assert sorted(one.name for one in place.iterdir()) == ["restoring.json", "secret.key"]
    assert (place / "secret.key").read_text() == "the operator's own"
    assert not Path(outside).exists()


def test_a_link_in_the_way_leads_nowhere(made, shelf, tmp_path):
    place, elsewhere = tmp_path / "new", tmp_path / "elsewhere"
    restoring.begin(place, made)
    elsewhere.mkdir()
    (place / "raw").symlink_to(elsewhere)

    with pytest.raises(Unusable, match="not empty"):
        restoring.bring_files(shelf, made, place, go_on)

    assert list(elsewhere.iterdir()) == []


def test_a_file_left_as_a_link_is_replaced_and_not_written_through(made, shelf, tmp_path):
    place, victim = tmp_path / "new", tmp_path / "victim"
    victim.write_text("mine")
    target = place / made.files[0].path
    target.parent.mkdir(parents=True)
    (target.parent / f".{target.name}.restore").symlink_to(victim)

    restoring.bring_files(shelf, made, place, go_on)

    assert victim.read_text() == "mine"
    assert target.is_file()


def test_a_list_whose_checksum_was_reckoned_anew_is_not_believed(made, shelf, world):
    victim = next(kept for kept in made.files if kept.path.startswith("raw/"))
    planted = Path(world.data) / "planted"
    planted.write_bytes(b"other bytes")
    other = shelf.objects.keep(planted, victim.path, go_on)
    changed = replace(made, files=tuple(other if kept is victim else kept for kept in made.files))
    shelf.write(changed, go_on)

    assert shelf.read(made.name).files == changed.files  # the checksum alone says nothing
    with pytest.raises(Broken, match="seal"):
        verify_backup(world, OPERATOR)
    shelf.write(replace(made, seal=""), go_on)
    with pytest.raises(Broken, match="seal"):
        verify_backup(world, OPERATOR)
    shelf.write(made, go_on)
    assert verify_backup(world, OPERATOR).failed == ()
    with pytest.raises(Unusable, match="not the one of the backup"):
        refuse_unless_ours(made, b"another key")


def test_an_older_backup_does_not_pass_for_a_newer_one(made, shelf, world):
    (shelf.root / f"{made.name}.json").rename(shelf.root / "20990101T000000Z.json")

    with pytest.raises(Broken, match="not what was written"):
        verify_backup(world, OPERATOR)


@pytest.mark.parametrize(
    "part",
    [
        {"rows": {'x"; DROP TABLE ledger_mark; --': 1}},
        {"columns": {"warning_findingrow": ['a" text); DROP TABLE ledger_mark; --']}},
        {"columns": {'"a"."b"': ["id"]}},
        {"migrations": {"ledger": "0001'; --"}},
        {"rows": None},
        {"vendor": "other"},
    ],
)
def test_no_name_of_a_list_becomes_a_statement(part, made, shelf):
    (shelf.root / f"{made.name}.json").write_text(json.dumps({**asdict(made), **part}))

    with pytest.raises(Broken):
        shelf.read(made.name)


def test_a_list_that_nests_for_ever_ends_in_words(made, shelf):
    (shelf.root / f"{made.name}.json").write_bytes(b"[" * 100_000)

    with pytest.raises(Broken, match="not what was written"):
        shelf.read(made.name)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="its tables are files of their own on PostgreSQL alone")
def test_a_column_that_is_none_of_ours_is_refused_before_it_is_made(made, shelf):
    from baluarte.store.promises.backup.reading import scratch_faults

    listing: Listing = replace(made, columns={**made.columns, "ledger_mark": ["stranger"]})
    table: Listing = replace(
        made, database=(Kept("stranger", "0" * 64, 1),), columns={"stranger": ["id"]}, rows={"stranger": 0},
    )  # fmt: skip

    assert first_unsound(listing) is None
    with pytest.raises(Broken, match=r"ledger_mark\.stranger"):
        list(scratch_faults(shelf, listing))
    with pytest.raises(Broken, match=r"'stranger(\.id)?'"):
        list(scratch_faults(shelf, table))
