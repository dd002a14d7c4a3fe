"""A process that tells one story of a national team, and dies at the point it was told to.

Run as `python -m tests.whole.dying`: it loads the program once, then forks for each order
that it reads as a line of JSON, so that hundreds of deaths cost no hundred starts. What is
asked of it is in `Order`; it answers with the exit code of the child. Nothing was computed
before the fork, so no thread of Polars is lost in the child.
"""

import contextlib
import io
import json
import os
import signal
import sys
import traceback
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

DIED = 137
OUTDATED = 5
SURVIVED = 0
SCAN = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"
EVENT = "timestamp,severity,protocol,src_ip,src_port,src_asn,src_geo,infection,family\n"


@dataclass(frozen=True)
class Order:
    """One run: where, what, and at which point it ends.

    `how` is "exit", as kill -9 does, "raise", as a lost connection does, or "sleep": the
    process stands still there (SIGSTOP) until somebody wakes it.
    """

    database: str
    folder: str
    what: str = "story"
    stop_at: int = 0
    how: str = "exit"
    seed: int = 1


@dataclass
class PostOffice:
    """A mail server that outlives its clients: a message is in its book, durably, before it says 250."""

    book: Path

    def send(self, message) -> str:
        told = {"id": message.message_id, "to": message.recipient, "headers": dict(message.headers), "text": message.text}
        with self.book.open("a", encoding="utf-8") as out:
            out.write(json.dumps(told) + "\n")
            out.flush()
            os.fsync(out.fileno())
        return "250 in the book"


def prepare(world) -> None:
    """Two organisations, and a report of later days that tells of neither: the evidence of absence."""
    from django.core.management import call_command
    from tests.actions.feeding import organisation

    call_command("migrate", verbosity=0)
    organisation("clinic", "192.0.2.0/24", contacts=("security@clinic.example", "it@clinic.example"))
    organisation("mill", "198.51.100.0/24", contacts=("security@mill.example",))
    world.move(timedelta(days=8))
    days = "".join(event("203.0.113.9", f"2026-03-{day:02d} 01:00:00") for day in (8, 12))
    bring(world, "2026-03-12-event4_sinkhole-anahuac.csv", (EVENT + days).encode())


def story(world) -> None:
    """The whole way of a row, as the jobs and the people of a team would walk it. Told twice, it changes nothing more."""
    from baluarte.actions import feeds, warning
    from baluarte.core.rights.actors import OPERATOR

    world.move(timedelta(minutes=10))
    warning.ingest_waiting(world, OPERATOR)
    bring(world, "2026-03-03-scan_rdp-anahuac.csv", first_report())
    bring(world, "day.zip", second_report())
    feeds.compact_lake(world, OPERATOR, quiet=timedelta(0))
    tell(world)
    with contextlib.suppress(_unusable()):  # it was merged before the death
        warning.merge_organisations(world, OPERATOR, "mill", "clinic")
    tell(world)
    world.move(timedelta(days=8))
    warning.close_quiet_findings(world, OPERATOR)
    warning.match_products(world, OPERATOR)
    warning.escalate_overdue(world, OPERATOR)
    tell(world)
    world.move(timedelta(days=40))
    warning.forget_contents(world, OPERATOR)


def first_report() -> bytes:
    """Two that are hit, one that is nobody's, one row that cannot be read."""
    rows = (
        ("192.0.2.1", "2026-03-03 01:00:00"),
        ("198.51.100.5", "2026-03-03 01:00:00"),
        ("203.0.113.9", "2026-03-03 01:00:00"),
        ("192.0.2.2", "never"),
    )
    return (SCAN + "".join(scan(*row) for row in rows)).encode()  # fmt: skip


def second_report() -> bytes:
    """An archive: a row of the day before that came late, one seen before, and an infected system."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        late = scan("192.0.2.3", "2026-03-03 02:00:00") + scan("192.0.2.1", "2026-03-03 01:00:00")
        out.writestr("2026-03-04-scan_rdp-anahuac.csv", SCAN + late)
        out.writestr("2026-03-04-event4_sinkhole-anahuac.csv", EVENT + event("192.0.2.7", "2026-03-04 05:00:00"))
    return archive.getvalue()


def scan(address: str, when: str) -> str:
    return f"{when},medium,{address},tcp,3389,,rdp,64500,AN,,\n"


def event(address: str, when: str) -> str:
    return f"{when},critical,tcp,{address},51000,64500,AN,example-bot,example-bot\n"


def bring(world, name: str, body: bytes) -> None:
    """Take a delivery in, show its receipt to whoever brought it, and read it."""
    from baluarte.actions.feeds import receive_delivery
    from baluarte.actions.warning import ingest_delivery
    from baluarte.core.rights.actors import OPERATOR

    delivery = receive_delivery(world, OPERATOR, "auto", name, io.BytesIO(body))
    with (Path(world.data) / "shown.txt").open("a") as out:
        out.write(f"{delivery.receipt} {delivery.id}\n")
    ingest_delivery(world, OPERATOR, delivery.id)


def tell(world) -> None:
    """Queue what is news and send what is due; the lease of one that died has ended meanwhile."""
    from baluarte.actions import warning
    from baluarte.core.rights.actors import OPERATOR
    from baluarte.store.warning.models import OutboxRow

    warning.queue_notices(world, OPERATOR)
    OutboxRow.objects.update(leased_until=None)
    warning.deliver_notices(world, OPERATOR)


WHAT: dict[str, Callable[[object], None]] = {"prepare": prepare, "story": story}


def sleeper(stop_at: int, sign: Path) -> Callable[[str], None]:
    """Return a step that lets this process stand still at one point, and says under which number it can be woken."""
    passed: list[str] = []

    def step(name: str) -> None:
        passed.append(name)
        if len(passed) == stop_at:
            sign.write_text(str(os.getpid()))
            os.kill(os.getpid(), signal.SIGSTOP)

    return step


def carry_out(order: Order) -> int:
    """Do what an order says, in this process, and return the exit code."""
    from django.db import connections

    from baluarte.core.errors import Outdated
    from baluarte.testing import Stopped
    from baluarte.testing import world as make_world

    connections["default"].settings_dict["NAME"] = order.database

    def begin(stop_at: int, seed: int):
        made = make_world(order.folder, seed=seed)
        made.post = PostOffice(Path(order.folder) / "post.jsonl")
        if order.how == "sleep":
            made.step = sleeper(stop_at, Path(order.folder) / "asleep")
        else:
            made.stop_at, made.stop_by = stop_at or None, order.how
        return made

    world = begin(order.stop_at, order.seed)
    try:
        WHAT[order.what](world)
    except Stopped:
        connections.close_all()  # what was not committed is rolled back, and the same process goes on
        WHAT[order.what](begin(0, order.seed + 1))
        return DIED
    except Outdated:
        return OUTDATED
    (Path(order.folder) / "steps.json").write_text(json.dumps(world.steps))
    return SURVIVED


def _unusable() -> type[Exception]:
    from baluarte.core.errors import Unusable

    return Unusable


def serve() -> None:
    """Fork for each order, wait for the end of the child, and say how it ended."""
    import django

    django.setup()
    import baluarte.actions.feeds
    import baluarte.actions.warning
    import baluarte.testing  # noqa: F401 - loaded before the fork, so that no child has to

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            code = 70
            try:
                code = carry_out(Order(**json.loads(line)))
            except BaseException:  # noqa: BLE001 - whatever it was, the parent is told
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
        sys.stdout.flush()


def written(order: Order) -> str:
    """Return an order as the line that is sent."""
    return json.dumps(asdict(order)) + "\n"


if __name__ == "__main__":
    serve()
