"""A million-row import while pages are served: the real server and its worker, asked all the while."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from threading import Event, Thread
from time import perf_counter, sleep
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

from tools.scale.figures import Figure, percentile
from tools.scale.installation import Ground
from tools.scale.nation import write_reports

PORT = 8_731
PAGES = (
    "/es/",
    "/es/desk",
    "/es/desk/findings",
    "/es/desk/findings?severity=critical",
    "/es/desk/feeds",
    "/es/desk/orgs",
    "/es/desk/orgs/org-0017",
)
_IDLE_SECONDS, _PATIENCE_SECONDS = 20.0, 1_200.0
_LOOK_SECONDS = 0.004  # how often the writer of SQLite is asked for
_BOUNDARY = "----baluarte-scale"


def measure(ground: Ground, rows: int) -> list[Figure]:
    """Ask for pages while nothing happens, then while the worker reads a million rows that were uploaded."""
    folder = ground.place / "import"
    folder.mkdir()
    expected = write_reports(folder, rows, seed=9)
    files = sorted(folder.glob("2026-*.csv"))
    with _server(ground) as client:
        _ask_for(client, _IDLE_SECONDS / 4)  # templates and caches
        idle = _ask_for(client, _IDLE_SECONDS)
        with _writer_watched() as held:
            busy = _while_importing(client, files)
    accepted = _accepted(len(files))
    if accepted != expected.accepted:
        raise SystemExit(f"{accepted:,} rows were accepted, {expected.accepted:,} expected.")
    usual, loaded = percentile(idle, 0.95), percentile(busy, 0.95)
    return [
        Figure("pages while idle, p95", round(1_000 * usual, 1), "ms"),
        Figure(f"pages while {rows:,} rows are read, p95", round(1_000 * loaded, 1), "ms", most=round(4_000 * usual, 1)),
        Figure(f"pages while {rows:,} rows are read, slowest", round(1_000 * max(busy), 1), "ms", most=1_000),
        Figure("pages asked for meanwhile", len(busy), "pages"),
        *_of_the_writer(held),
    ]


@contextmanager
def _writer_watched() -> Iterator[list[float]]:
    """Note how long the writer of SQLite was never free at a stretch; PostgreSQL has no single writer, so nothing is noted."""
    from django.db import connection  # noqa: PLC0415 - after django.setup()

    held: list[float] = []
    stop = Event()
    watching = Thread(target=_watch, args=(str(connection.settings_dict["NAME"]), stop, held))
    if connection.vendor == "sqlite":
        watching.start()
    try:
        yield held
    finally:
        stop.set()
        if watching.is_alive():
            watching.join()


def _watch(database: str, stop: Event, held: list[float]) -> None:
    """Ask for the writer again and again, and give it back at once."""
    asked = sqlite3.connect(database, timeout=0, isolation_level=None)
    begun = None
    while not stop.is_set():
        now = perf_counter()
        try:
            asked.execute("BEGIN IMMEDIATE")
            asked.execute("ROLLBACK")
        except sqlite3.OperationalError:
            begun = begun or now
        else:
            if begun is not None:
                held.append(now - begun)
            begun = None
        sleep(_LOOK_SECONDS)
    asked.close()


def _of_the_writer(held: list[float]) -> list[Figure]:
    """Say how long others waited for the writer. Who is looked at every few milliseconds is held a little longer than told."""
    if not held:
        return []
    return [
        Figure("the writer was not free at a stretch, longest", round(1_000 * max(held), 1), "ms"),
        Figure("the writer was not free at a stretch, p95", round(1_000 * percentile(held, 0.95), 1), "ms"),
    ]


def _while_importing(client: OpenerDirector, files: list[Path]) -> list[float]:
    """Upload every file, and return how long pages took until the last of them was read."""
    took: list[float] = []
    stop = Event()
    asking = Thread(target=_ask_until, args=(client, stop, took))
    asking.start()
    try:
        for path in files:
            _upload(client, path)
        until = perf_counter() + _PATIENCE_SECONDS
        while _unfinished() and perf_counter() < until:
            sleep(0.5)
    finally:
        stop.set()
        asking.join()
    return took


def _ask_until(client: OpenerDirector, stop: Event, took: list[float]) -> None:
    number = 0
    while not stop.is_set():
        took.append(_ask(client, PAGES[number % len(PAGES)]))
        number += 1
        sleep(0.02)


def _ask_for(client: OpenerDirector, seconds: float) -> list[float]:
    """Ask for pages for a time, and return how long each took."""
    took: list[float] = []
    stop = Event()
    asking = Thread(target=_ask_until, args=(client, stop, took))
    asking.start()
    sleep(seconds)
    stop.set()
    asking.join()
    return took


def _ask(client: OpenerDirector, path: str) -> float:
    begun = perf_counter()
    with client.open(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
        answer.read()
    return perf_counter() - begun


def _upload(client: OpenerDirector, path: Path) -> None:
    """Send one file by the form of the desk, as a person does."""
    with client.open(f"http://127.0.0.1:{PORT}/es/desk/import") as page:
        text = page.read().decode()
    token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    fields = "".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", token), ("what", "reports"))
    )
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\nContent-Type: text/csv\r\n\r\n'
    body = (fields + head).encode() + path.read_bytes() + f"\r\n--{_BOUNDARY}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}", "Origin": f"http://127.0.0.1:{PORT}"}
    request = Request(f"http://127.0.0.1:{PORT}/es/desk/import", data=body, headers=headers)
    with client.open(request, timeout=120) as answer:
        answer.read()


@contextmanager
def _server(ground: Ground) -> Iterator[OpenerDirector]:
    """Start web and worker as an operator does, and sign in."""
    from baluarte.wiring.begin import make_link  # noqa: PLC0415 - after django.setup()

    environment = {**os.environ, "BALUARTE_BASE_URL": f"http://127.0.0.1:{PORT}"}
    line = [sys.executable, "-m", "baluarte.wiring.command", "serve", "--port", str(PORT)]
    with subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL) as server:
        try:
            client = build_opener(HTTPCookieProcessor(CookieJar()))
            _wait_for(client)
            place = make_link(ground.world).partition("//")[2].partition("/")[2]
            with client.open(f"http://127.0.0.1:{PORT}/{place}") as page:
                text = page.read().decode()
            token = text.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
            client.open(f"http://127.0.0.1:{PORT}/{place}", data=f"csrfmiddlewaretoken={token}".encode()).close()
            yield client
        finally:
            server.terminate()


def _wait_for(client: OpenerDirector) -> None:
    until = perf_counter() + 60
    while perf_counter() < until:
        try:
            _ask(client, "/es/")
        except URLError:
            sleep(0.3)
        else:
            return
    raise SystemExit("The server did not start.")


def _unfinished() -> bool:
    from baluarte.store.feeds.deliveries import waiting  # noqa: PLC0415 - after django.setup()

    return bool(waiting())


def _accepted(count: int) -> int:
    from baluarte.store.feeds.models import DeliveryRow  # noqa: PLC0415 - after django.setup()

    return sum(DeliveryRow.objects.order_by("-id").values_list("accepted", flat=True)[:count])
