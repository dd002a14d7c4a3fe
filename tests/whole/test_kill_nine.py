"""An import that is killed again and again ends with the totals of one that nobody disturbed.

KILL_ROWS sets the number of rows (30,000 unless told otherwise; the promise is
made for a million). The program is the installed command, in a process of its own, on the
kind of database that this run of the tests uses.
"""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

ROWS = int(os.environ.get("KILL_ROWS", "30000"))
KILLS = 10
COMMAND = Path(sys.executable).parent / "baluarte"
HEADER = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city,banner\n"
SUMS = ("read", "accepted", "duplicate", "quarantined", "matched", "unmatched")
STORY = """SELECT o.slug, f.point, f.type, f.identifier, f.severity, f.first_seen, f.last_seen, f.sightings, f.state, f.priority, f.due
           FROM warning_findingrow f JOIN constituency_organisationrow o ON o.id = f.organisation_id"""


def rows(count: int, seed: int):
    """Six of ten rows are about the clinic, one of ten repeats another, one of a thousand is broken."""
    chance = random.Random(seed)
    for number in range(count):
        address = (
            f"198.18.{chance.randrange(64)}.{chance.randrange(256)}" if chance.random() < 0.6 else f"203.0.113.{chance.randrange(256)}"
        )
        when = "never" if chance.random() < 0.001 else f"2026-03-{chance.randrange(3, 6):02d} {chance.randrange(24):02d}:00:00"
        yield f"{when},medium,{address},tcp,{chance.randrange(3389, 3393)},,rdp,64500,AN,,,{'x' * 120}{number}\n"


@dataclass
class Installation:
    """One installation with its own folder and database, driven from outside."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BALUARTE_")}
        self.environment = {**kept, "BALUARTE_DATA": str(self.folder / "var")}
        if self._postgres:
            self._make_database()
        self.run("init")
        for kind, text in (
            ("orgs", "slug,name\nclinic,Clínica Ejemplo\n"),
            ("assets", "organisation,kind,value\nclinic,cidr,198.18.0.0/16\n"),
        ):
            path = self.folder / f"{kind}.csv"
            path.write_text(text)
            self.run("import", str(path), "--type", kind)

    def run(self, *words: str) -> str:
        done = subprocess.run([COMMAND, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
        return done.stdout

    def bring_in(self, path: Path) -> dict[str, object]:
        return json.loads(self.run("import", str(path), "--json"))[0]

    def kill_in(self, seconds: float, path: Path) -> bool:
        """Begin an import and kill it; True when it was still at work."""
        work = subprocess.Popen(
            [COMMAND, "import", str(path)],
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            work.wait(seconds)
        alive = work.poll() is None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(work.pid, signal.SIGKILL)
        work.wait()
        return alive

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        if self._postgres:
            import psycopg

            with psycopg.connect(self.environment["DATABASE_URL"]) as connection:
                return sorted(connection.execute(statement).fetchall(), key=str)
        with contextlib.closing(sqlite3.connect(self.folder / "var" / "baluarte.sqlite3")) as connection:
            return sorted(connection.execute(statement).fetchall(), key=str)

    def holds(self) -> bool:
        return bool(json.loads(self.run("check", "accounting", "--deep", "--json"))["holds"])

    @property
    def _postgres(self) -> bool:
        return os.environ.get("DATABASE_URL", "").startswith("postgres")

    def _make_database(self) -> None:
        import psycopg

        parts = urlsplit(os.environ["DATABASE_URL"])
        name = f"kill_{os.getpid()}_{random.SystemRandom().getrandbits(32):08x}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        self.environment["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))

    def clear(self) -> None:
        if not self._postgres:
            return
        import psycopg

        name = urlsplit(self.environment["DATABASE_URL"]).path[1:]
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def install(tmp_path):
    made: list[Installation] = []

    def begin(name: str) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        made.append(Installation(folder))
        return made[-1]

    yield begin
    for one in made:
        one.clear()


def apart(one: list[tuple[object, ...]], other: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """The first rows that stand in one story alone: two stories of ten thousand rows are no message."""
    return sorted(set(one) ^ set(other), key=str)[:4] or ([(len(one), len(other))] if len(one) != len(other) else [])


def test_ten_kills_at_random_change_nothing_about_the_end(install, tmp_path):
    path = tmp_path / "2026-03-05-scan_rdp-anahuac.csv"
    path.write_text(HEADER + "".join(rows(ROWS, seed=5)))
    calm, stormy = install("calm"), install("stormy")
    began = time.monotonic()
    meant = calm.bring_in(path)
    took = time.monotonic() - began
    chance = random.Random(9)

    killed = sum(stormy.kill_in(took * chance.uniform(0.15, 0.95), path) for _ in range(KILLS))
    stormy.bring_in(path)

    first = stormy.ask(f"SELECT {', '.join(SUMS)} FROM feeds_deliveryrow ORDER BY id LIMIT 1")  # noqa: S608 - names are ours
    assert killed > KILLS // 2
    assert meant["read"] == ROWS
    assert first == [tuple(meant[name] for name in SUMS)]
    assert apart(stormy.ask(STORY), calm.ask(STORY)) == []
    assert stormy.holds()
    assert calm.holds()


def test_the_same_file_twice_is_all_duplicate_and_two_that_overlap_may_come_in_either_order(install, tmp_path):
    count = min(ROWS, 6000)
    whole = list(rows(count, seed=6))
    early, late = tmp_path / "2026-03-04-scan_rdp-anahuac.csv", tmp_path / "2026-03-05-scan_rdp-anahuac.csv"
    early.write_text(HEADER + "".join(whole[: count * 2 // 3]))
    late.write_text(HEADER + "".join(reversed(whole[count // 3 :])))
    one, other = install("one"), install("other")

    for path in (early, late):
        one.bring_in(path)
    for path in (late, early):
        other.bring_in(path)
    story = one.ask(STORY)
    again = one.bring_in(late)

    assert other.ask(STORY) == story
    assert (again["accepted"], again["duplicate"]) == (0, again["read"] - again["quarantined"])
    assert one.ask(STORY) == story
    assert one.holds()
    assert other.holds()
