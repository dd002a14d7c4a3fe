"""F2, F3, F9: the outbox against a mail server in every bad mood. Each message arrives, or a person sees that it does not."""

import email
import email.policy
from datetime import timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation
from tests.faults.smtp import Server

from baluarte.actions.warning import check_deliveries, deliver_notices, queue_notices
from baluarte.core.rights.actors import OPERATOR
from baluarte.gateways.mail import Smtp
from baluarte.store.warning.models import FindingStep, OutboxRow
from baluarte.testing import Stopped

LATER = "temporary-failure"
NEXT = "permanent-failure"
# mood: how the first message ends, how many copies the server took in all, and for whom
MOODS = {
    "hangs before a word": (LATER, 1, "security"),
    "dies before a word": (LATER, 1, "security"),
    "full house": (LATER, 1, "security"),
    "babbles": (LATER, 1, "security"),
    "greylists the sender": (LATER, 1, "security"),
    "greylists": (LATER, 1, "security"),
    "mailbox full": (LATER, 1, "security"),
    "over quota": (LATER, 1, "security"),
    "cuts in data": (LATER, 1, "security"),
    "does not answer after data": (LATER, 1, "security"),
    "accepts and dies": (LATER, 2, "security"),
    "accepts and says nothing": (LATER, 2, "security"),
    "never wants us": ("technical-failure", 0, ""),  # it refuses our own name: a person of ours must look
    "no such mailbox": (NEXT, 1, "it"),
    "refuses data": (NEXT, 1, "it"),
    "calls it spam": (NEXT, 1, "it"),
    "talks at length": ("accepted", 1, "security"),
    "drips": ("accepted", 1, "security"),
}


class Noted:
    """A mail server, and beside it the list of what it said 250 to: the log of the provider."""

    def __init__(self, post: Smtp) -> None:
        self.post, self.messages = post, []

    def send(self, message) -> str:
        words = self.post.send(message)
        self.messages.append(message)
        return words


@pytest.fixture
def server():
    one = Server()
    yield one
    one.close()


@pytest.fixture
def mailing(world, server):
    organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example", "it@hospital.example"))
    world.post = Noted(Smtp("127.0.0.1", server.port, tls="none", seconds=0.4))
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    return world


def taken(server: Server) -> list[email.message.EmailMessage]:
    return [email.message_from_bytes(one, policy=email.policy.default) for one in server.taken]


@pytest.mark.parametrize("mood", MOODS)
def test_f9_whatever_the_server_does_the_message_arrives_in_the_end(mailing, server, mood):
    first, copies, role = MOODS[mood]
    server.moods = [mood]

    states = deliver_notices(mailing, OPERATOR)
    mailing.move(timedelta(minutes=2))
    deliver_notices(mailing, OPERATOR)

    assert first in states
    assert OutboxRow.objects.filter(state="accepted").count() == min(copies, 1)
    messages = taken(server)
    assert [message["To"] for message in messages] == [f"{role}@hospital.example"] * copies
    assert len({message["Message-ID"] for message in messages}) == min(copies, 1)
    # Whoever gets it a second time is told so, under the same name and the same folio.
    assert all(message["X-Possible-Duplicate"] for message in messages[1:])
    assert FindingStep.objects.filter(what="notice-sent").count() == min(copies, 1)
    assert check_deliveries(mailing, OPERATOR).failed == ()


@pytest.mark.parametrize("mood", ["offers tls and breaks it", "no tls at all"])
def test_f9_without_encryption_nothing_leaves_and_it_is_tried_again(mailing, server, mood):
    mailing.post = Noted(Smtp("127.0.0.1", server.port, seconds=0.4))
    server.moods = [mood]

    assert deliver_notices(mailing, OPERATOR) == {LATER: 1}

    assert server.taken == []


def test_f9_a_server_that_stays_away_is_given_up_after_two_days_and_a_person_sees_it(mailing, server):
    server.close()
    waits = []

    for _ in range(90):
        row = OutboxRow.objects.order_by("id").first()
        if row.state == NEXT:
            break
        waits.append(row.due_at - mailing.now())
        mailing.move(max(row.due_at - mailing.now(), timedelta(0)))
        deliver_notices(mailing, OPERATOR)

    minutes = [wait.total_seconds() / 60 for wait in waits[1:7]]
    assert all(meant * 0.8 <= found <= meant * 1.2 for meant, found in zip((1, 2, 5, 15, 30, 60), minutes, strict=True)), minutes
    assert (OutboxRow.objects.order_by("id").first().state, row.attempts > 40) == (NEXT, True)
    assert OutboxRow.objects.count() == 2, "the next contact is tried"


def test_f9_a_message_that_should_have_left_long_ago_is_said_by_the_check(mailing, server):
    mailing.move(timedelta(hours=5))

    assert any("should have left" in sentence for sentence in check_deliveries(mailing, OPERATOR).failed)


def test_f2_what_was_queued_before_a_power_cut_leaves_when_the_worker_is_back(mailing, server):
    mailing.steps.clear()
    mailing.stop_at = 1
    with pytest.raises(Stopped):
        deliver_notices(mailing, OPERATOR)
    mailing.stop_at = None

    assert deliver_notices(mailing, OPERATOR) == {}, "its lease has not ended"
    OutboxRow.objects.update(leased_until="1990-01-01T00:00:00Z")

    assert deliver_notices(mailing, OPERATOR) == {"accepted": 1}
    assert [bool(message["X-Possible-Duplicate"]) for message in taken(server)] == [False]


def test_f3_a_power_cut_between_250_and_its_mark_sends_a_second_copy_that_says_so(mailing, server, monkeypatch):
    def cut(name: str) -> None:
        if name == "warning.send.after-accept":
            raise Stopped(name)

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "step", cut)
        with pytest.raises(Stopped):
            deliver_notices(mailing, OPERATOR)
    OutboxRow.objects.update(leased_until=None)
    deliver_notices(mailing, OPERATOR)

    first, second = taken(server)
    assert first["Message-ID"] == second["Message-ID"]
    assert (first["X-Possible-Duplicate"], bool(second["X-Possible-Duplicate"])) == (None, True)
    assert first["Subject"] == second["Subject"]
