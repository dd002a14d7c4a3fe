"""Erasing a person: every room forgets, the keys are destroyed, and what was counted still adds up."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from tests.actions.feeding import HEADER, ingest, line, organisation
from tests.actions.test_reply_mail import mail

from baluarte.actions import promises
from baluarte.actions.constituency import add_contact
from baluarte.actions.feeds import check_accounting
from baluarte.actions.replies import take_mail
from baluarte.actions.warning import check_deliveries, deliver_notices, queue_notices
from baluarte.core.constituency.contact import Contact
from baluarte.core.errors import Refused
from baluarte.core.rights.actors import OPERATOR, SYSTEM
from baluarte.core.rights.keys.sealing import is_erased, read_sealed
from baluarte.core.rights.pseudonyms import pseudonym
from baluarte.store.constituency.models import ContactRow, HistoryRow
from baluarte.store.ledger.models import Mark
from baluarte.store.replies.models import ReplyRow
from baluarte.store.rights.keys.vault import vault
from baluarte.store.rights.personal.models import Erasure, Hold
from baluarte.store.warning.models import OutboxRow

PERSON = "Ana.Canario@hospital.example"


@pytest.fixture
def known(world):
    """A person who was registered, written to, and who answered."""
    organisation("hospital-central", "192.0.2.0/24")
    add_contact(world, OPERATOR, Contact("hospital-central", "security", PERSON))
    ingest(world, HEADER + line("192.0.2.1"))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    take_mail(world, OPERATOR, mail(dict(world.messages[-1].headers)["Reply-To"], "Lo vemos. Ana", sender=PERSON))
    return PERSON


def columns(*names: str) -> str:
    with connection.cursor() as cursor:
        told = []
        for name in names:
            table, _, column = name.partition(".")
            cursor.execute(f"SELECT {column} FROM {table}")  # noqa: S608 - names of this test
            told += [bytes(row[0]) if isinstance(row[0], memoryview) else row[0] for row in cursor.fetchall()]
    return str(told)


def test_no_column_holds_a_person_in_clear(known):
    told = columns(
        "constituency_contactrow.address", "constituency_historyrow.after", "warning_outboxrow.recipient",
        "warning_outboxrow.message", "replies_replyrow.sender", "replies_replyrow.text", "replies_replyrow.subject",
    )  # fmt: skip

    assert "canario" not in told.lower()
    assert "hospital.example" not in told
    assert ContactRow.objects.get(address=known).address == known


def test_two_persons_never_share_a_key(world, known):
    add_contact(world, OPERATOR, Contact("hospital-central", "technical", "it@hospital.example"))
    cases = {read_sealed(value).case for value in _raw_addresses()}

    keys = [one for one in vault().files() if one.path.stem == "standing" and one.path.parent.name == "contact"]

    assert len({keys[0].key(case) for case in cases}) == 2


def test_an_erased_person_is_nowhere_and_everything_still_holds(world, known):
    done = promises.erase_person(world, OPERATOR, known.lower())

    assert done.keys >= 3
    contact, box, reply = ContactRow.objects.get(), OutboxRow.objects.get(), ReplyRow.objects.get()
    assert contact.address == box.recipient
    assert is_erased(contact.address)
    assert (contact.status, bytes(box.message), reply.text, reply.raw) == ("retired", b"", "", "")
    assert is_erased(reply.sender)
    assert not any(path.is_file() for path in (Path(world.data) / "mail").rglob("*"))
    for check in (promises.check_erasure, check_deliveries, promises.check_raw, promises.check_walls, check_accounting):
        assert check(world, OPERATOR).failed == (), check.__name__


def test_what_was_sealed_and_copied_elsewhere_is_dead(world, known):
    copied = _raw_addresses()[0]

    promises.erase_person(world, OPERATOR, known)

    assert vault().open(copied, "mailbox") is None
    assert known not in str(HistoryRow.objects.values_list("after", flat=True))


def test_the_tombstone_says_what_and_never_whose(world, known):
    promises.erase_person(world, OPERATOR, known)

    stone, mark = Erasure.objects.get(), Mark.objects.latest("id")
    assert (stone.retention, stone.period, stone.why) == ("contact", "standing", "asked")
    assert stone.complete_on == world.now().date()
    assert "canario" not in f"{mark.about}{stone.__dict__}".lower()


def test_a_second_erasure_finds_nothing_more(world, known):
    promises.erase_person(world, OPERATOR, known)

    assert promises.erase_person(world, OPERATOR, known).keys == 0


def test_the_same_mailbox_may_be_registered_anew(world, known):
    promises.erase_person(world, OPERATOR, known)

    add_contact(world, OPERATOR, Contact("hospital-central", "security", known))

    assert ContactRow.objects.filter(address=known, status="active").count() == 1


def test_a_legal_hold_stops_an_erasure_until_its_day(world, known, officer):
    today = world.now().date()
    subject = pseudonym(known.casefold(), world.key("holds"))
    Hold.objects.create(
        retention="contact", subject=subject, authority="Juzgado", reference="1", asked_by="a", asked_at=world.now(), expires_on=today
    )

    with pytest.raises(Refused):
        promises.erase_person(world, officer, known)
    world.move(timedelta(days=1))
    assert promises.erase_person(world, officer, known).items


def test_the_night_destroys_the_key_of_a_period_that_is_over(world, known):
    message = bytes(OutboxRow.objects.get().message)
    OutboxRow.objects.update(state="accepted")
    ReplyRow.objects.update(state="settled")
    world.move(timedelta(days=62))

    promises.forget_expired(world, SYSTEM)

    assert (bool(message), bytes(OutboxRow.objects.get().message)) == (True, b"")
    assert {one.why for one in Erasure.objects.all()} == {"period-ended"}
    assert ContactRow.objects.get(address=known).status == "active"
    assert promises.check_erasure(world, OPERATOR).failed == ()


def test_a_period_that_something_still_waits_in_is_kept(world, known):
    OutboxRow.objects.update(state="temporary-failure")
    world.move(timedelta(days=62))

    promises.forget_expired(world, SYSTEM)

    assert bytes(OutboxRow.objects.get().message)


def test_a_contact_that_was_retired_is_forgotten_after_its_time(world, known):
    from baluarte.actions.constituency import retire_contact

    retire_contact(world, OPERATOR, "hospital-central", known)
    world.move(timedelta(days=90))
    promises.forget_expired(world, SYSTEM)
    assert ContactRow.objects.filter(address=known).exists()

    world.move(timedelta(days=2))
    promises.forget_expired(world, SYSTEM)

    assert is_erased(ContactRow.objects.get().address)


def test_what_stands_in_clear_breaks_the_promise(world, known):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE constituency_contactrow SET address = 'x@y.example'")

    assert "stands in clear" in promises.check_erasure(world, OPERATOR).failed[0]


def _raw_addresses() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM constituency_contactrow ORDER BY id")
        return [row[0] for row in cursor.fetchall()]
