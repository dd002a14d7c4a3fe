"""What the previous release wrote is read by this one: migrated with a backup before and checks after, and it goes on from there."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

HERE = Path(__file__).parent / "upgrade"
RELEASES = sorted(path.name for path in HERE.iterdir() if (path / "installation.sql").exists())
COMMAND = Path(sys.executable).parent / "baluarte"
SETTINGS = {
    "BALUARTE_SECRET_KEY": "the-key-of-the-upgrade-test-and-of-nothing-else",
    "BALUARTE_SYNTHETIC": "yes",
    "BALUARTE_FROZEN_AT": "2026-03-05T16:00:00Z",
}
STORY = """SELECT f.folio, o.slug, f.point, f.type, f.severity, f.state, f.sightings FROM warning_findingrow f
           JOIN constituency_organisationrow o ON o.id = f.organisation_id ORDER BY f.folio"""
SUMS = "SELECT id, state, read, accepted, duplicate, quarantined, matched, unmatched FROM feeds_deliveryrow ORDER BY id"
LETTERS = "SELECT message_id, recipient, state, body_sha256 FROM warning_outboxrow ORDER BY id"
TOOK = ("read", "accepted", "duplicate", "quarantined")


class Upgraded:
    """The frozen installation, in a folder and database of its own."""

    def __init__(self, folder: Path, release: str) -> None:
        self.data = folder / "var"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BALUARTE_")}
        self.environment = {**kept, **SETTINGS, "BALUARTE_DATA": str(self.data), "LANG": "en_GB.UTF-8"}
        self.postgres = kept.get("DATABASE_URL", "").startswith("postgres")
        self.data.mkdir(mode=0o700)
        for name in ("raw", "lake"):
            shutil.copytree(HERE / release / name, self.data / name)
        self.frozen = folder / "frozen.sqlite3" if self.postgres else self.data / "baluarte.sqlite3"
        with closing(sqlite3.connect(self.frozen)) as connection:
            connection.executescript((HERE / release / "installation.sql").read_text("utf-8"))
        self.before = {statement: self._lite(statement) for statement in (STORY, SUMS, LETTERS)}
        if self.postgres:
            self._load()

    def do(self, *words: str) -> tuple[int, object]:
        done = subprocess.run([COMMAND, *words, "--json"], env=self.environment, capture_output=True, text=True, check=False)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    def ask(self, statement: str) -> list:
        if not self.postgres:
            return self._lite(statement)
        import psycopg

        with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
            return connection.execute(statement).fetchall()

    def clear(self) -> None:
        if self.postgres:
            self._admin(f'DROP DATABASE "{urlsplit(self.environment["DATABASE_URL"]).path[1:]}" WITH (FORCE)')

    def _lite(self, statement: str) -> list:
        with closing(sqlite3.connect(self.frozen)) as connection:
            return connection.execute(statement).fetchall()

    def _load(self) -> None:
        name = f"upgrade_{os.getpid()}"
        self._admin(f'CREATE DATABASE "{name}"')
        self.environment["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
        loading = [sys.executable, str(HERE / "into_postgres.py"), str(self.frozen)]
        environment = {**self.environment, "DJANGO_SETTINGS_MODULE": "baluarte.wiring.settings"}
        subprocess.run(loading, env=environment, check=True)

    @staticmethod
    def _admin(statement: str) -> None:
        import psycopg

        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request, tmp_path_factory):
    made = Upgraded(tmp_path_factory.mktemp("upgrade"), request.param)
    yield made
    made.clear()


def test_the_data_of_the_release_before_is_migrated_and_goes_on(upgraded):
    _, plan = upgraded.do("upgrade", "--plan")

    code, done = upgraded.do("upgrade")

    assert plan["migrations"] == done["migrations"] != []
    assert (code, [check["failed"] for check in done["checks"]]) == (0, [[], [], []])
    assert all((upgraded.data / "backups" / f"{done['backup']}.json").exists() for _ in done["backup"])
    for statement, rows in upgraded.before.items():
        assert upgraded.ask(statement) == rows
    receipts = [row[0] for row in upgraded.ask("SELECT receipt FROM feeds_deliveryrow ORDER BY id")]
    assert len(set(receipts)) == len(receipts) == 3
    assert upgraded.do("check", "accounting", "--deep")[1]["holds"]
    assert upgraded.do("check", "receipts")[1]["holds"]
    assert upgraded.do("upgrade", "--plan")[1]["migrations"] == []
    _goes_on(upgraded)


def _goes_on(upgraded: Upgraded) -> None:
    """The same day comes again with one row more: what the release before kept is known."""
    path = upgraded.data.parent / "2026-03-04-scan_rdp-anahuac.csv"
    head = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"
    rows = [f"2026-03-04 01:00:0{n},medium,192.0.2.{n},tcp,3389,,rdp,64500,AN,,\n" for n in (1, 2, 5)]
    path.write_text(head + "".join(rows))

    _, taken = upgraded.do("import", str(path))

    assert [taken[0][name] for name in TOOK] == [3, 1, 2, 0]
    _, found = upgraded.do("finding", "list")
    assert len(found) == len(upgraded.before[STORY]) + 1
    assert upgraded.do("notice", "send", "--yes")[0] == 0
    assert upgraded.do("check", "deliveries")[1]["holds"]
