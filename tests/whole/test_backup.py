"""A backup is made, read again, and brought back into an empty place, where everything is as it was; by command, on either database."""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from tests.whole.test_kill_nine import HEADER, Installation

COMMAND = Path(sys.executable).parent / "baluarte"
WORDS = "una frase bastante larga"
STORY = """SELECT f.folio, o.slug, f.point, f.state, f.priority, f.sightings FROM warning_findingrow f
           JOIN constituency_organisationrow o ON o.id = f.organisation_id"""


def report(*numbers: int) -> str:
    return HEADER + "".join(f"2026-03-0{1 + n % 4} 01:00:00,medium,198.18.0.{n},tcp,3389,,rdp,64500,AN,,,x\n" for n in numbers)


class House(Installation):
    """An installation that is told everything by command, and whose exit codes are looked at."""

    def do(self, *words: str, data: Path | None = None, url: str | None = None) -> tuple[int, dict]:
        environment = {**self.environment, **({"BALUARTE_DATA": str(data)} if data else {}), **({"DATABASE_URL": url} if url else {})}
        done = subprocess.run([COMMAND, *words, "--json"], env=environment, capture_output=True, text=True, check=False)
        try:
            return done.returncode, json.loads(done.stdout)
        except ValueError:
            raise AssertionError(done.stdout + done.stderr) from None

    def bring(self, name: str, text: str) -> None:
        path = self.folder / name
        path.write_text(text)
        self.run("import", str(path))


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """One installation for all: what a test adds to it, no other test counts."""
    made = House(tmp_path_factory.mktemp("house"))
    contacts = made.folder / "contacts.csv"
    contacts.write_text("organisation,role,address\nclinic,security,security@clinic.example\n")
    made.run("import", str(contacts), "--type", "contacts")
    made.bring("2026-03-04-scan_rdp-anahuac.csv", report(1, 2, 3, 4, 5))
    made.run("notice", "send", "--yes")
    yield made
    made.clear()


@pytest.fixture(scope="module")
def sealed(house):
    words, sealed = house.folder / "words", house.folder / "keys.json"
    words.write_text(WORDS)
    code, made = house.do("backup", "keys", str(sealed), "--passphrase-file", str(words))
    assert (code, "secret.key" in made["keys"]) == (0, True)
    return ("--keys", str(sealed), "--passphrase-file", str(words))


@pytest.fixture(scope="module")
def night(house):
    """The shelf with last night's backup."""
    code, made = house.do("backup", "create", "--in", str(house.folder / "shelf"))
    assert (code, made["missing"]) == (0, [])
    return house.folder / "shelf", ask(house, STORY)


@pytest.fixture
def empty(house, tmp_path):
    """A place with nothing in it: a folder, and on PostgreSQL a database of its own."""
    if "DATABASE_URL" not in house.environment:
        yield tmp_path / "new", None
        return
    import psycopg

    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"{urlsplit(house.environment['DATABASE_URL']).path[1:]}_new"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield tmp_path / "new", urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection, suppress(psycopg.Error):
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def ask(house: House, statement: str, place: tuple[Path, str | None] | None = None) -> list:
    if place is None:
        return house.ask(statement)
    other = House.__new__(House)
    other.folder, other.environment = place[0].parent, {**house.environment, **({"DATABASE_URL": place[1]} if place[1] else {})}
    if place[1] is None:
        import sqlite3

        with sqlite3.connect(place[0] / "baluarte.sqlite3") as connection:
            return sorted(connection.execute(statement).fetchall(), key=str)
    return other.ask(statement)


def test_last_nights_backup_comes_back_whole_and_sends_nothing_twice(house, night, sealed, empty):
    shelf, story = night
    house.bring("2026-03-05-scan_rdp-anahuac.csv", report(7, 8))  # after the backup: not in it

    assert house.do("backup", "verify", "--in", str(shelf))[1]["failed"] == []
    code, proof = house.do("backup", "restore", "--in", str(shelf), *sealed, data=empty[0], url=empty[1])

    assert (code, proof["failed"]) == (0, [])
    assert ask(house, STORY, empty) == story
    assert ask(house, "SELECT state, note FROM warning_outboxrow", empty) == [("held", "restored")]
    assert house.do("check", "--deep", data=empty[0], url=empty[1])[1]["failed"] == []
    assert not (empty[0] / "restoring.json").exists()
    # It goes on as if nothing had happened: the day that came after is read, and what came before is known.
    path = house.folder / "2026-03-05-scan_rdp-anahuac.csv"
    _, again = house.do("import", str(path), data=empty[0], url=empty[1])
    assert (again[0]["accepted"], again[0]["duplicate"]) == (2, 0)


def test_what_did_not_change_since_yesterday_is_not_copied_twice(house, night):
    shelf = house.folder / "other"
    house.do("backup", "create", "--in", str(shelf))
    before = {path.name for path in (shelf / "objects").glob("??/*")}
    house.bring("2026-03-06-scan_rdp-anahuac.csv", report(17, 18))

    _, last = house.do("backup", "create", "--in", str(shelf), "--keep", "1")

    after = {path.name for path in (shelf / "objects").glob("??/*")}
    assert len(before & after) >= 2
    assert len(after) == last["files"] + (1 if last["database"] == "sqlite" else len(after) - last["files"])
    assert [one["name"] for one in house.do("backup", "list", "--in", str(shelf))[1]] == [last["name"]]


def test_a_flipped_bit_in_the_backup_is_found_and_never_brought_back(house, night, sealed, empty, tmp_path):
    shelf = tmp_path / "shelf"
    shutil.copytree(night[0], shelf)
    victim = max((shelf / "objects").glob("??/*"), key=lambda path: path.stat().st_size)
    body = bytearray(victim.read_bytes())
    body[len(body) // 2] ^= 1
    victim.write_bytes(body)

    code, found = house.do("backup", "verify", "--in", str(shelf))
    restored, answer = house.do("backup", "restore", "--in", str(shelf), *sealed, data=empty[0], url=empty[1])

    assert (code, len(found["failed"])) == (1, 1)
    assert restored == 70
    assert "error" in answer


def test_a_backup_never_comes_back_over_something_or_under_another_key(house, night, sealed, empty):
    from_shelf = ("backup", "restore", "--in", str(night[0]))

    over = house.do(*from_shelf, *sealed)
    keyless = house.do(*from_shelf, data=empty[0], url=empty[1])
    empty[0].mkdir(exist_ok=True)
    (empty[0] / "secret.key").write_text("another key, as long as it has to be, and longer")
    other = house.do(*from_shelf, data=empty[0], url=empty[1])

    assert (over[0], over[1]["error"]["code"]) == (2, "backup.not-empty")
    assert keyless[1]["error"]["code"] == "backup.key-needed"
    assert other[1]["error"]["code"] == "backup.other-key"
    assert not (empty[0] / "raw").exists()


def test_no_key_is_in_a_backup(house, night):
    secret = (house.folder / "var" / "secret.key").read_bytes()

    assert all(secret not in path.read_bytes() for path in night[0].rglob("*") if path.is_file())


def test_what_left_after_the_backup_is_called_sent_where_the_record_was_saved(house, night, sealed, empty, tmp_path):
    (message_id,) = ask(house, "SELECT message_id FROM warning_outboxrow")[0]
    record = tmp_path / "saved"
    record.mkdir()
    line = {"at": "2026-03-05T20:00:00Z", "message_id": message_id, "mailbox": "0" * 32, "provider": "250 ok"}
    (record / "2026-03-05.jsonl").write_text(json.dumps(line) + "\n{torn")

    code, proof = house.do("backup", "restore", "--in", str(night[0]), *sealed, "--record", str(record), data=empty[0], url=empty[1])

    assert (code, proof.get("failed", proof)) == (0, [])
    assert ask(house, "SELECT state, provider_id FROM warning_outboxrow", empty) == [("accepted", "250 ok")]


def test_an_upgrade_with_nothing_to_migrate_says_so(house):
    code, plan = house.do("upgrade", "--plan")

    assert (code, plan) == (0, {"migrations": [], "backup": "", "checks": []})
