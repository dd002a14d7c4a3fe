"""The outbox against a real mail server on loopback, in every mood it may have."""

import asyncio
import email
import email.policy
import socket
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.warning import deliver_notices, queue_notices
from baluarte.core.rights.actors import OPERATOR
from baluarte.gateways.mail import Smtp
from baluarte.store.warning.models import OutboxRow


class Server:
    """Answers as it was told to, one mood a message, and keeps what it took."""

    def __init__(self) -> None:
        self.moods: list[str] = []
        self.taken: list[email.message.EmailMessage] = []
        self.port = 0

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - the library names it
        mood = self.moods[0] if self.moods else ""
        if mood.startswith("RCPT "):
            self.moods.pop(0)
            return mood.removeprefix("RCPT ")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - the library names it
        mood = self.moods.pop(0) if self.moods else ""
        if mood.startswith("DATA "):
            return mood.removeprefix("DATA ")
        self.taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if mood == "hang after taking":
            await asyncio.sleep(1.5)
        return f"250 taken as {len(self.taken)}"


@pytest.fixture
def server():
    handler = Server()
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        handler.port = asked.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, ready_timeout=30)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def mailing(world, server):
    organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example", "it@hospital.example"))
    world.post = Smtp("127.0.0.1", server.port, tls="none", seconds=0.7)
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    return world


def test_a_server_that_takes_it_is_all_it_needs(mailing, server):
    assert deliver_notices(mailing, OPERATOR) == {"accepted": 1}

    row = OutboxRow.objects.get()
    assert "taken as 1" in row.provider_id
    assert (server.taken[0]["To"], server.taken[0]["Message-ID"]) == ("security@hospital.example", row.message_id)
    assert sorted(part.get_filename().rpartition(".")[2] for part in server.taken[0].iter_attachments()) == ["csv", "json"]


@pytest.mark.parametrize("mood", ["RCPT 451 come back later", "DATA 452 full", "DATA 421 closing"])
def test_a_refusal_that_may_pass_is_tried_again_under_the_same_name(mailing, server, mood):
    server.moods = [mood]

    first = deliver_notices(mailing, OPERATOR)
    mailing.move(timedelta(minutes=2))
    second = deliver_notices(mailing, OPERATOR)

    assert (first, second) == ({"temporary-failure": 1}, {"accepted": 1})
    assert server.taken[0]["Message-ID"] == OutboxRow.objects.get().message_id
    assert server.taken[0]["X-Possible-Duplicate"]


@pytest.mark.parametrize("mood", ["RCPT 550 no such mailbox", "DATA 554 not wanted"])
def test_a_refusal_for_good_turns_to_the_next_contact(mailing, server, mood):
    server.moods = [mood]

    states = deliver_notices(mailing, OPERATOR)

    assert states == {"permanent-failure": 1, "accepted": 1}
    assert [message["To"] for message in server.taken] == ["it@hospital.example"]
    assert server.taken[0]["Message-ID"].split(".")[1].startswith("2@")


def test_a_server_that_falls_silent_after_taking_it_may_get_it_twice_under_one_name(mailing, server):
    server.moods = ["hang after taking"]

    first = deliver_notices(mailing, OPERATOR)
    mailing.move(timedelta(minutes=2))
    second = deliver_notices(mailing, OPERATOR)

    assert (first, second) == ({"temporary-failure": 1}, {"accepted": 1})
    assert len({message["Message-ID"] for message in server.taken}) == 1
    assert [bool(message["X-Possible-Duplicate"]) for message in server.taken] == [False, True]


def test_no_server_at_all_keeps_the_message_for_later(mailing, server):
    mailing.post = Smtp("127.0.0.1", 9, tls="none", seconds=0.5)

    assert deliver_notices(mailing, OPERATOR) == {"temporary-failure": 1}
    assert OutboxRow.objects.get().note
