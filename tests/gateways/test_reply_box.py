"""The mailbox of replies against a server on loopback: nothing is lost, and nothing is marked before it is kept."""

import pytest

from baluarte.gateways.imap import Imap
from baluarte.gateways.replies import MailboxOfReplies, NoReplies
from baluarte.testing.servers.imap import Mailbox, imap_server


@pytest.fixture
def box():
    mailbox = Mailbox()
    mailbox.put(b"Subject: one\r\n\r\nFIXED\r\n")
    mailbox.put(b"Subject: two\r\n\r\nWORKING\r\n")
    return mailbox


def place(mailbox: Mailbox, port: int, **more) -> MailboxOfReplies:
    return MailboxOfReplies(Imap("127.0.0.1", port, mailbox.user, mailbox.password, tls="none", seconds=5, **more))


def test_a_letter_is_marked_when_the_next_is_asked_for_and_not_before(box):
    with imap_server(box) as port:
        letters = place(box, port).letters((0, 0))
        first, mark = next(letters)
        before = set(box.flags(1))
        next(letters)
        after = set(box.flags(1))
        letters.close()

    assert (b"one" in first, mark[1], before, after) == (True, 1, set(), {"\\Seen"})


def test_what_was_kept_is_not_given_again(box):
    with imap_server(box) as port:
        given = list(place(box, port).letters((0, 0)))
        again = list(place(box, port).letters(given[-1][1]))

    assert (len(given), again) == (2, [])


def test_what_is_too_large_is_flagged_for_a_person_and_the_next_is_read(box):
    with imap_server(box) as port:
        given = list(place(box, port, most_bytes=24).letters((0, 0)))

    assert ([mark[1] for _, mark in given], box.flags(2)) == ([1], {"\\Flagged"})


def test_without_a_mailbox_nothing_ever_comes():
    assert list(NoReplies().letters((0, 0))) == []
