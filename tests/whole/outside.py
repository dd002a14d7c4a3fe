"""An installation seen from outside: its tables by SQL, its files by their bytes, and nothing of baluarte.

What a test believes about the promises must not rest on the code under test.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import polars as pl
from baluarte_recount import count_stream

SUMS = "read, accepted, duplicate, quarantined, matched, unmatched"
STORY = """SELECT o.slug, f.point, f.type, f.identifier, f.severity, f.first_seen, f.last_seen, f.sightings, f.state, f.priority, f.due
           FROM warning_findingrow f JOIN constituency_organisationrow o ON o.id = f.organisation_id"""
MAIL = """SELECT o.slug, c.address, b.recipient, b.state, b.message_id, n.findings, n.kind FROM warning_outboxrow b
          JOIN constituency_organisationrow o ON o.id = b.organisation_id JOIN warning_noticerow n ON n.id = b.notice_id
          JOIN constituency_contactrow c ON c.id = b.contact_id AND c.organisation_id = b.organisation_id AND n.organisation_id = b.organisation_id"""


@dataclass(frozen=True)
class Outside:
    """One installation: its folder and the name of its database."""

    folder: Path
    database: str

    def ask(self, statement: str) -> list[tuple]:
        if postgres_url():
            import psycopg

            with psycopg.connect(postgres_url(self.database)) as connection:
                return sorted(connection.execute(statement).fetchall(), key=str)
        with contextlib.closing(sqlite3.connect(self.database)) as connection:
            return sorted(connection.execute(statement).fetchall(), key=str)

    def tell(self, statement: str) -> None:
        """Change rows behind the back of the program, as a clock or a person would."""
        if postgres_url():
            import psycopg

            with psycopg.connect(postgres_url(self.database), autocommit=True) as connection:
                connection.execute(statement)
            return
        with contextlib.closing(sqlite3.connect(self.database, timeout=10)) as connection, connection:
            connection.execute(statement)

    def copy(self, name: str) -> "Outside":
        """Return a second installation with the same rows and files."""
        folder = self.folder.with_name(name)
        shutil.copytree(self.folder, folder)
        if not postgres_url():
            return Outside(folder, str(folder / "baluarte.sqlite3"))
        database = f"{self.database}_{name}"
        _administer(f'CREATE DATABASE "{database}" TEMPLATE "{self.database}"')
        return Outside(folder, database)

    def clear(self) -> None:
        shutil.rmtree(self.folder)
        if postgres_url():
            _administer(f'DROP DATABASE "{self.database}" WITH (FORCE)')

    def accounting_faults(self) -> list[str]:
        """G1: every finished delivery adds up, and its raw bytes hold as many rows as it says."""
        found = []
        aside = Counter(row[0] for row in self.ask("SELECT delivery_id FROM feeds_quarantinerow"))
        ask = f"SELECT id, blob, {SUMS} FROM feeds_deliveryrow WHERE state IN ('done', 'partial', 'failed')"  # noqa: S608 - names are ours
        for number, blob, read, accepted, duplicate, quarantined, matched, unmatched in self.ask(ask):
            with self.blob(blob).open("rb") as stream:
                counted = count_stream(stream).records
            if not read == counted == accepted + duplicate + quarantined or accepted != matched + unmatched or aside[number] != quarantined:
                found.append(f"delivery {number}: read {read}, counted {counted}, set aside {aside[number]}")
        return found

    def raw_faults(self) -> list[str]:
        """G2 and G3: every byte of a delivery is there, and whatever receipt was shown finds its own delivery, and no other has it."""
        rows = self.ask("SELECT id, blob, sha256, receipt FROM feeds_deliveryrow")
        bad = [f"delivery {row[0]} is damaged" for row in rows if hashlib.sha256(self.blob(row[1]).read_bytes()).hexdigest() != row[2]]
        kept = {row[3]: row[0] for row in rows}
        shown = self.folder / "shown.txt"
        pairs = [line.split() for line in shown.read_text().splitlines()] if shown.exists() else []
        lost = [f"the receipt {receipt} was shown and finds nothing" for receipt, number in pairs if kept.get(receipt) != int(number)]
        return bad + lost + (["two deliveries have one receipt"] if len(kept) != len(rows) else [])

    def lake_faults(self) -> list[str]:
        """G1 in the lake: every file the manifest names is the one that was written, and holds what was accepted."""
        found, rows = [], 0
        for path, digest, count in self.ask("SELECT path, sha256, rows FROM feeds_manifestrow"):
            body = (self.folder / "lake" / path).read_bytes()
            if hashlib.sha256(body).hexdigest() != digest or pl.read_parquet(body).height != count:
                found.append(f"{path} is not what the manifest says")
            rows += count
        accepted = sum(row[0] for row in self.ask("SELECT accepted FROM feeds_deliveryrow"))
        return found if rows == accepted else [*found, f"{accepted} rows accepted, {rows} in the lake"]

    def mail_faults(self) -> list[str]:
        """G4: what left is in the outbox, went to that mailbox alone, and a second copy has the same name and says so."""
        boxes = {row[4]: row for row in self.ask(MAIL)}
        found = [f"{name} names two mailboxes" for name, row in boxes.items() if row[1] != row[2]]
        seen: set[str] = set()
        for message in self.post():
            row = boxes.get(message["id"])
            if row is None or row[2] != message["to"]:
                found.append(f"{message['id']} left for {message['to']} and is in no outbox")
            if message["id"] in seen and "X-Possible-Duplicate" not in message["headers"]:
                found.append(f"{message['id']} left twice in silence")
            seen.add(message["id"])
        return found + [f"{name} was never sent" for name, row in boxes.items() if row[3] == "accepted" and name not in seen]

    def untold(self) -> list[tuple]:
        """The findings of which no message tells that has left."""
        return self.ask("""SELECT f.folio FROM warning_findingrow f WHERE NOT EXISTS (SELECT 1 FROM warning_noticefinding t
            JOIN warning_outboxrow b ON b.notice_id = t.notice_id WHERE t.finding_id = f.id AND b.state = 'accepted')""")

    def keys(self) -> list[int]:
        """Every row of the lake that counts, by its key."""
        paths = [self.folder / "lake" / row[0] for row in self.ask("SELECT path FROM feeds_manifestrow")]
        return sorted(pl.concat([pl.read_parquet(path, columns=["key"]) for path in paths])["key"].to_list())

    def post(self) -> list[dict]:
        book = self.folder / "post.jsonl"
        return [json.loads(line) for line in book.read_text("utf-8").splitlines()] if book.exists() else []

    def blob(self, address: str) -> Path:
        return self.folder / "raw" / address[:2] / address[2:4] / address


def begin(folder: Path, name: str) -> Outside:
    """Return a place for an installation that is not there yet."""
    folder.mkdir()
    if not postgres_url():
        return Outside(folder, str(folder / "baluarte.sqlite3"))
    _administer(f'CREATE DATABASE "{name}"')
    return Outside(folder, name)


def postgres_url(database: str = "") -> str:
    """Return the address of this run's PostgreSQL, or of one database in it; empty on SQLite."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        return ""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}")) if database else url


def _administer(statement: str) -> None:
    import psycopg

    with psycopg.connect(postgres_url(), autocommit=True) as connection:
        connection.execute(statement)
