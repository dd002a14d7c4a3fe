"""Outsiders sign what continues: witnesses on loopback, the quorum of a policy, and what happens below it."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from baluarte.actions.ledger import publish_ledger
from baluarte.actions.ledger.reading import show_log
from baluarte.core.ledger.note import read_note, read_verifier
from baluarte.core.ledger.outside.policy import open_by, read_policy
from baluarte.core.ledger.outside.witness import public_path
from baluarte.core.rights.actors import SYSTEM
from baluarte.faces.desk.watch import unwitnessed
from baluarte.store.ledger.models import Head, WitnessRow
from baluarte.wiring.witness import Witness, known_logs, witness_server

pytestmark = pytest.mark.django_db
NOW = 1_772_722_800


@contextmanager
def _running(place: Path, name: str, keys: list[str]) -> Iterator[tuple[Witness, str]]:
    witness = Witness(place / name, name, known_logs(keys), lambda: NOW)
    server = witness_server(witness, "127.0.0.1", 0)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    running.start()
    try:
        yield witness, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def _policy(world, path: Path, witnesses: list[tuple[Witness, str]], needed: int) -> str:
    lines = [f"log {world.signer.key(world.house.log_origin)}"]
    lines += [f"witness w{number} {one.key} {url}" for number, (one, url) in enumerate(witnesses)]
    lines += [f"group outside {needed} {' '.join(f'w{number}' for number in range(len(witnesses)))}", "quorum outside"]
    path.write_text("\n".join(lines) + "\n")
    return str(path)


@pytest.fixture
def two(world, tmp_path):
    keys = [world.signer.key(world.house.log_origin)]
    with _running(tmp_path, "witness.example.net/one", keys) as one, _running(tmp_path, "witness.example.net/two", keys) as other:
        yield [one, other]


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url) as shown:  # noqa: S310 - our own loopback
        return shown.read()


def _asking(world, policy: str):
    world.outside = replace(world.outside, policy=policy, networks=("127.0.0.0/8",))
    return world


def test_two_witnesses_sign_each_checkpoint_and_what_is_published_meets_the_policy(world, tmp_path, two):
    policy = _policy(world, tmp_path / "policy", two, 2)
    _asking(world, policy)

    assert publish_ledger(world, SYSTEM).published
    world.move(timedelta(hours=1))
    assert publish_ledger(world, SYSTEM).published

    note = (Path(world.data) / "ledger" / "checkpoint").read_bytes()
    seen = open_by(read_policy(Path(policy).read_text()), note)
    assert (seen.is_met, set(seen.times)) == (True, {"w0", "w1"})
    assert set(WitnessRow.objects.values_list("size", "said")) == {(seen.checkpoint.head.size, "")}
    assert read_note(_get(f"{two[0][1]}/{public_path(world.house.log_origin)}")).text == seen.checkpoint.text


def test_below_the_quorum_nothing_is_published_and_the_page_can_say_since_when(world, tmp_path, two):
    _asking(world, _policy(world, tmp_path / "policy", [two[0], (two[1][0], "http://127.0.0.1:9")], 2))

    done = publish_ledger(world, SYSTEM)
    since = Head.objects.get().quorum_missing_since
    world.move(timedelta(hours=3))
    publish_ledger(world, SYSTEM)

    assert (done.published, done.quorum) == (False, False)
    assert since is not None
    assert Head.objects.get().quorum_missing_since == since
    assert not (Path(world.data) / "ledger" / "checkpoint").exists()
    assert unwitnessed(show_log(world, SYSTEM)) == []
    world.move(timedelta(days=1))
    assert "witnesses" in unwitnessed(show_log(world, SYSTEM))[0].en
    _asking(world, _policy(world, tmp_path / "policy", two, 2))
    assert publish_ledger(world, SYSTEM).published
    assert Head.objects.get().quorum_missing_since is None


def test_a_witness_that_remembers_another_size_than_we_do_is_asked_again_from_there(world, tmp_path, two):
    _asking(world, _policy(world, tmp_path / "policy", two, 2))
    publish_ledger(world, SYSTEM)
    WitnessRow.objects.update(size=0)
    world.move(timedelta(hours=1))

    assert publish_ledger(world, SYSTEM).published


def test_two_requests_at_once_cannot_roll_a_witness_back(world, tmp_path, two):
    _asking(world, _policy(world, tmp_path / "policy", two, 1))
    publish_ledger(world, SYSTEM)
    note = (Path(world.data) / "ledger" / "checkpoint").read_bytes()
    witness = two[0][0]
    answers = []

    body = b"old 0\n\n" + note
    fresh = Witness(tmp_path / "fresh", witness.name, witness.logs, witness.clock)
    asking = [threading.Thread(target=lambda: answers.append(fresh.add_checkpoint(body).status)) for _ in range(8)]
    for one in asking:
        one.start()
    for one in asking:
        one.join()

    assert sorted(answers) == [200, *[409] * 7]


def test_a_witness_answers_what_is_no_request_and_knows_no_other_path(two):
    url = two[0][1]
    for path, body, status in (("/add-checkpoint", b"nonsense", 400), ("/other", b"", 404), ("/add-checkpoint", bytes(1 << 20), 400)):
        with pytest.raises((urllib.error.HTTPError, urllib.error.URLError)) as refused:
            urllib.request.urlopen(urllib.request.Request(url + path, data=body))  # noqa: S310 - our own loopback
        assert getattr(refused.value, "code", status) == status
    with pytest.raises(urllib.error.HTTPError):
        _get(f"{url}/{'0' * 64}/checkpoint")


def test_the_key_of_a_witness_is_its_own_and_stays(tmp_path):
    witness = Witness(tmp_path / "w", "witness.example.net/w", {}, lambda: NOW)

    assert witness.key == witness.key
    assert (tmp_path / "w" / "witness.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Exception, match="public key"):
        read_verifier(str(witness.key))  # a witness's key is of another kind than a log's
