"""An installation from nothing: begun, examined, served, stopped. In processes of its own, as an operator runs it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "baluarte.wiring.command")
READY_SECONDS = 60


@pytest.fixture
def environment(tmp_path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALUARTE_", "DJANGO_", "DATABASE_"))}
    return {**kept, "BALUARTE_DATA": str(tmp_path / "data"), "LANG": "en_GB.UTF-8"}


def typed(environment, *words):
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=environment, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def listening(port: int) -> set[str]:
    """The addresses that listen on a port, as the kernel lists them: loopback is 0100007F."""
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text("ascii").splitlines()[1:]:
            address, state = line.split()[1], line.split()[3]
            if state == "0A" and int(address.rpartition(":")[2], 16) == port:
                found.add(address.rpartition(":")[0])
    return found


def test_a_doctor_sends_a_new_installation_to_init_and_then_to_its_mail_server(environment):
    before = typed(environment, "doctor", "--json")
    begun = typed(environment, "init", "--json")
    without_mail = typed(environment, "doctor", "--json")
    green = typed(environment | {"BALUARTE_SMTP": "mail.csirt.example:587"}, "doctor", "--json")

    assert before.returncode == 1
    assert begun.returncode == 0, begun.stderr
    assert "/es/sign-in/" in json.loads(begun.stdout)["link"]
    assert [item["name"] for item in json.loads(without_mail.stdout)["items"] if not item["good"]] == ["mail"]
    assert (without_mail.returncode, green.returncode) == (1, 0)
    assert oct(Path(environment["BALUARTE_DATA"]).stat().st_mode)[-3:] == "700"
    assert oct((Path(environment["BALUARTE_DATA"]) / "secret.key").stat().st_mode)[-3:] == "600"


def test_a_server_does_not_start_over_tables_that_are_not_its_own(environment):
    ended = typed(environment, "serve", "--port", str(free_port()), "--json")

    assert ended.returncode == 70
    assert json.loads(ended.stdout)["error"]["code"] == "serve.not-ready"
    assert "migrations" in ended.stderr


def test_a_port_that_is_taken_is_said_before_anything_starts(environment):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = typed(environment, "serve", "--port", str(taken.getsockname()[1]))

    assert ended.returncode == 2
    assert "--port" in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "polite stop"])
def test_it_serves_on_loopback_alone_and_stops_both_children(environment, number):
    assert typed(environment, "init").returncode == 0
    port = free_port()
    environment["BALUARTE_BASE_URL"] = f"http://127.0.0.1:{port}"

    served = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port), "--json"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        started = json.loads("".join(served.stdout.readline() for _ in range(4)))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=READY_SECONDS) as answer:
            health = json.load(answer)
        addresses = listening(port)
    finally:
        served.send_signal(number)
        code = served.wait(READY_SECONDS)

    assert started == {"url": f"http://127.0.0.1:{port}", "link": ""}
    assert health["status"] == "ready"
    assert addresses == {"0100007F"}
    assert code == 0
    assert listening(port) == set()


def test_children_end_even_when_their_supervisor_is_killed(environment):
    assert typed(environment, "init").returncode == 0
    port = free_port()
    served = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    served.stdout.readline()
    served.kill()
    served.wait()

    until = time.monotonic() + READY_SECONDS
    while listening(port) and time.monotonic() < until:
        time.sleep(0.2)
    assert listening(port) == set()


def test_a_demo_touches_no_folder_that_is_not_a_demo(environment):
    data = Path(environment["BALUARTE_DATA"])
    data.mkdir()
    (data / "ours.txt").write_text("ours", "utf-8")

    ended = typed(environment, "demo", "--no-open", "--reset", "--json", "--port", str(free_port()))

    assert ended.returncode == 2
    assert json.loads(ended.stdout)["error"]["code"] == "demo.foreign-folder"
    assert (data / "ours.txt").read_text("utf-8") == "ours"
