"""A process that ends at any step of an answer or a bounce: the next run finds it, and it counts once."""

import pytest
from tests.actions.test_answer_links import states, told
from tests.actions.test_bounces import head_of, reply_to, report
from tests.actions.test_reply_mail import mail

from baluarte.actions.replies import answer_by_link, confirm_replies, read_mailbox
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, SYSTEM, VISITOR
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingStep, OutboxRow
from baluarte.testing.world import Stopped


def run_to_the_end(world, act) -> int:
    """Run an act that dies at point 1, 2, 3 … until one run survives; return how many points there were."""
    point = 0
    while True:
        point += 1
        world.steps.clear()
        world.stop_at = point
        try:
            act()
        except Stopped:
            continue
        world.stop_at = None
        return point - 1


def test_an_answer_by_link_that_is_cut_off_anywhere_moves_its_findings_once(world):
    folio, secret = told(world)

    points = run_to_the_end(world, lambda: answer_by_link(world, VISITOR, folio, secret, Said("fixed"), "form-1"))

    assert points >= 2
    assert (states(), ReplyRow.objects.count(), FindingStep.objects.filter(what="answered").count()) == (["fix-claimed"] * 2, 1, 2)


def test_a_mailbox_that_is_cut_off_anywhere_is_read_to_its_end_and_each_word_is_confirmed(world):
    told(world)
    to = reply_to(world.messages[-1])
    world.reply_box.mails = [mail(to, "ARREGLADO"), mail(to, "Hola", name="<two@hospital.example>")]

    points = run_to_the_end(world, lambda: (read_mailbox(world, OPERATOR), confirm_replies(world, SYSTEM)))

    assert points >= 6
    assert (states(), ReplyRow.objects.count(), FindingStep.objects.filter(what="answered").count()) == (["fix-claimed"] * 2, 2, 2)
    confirmations = [one.message_id for one in world.messages if ".r" in one.message_id]
    assert len(set(confirmations)) == 1


@pytest.mark.parametrize("status", ["5.1.1", "4.2.2"])
def test_a_bounce_that_is_cut_off_anywhere_tells_the_next_contact_once(world, status):
    told(world)
    world.reply_box.mails = [report(reply_to(world.messages[-1]), head_of(world.messages[-1]), status=status)]

    run_to_the_end(world, lambda: read_mailbox(world, OPERATOR))

    assert [row.state for row in OutboxRow.objects.order_by("id")] == ["bounced", "queued"]
    assert ContactRow.objects.get(address="security@hospital.example").returned == (1 if status.startswith("4") else 0)
