"""The commands of what comes back: mails from files and from the mailbox, and what a person decides."""

import pytest
from tests.actions.test_answer_links import states, told
from tests.actions.test_reply_mail import mail

from baluarte.actions.replies import answer_by_link
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import VISITOR
from baluarte.store.constituency.models import ContactRow
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def letter(world, tmp_path):
    """A file with a mail to the address of the notice that the hospital got."""
    told(world)
    to = dict(world.messages[-1].headers)["Reply-To"]

    def written(text: str, name: str = "reply.eml") -> str:
        path = tmp_path / name
        path.write_bytes(mail(to, text, name=f"<{name}@hospital.example>"))
        return str(path)

    return written


def test_mails_are_read_from_files_and_a_word_is_confirmed(type_line, world, letter):
    ended = type_line("notice", "read-mail", letter("ARREGLADO"), letter("Hola", "other.eml"), "--json", world=world)

    assert (ended.code, [one["state"] for one in ended.json["mails"]]) == (1, ["acted", "waiting"])
    assert states() == ["fix-claimed", "fix-claimed"]
    assert world.messages[-1].subject.endswith("Su respuesta quedó anotada")


def test_a_list_for_people_names_each_file(type_line, world, letter):
    ended = type_line("notice", "read-mail", letter("ARREGLADO"), world=world)

    assert (ended.code, "reply.eml" in ended.out, "acted" in ended.out) == (0, True, True)


def test_the_mailbox_is_read_by_the_same_command(type_line, world, letter):
    world.reply_box.mails = [open(letter("En ello"), "rb").read()]  # noqa: PTH123, SIM115 - a test's own file

    ended = type_line("notice", "read-mail", "--mailbox", "--json", world=world)

    assert (ended.code, ended.json, states()) == (0, {"read": 1, "acted": 1}, ["acknowledged", "acknowledged"])


@pytest.mark.parametrize("words", [(), ("nowhere.eml", "--mailbox"), ("nowhere.eml",)])
def test_a_line_that_does_not_say_which_mail_is_refused(type_line, world, letter, words):
    ended = type_line("notice", "read-mail", *words, world=world)

    assert (ended.code, ReplyRow.objects.count()) == (2, 0)


def test_what_waits_is_listed_shown_and_given_its_meaning(type_line, world, letter):
    type_line("notice", "read-mail", letter("Cerramos el puerto"), world=world)
    number = str(ReplyRow.objects.get().id)

    listed = type_line("reply", "list", "--state", "waiting", "--json", world=world)
    shown = type_line("reply", "show", number, "--json", world=world)
    given = type_line("reply", "assign", number, "fixed", "--why", "lo dice", "--json", world=world)
    again = type_line("reply", "settle", number, world=world)

    assert (len(listed.json), shown.json["text"], len(given.json["findings"])) == (1, "Cerramos el puerto", 2)
    assert (given.code, again.code, states()) == (0, 5, ["fix-claimed", "fix-claimed"])


def test_a_false_positive_and_a_dispute_are_decided(type_line, world):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("false", "trampa"))
    first = type_line("reply", "decide", str(ReplyRow.objects.get().id), "refuse", "--json", world=world)
    answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "del proveedor"))
    disputed = type_line("dispute", "list", "--json", world=world)
    ended = type_line("dispute", "decide", FindingRow.objects.first().folio, "confirmed", "--why", "registro", "--json", world=world)

    assert (len(first.json["findings"]), len(disputed.json), len(ended.json["findings"])) == (2, 2, 2)
    assert states() == ["open", "open"]


def test_a_contact_is_tested_and_the_unreachable_are_listed(type_line, world):
    folio, secret = told(world, "only@hospital.example")
    tested = type_line("contact", "test", "hospital-central", "only@hospital.example", world=world)
    answer_by_link(world, VISITOR, folio, secret, Said("wrong-contact"))
    lost = type_line("org", "unreachable", "--json", world=world)

    assert (tested.code, str(ContactRow.objects.get().tested_on)) == (0, "2026-03-05")
    assert [one["organisation"] for one in lost.json] == ["hospital-central"]
