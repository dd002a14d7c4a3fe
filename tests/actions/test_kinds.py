"""The kinds of notices: each by its own clock, none without news, those that may be turned off and those that may not."""

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.constituency import contact_keys, set_contact_key
from baluarte.actions.warning import (
    deliver_notices,
    list_notices,
    load_calendar,
    queue_housekeeping,
    queue_notices,
    set_wishes,
    show_calendar,
    show_wishes,
    turn_off_notices,
)  # fmt: skip
from baluarte.core.errors import Missing, Outdated, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.world import KeyFacts
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import NOTICES
from baluarte.store.constituency.models import ContactRow, OrganisationRow
from baluarte.store.warning.models import FindingRow, NoticeRow, OutboxRow
from baluarte.testing.country.source import pack_folder

SLUG = "hospital-central"


@pytest.fixture
def clinic(db) -> OrganisationRow:
    return organisation(SLUG, "192.0.2.0/25", contacts=("security@hospital.example", "it@hospital.example"))


def tell(world) -> list[tuple[str, str]]:
    """Queue what is due, send what may leave, and return kind and stage of what was queued."""
    before = set(NoticeRow.objects.values_list("id", flat=True))
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    return sorted(NoticeRow.objects.exclude(id__in=before).values_list("kind", "stage"))


def test_a_deadline_is_told_seven_days_before_one_day_before_and_when_it_passed_once_each(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    start = world.now().date()
    FindingRow.objects.update(due=start + timedelta(days=20))
    told = {}
    for day in range(25):
        for kind in tell(world):
            told.setdefault(kind, []).append(day)
        world.move(timedelta(days=1))

    assert told == {("digest", ""): [0], ("deadline", "seven-days"): [13], ("deadline", "one-day"): [19], ("deadline", "passed"): [21]}


def test_a_deadline_stands_in_the_thread_of_the_notice_before_it(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(due=world.now().date() + timedelta(days=20))
    tell(world)
    world.move(timedelta(days=14))

    tell(world)

    first, second = world.messages
    headers = dict(second.headers)
    assert (headers["In-Reply-To"], headers["References"]) == (first.message_id, first.message_id)
    assert "faltan 7 días" in second.subject
    assert "Faltan siete días o menos" in second.text
    assert len(second.subject) <= 78
    assert "List-Unsubscribe" not in headers


def test_what_came_back_is_told_in_the_same_thread(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    tell(world)
    FindingRow.objects.update(state="closed", told_state="closed", closed_at=world.now())
    tell(world)
    world.move(timedelta(days=60))
    ingest(world, HEADER + line("192.0.2.1", f"{world.now():%Y-%m-%d} 03:00:00"))

    assert tell(world) == [("digest", "")]
    names = [message.message_id for message in world.messages]
    assert dict(world.messages[-1].headers)["References"].split() == names[:2]
    assert "reapareció" in world.messages[-1].text


def test_a_closing_is_thanked_once_with_its_certificate_and_no_due_date(world, clinic):
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.2"))
    tell(world)
    FindingRow.objects.update(state="closed", told_state="closed", closed_at=world.now())
    world.move(timedelta(hours=1))

    assert tell(world) == [("closed", "")]
    message = world.messages[-1]
    folio = NoticeRow.objects.get(kind="closed").folio
    assert "Gracias por atenderlos" in message.text
    assert f"https://csirt.example/es/files/{folio}" in message.text
    assert "ANTES DE" not in message.text
    assert "cerrado por observación" in message.subject
    world.move(timedelta(hours=1))
    assert tell(world) == []


def test_the_weekly_report_comes_on_its_day_and_holds_what_is_new_and_what_was_fixed(world, clinic):
    set_wishes(world, OPERATOR, SLUG, {"rhythm": "weekly", "week_day": "mon"})
    ingest(world, HEADER + line("192.0.2.1"))
    assert tell(world) == []  # the story begins on a Thursday

    world.move(timedelta(days=4))

    assert tell(world) == [("weekly", "")]
    message = world.messages[-1]
    assert "informe semanal" in message.subject
    assert "Informe semanal: lo que cambió" in message.text
    assert "cambio" in message.text
    assert "List-Unsubscribe-Post" in dict(message.headers)
    world.move(timedelta(days=1))
    assert tell(world) == []


def test_who_wants_only_the_urgent_still_hears_of_deadlines(world, clinic):
    set_wishes(world, OPERATOR, SLUG, {"rhythm": "urgent"})
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(due=world.now().date() + timedelta(days=20))

    assert tell(world) == []
    world.move(timedelta(days=14))
    assert tell(world) == [("deadline", "seven-days")]


def test_the_urgent_leaves_at_once_at_night_on_a_holiday(world, clinic):
    load_calendar(world, OPERATOR, (pack_folder() / "law" / "calendars.yaml").read_bytes())
    set_wishes(world, OPERATOR, SLUG, {"hours": "09:00-18:00", "days": "mon-fri", "holidays": "quiet", "rhythm": "none"})
    night = world.at(datetime(2026, 4, 3, 9, 0, tzinfo=UTC))  # Good Friday, three in the morning
    ingest(night, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(reasons=["known-exploited"])

    assert tell(night) == [("urgent", "")]
    assert OutboxRow.objects.get().state == "accepted"


def test_a_digest_waits_for_the_hours_of_its_organisation_past_weekend_and_holidays(world, clinic):
    load_calendar(world, OPERATOR, (pack_folder() / "law" / "calendars.yaml").read_bytes())
    set_wishes(world, OPERATOR, SLUG, {"hours": "09:00-18:00", "days": "mon-fri", "holidays": "quiet"})
    thursday = world.at(datetime(2026, 4, 2, 18, 0, tzinfo=UTC))  # Maundy Thursday, a holiday that moves
    ingest(thursday, HEADER + line("192.0.2.1"))

    assert tell(thursday) == []
    assert tell(thursday.at(datetime(2026, 4, 4, 18, 0, tzinfo=UTC))) == []
    assert tell(thursday.at(datetime(2026, 4, 6, 14, 0, tzinfo=UTC))) == []  # Monday, eight in the morning
    assert tell(thursday.at(datetime(2026, 4, 6, 15, 0, tzinfo=UTC))) == [("digest", "")]


def test_one_press_turns_off_what_may_be_turned_off_and_nothing_else(world, clinic, citizen):
    ingest(world, HEADER + line("192.0.2.1"))
    tell(world)
    header = dict(world.messages[0].headers)["List-Unsubscribe"]
    folio, secret = header.partition(">")[0].rsplit("/", 2)[1:]

    assert not turn_off_notices(world, citizen, folio, "0" * 26)
    assert turn_off_notices(world, citizen, folio, secret)

    assert show_wishes(world, OPERATOR, SLUG).wishes.rhythm == "none"
    ingest(world, HEADER + line("192.0.2.9"))
    world.move(timedelta(days=1))
    assert tell(world) == []
    FindingRow.objects.filter(point__contains="192.0.2.9").update(reasons=["known-exploited"])
    assert tell(world) == [("urgent", "")]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"hours": "18-9"}, "wishes.unknown"), ({"hours": "x"}, "wishes.unknown"), ({"days": "someday"}, "wishes.unknown"),
        ({"rhythm": "never"}, "wishes.unknown"), ({"urgent": "no"}, "wishes.unknown"), ({"protection": ""}, "wishes.unknown"),
    ],
)  # fmt: skip
def test_a_wish_that_is_none_is_refused_and_changes_nothing(world, clinic, values, code):
    with pytest.raises(Unusable) as refusal:
        set_wishes(world, OPERATOR, SLUG, values)

    assert refusal.value.code == code
    assert show_wishes(world, OPERATOR, SLUG).version == 0


def test_wishes_have_a_version_an_owner_and_no_strangers(world, clinic, hospital, operator, citizen):
    page = set_wishes(world, OPERATOR, SLUG, {"hours": "9-18"}, seen_version=0)

    assert page.version == 1
    with pytest.raises(Outdated):
        set_wishes(world, OPERATOR, SLUG, {"hours": "8-18"}, seen_version=0)
    with pytest.raises(Refused):
        set_wishes(world, citizen, SLUG, {"hours": "8-18"})
    assert show_wishes(world, hospital, SLUG).wishes.begins == 9
    with pytest.raises(Missing):
        show_wishes(world, operator, SLUG)


def test_a_calendar_names_its_days_and_a_wrong_one_is_refused_whole(world, db):
    kept = load_calendar(world, OPERATOR, (pack_folder() / "law" / "calendars.yaml").read_bytes())

    assert show_calendar(world, OPERATOR) == kept
    assert kept.is_holiday(date(2026, 2, 2))  # first Monday of February
    assert kept.is_holiday(date(2026, 4, 3))  # Easter - 2
    assert kept.is_holiday(date(2026, 3, 9))  # once
    assert not kept.is_holiday(date(2024, 2, 5))  # before it was decreed
    for text in (b"x", b"format: baluarte/calendars/1\ncalendars: {a: {closed: [{from: 2025-01-01, source: g, days: [02-30]}]}}",
                 b"format: baluarte/calendars/1\ncalendars: {a: {closde: []}}", b"\xff\xfe", b"- 1"):  # fmt: skip
        with pytest.raises(Unusable):
            load_calendar(world, OPERATOR, text)
    assert show_calendar(world, OPERATOR) == kept


def encrypting(world, facts: KeyFacts) -> None:
    ContactRow.objects.filter(address="security@hospital.example").update(key="CERTIFICATE")
    world.keyring.facts["CERTIFICATE"] = facts


def test_a_contact_with_a_key_gets_amber_strict_encrypted_and_the_key_is_frozen(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(tlp="amber+strict")
    encrypting(world, KeyFacts("c0ffee"))

    tell(world)

    row = OutboxRow.objects.get()
    assert (row.channel, row.key_fingerprint, row.state) == ("encrypted-mail", "c0ffee", "accepted")
    assert (world.messages[0].encrypt_to, "192.0.2.1" in world.messages[0].text) == ("CERTIFICATE", True)


@pytest.mark.parametrize(
    ("facts", "note"),
    [
        (KeyFacts("c0ffee", expires=datetime(2026, 3, 5, 16, tzinfo=UTC)), "key-expired"),
        (KeyFacts("c0ffee", revoked=True), "key-revoked"),
        (KeyFacts("c0ffee", encrypts=False), "key-cannot-encrypt"),
        (KeyFacts("0ther"), "key-changed"),
    ],
)
def test_a_key_that_is_no_longer_fit_when_it_is_sent_holds_the_message(world, clinic, facts, note):
    ingest(world, HEADER + line("192.0.2.1"))
    encrypting(world, KeyFacts("c0ffee"))
    queue_notices(world, OPERATOR)
    encrypting(world, facts)
    world.move(timedelta(hours=2))

    assert deliver_notices(world, OPERATOR) == {"held": 1}
    assert OutboxRow.objects.get().note == note
    assert world.messages == []


def test_what_cannot_be_encrypted_is_held_and_never_sent_in_clear(world, clinic):
    ingest(world, HEADER + line("192.0.2.1"))
    encrypting(world, KeyFacts("c0ffee"))
    queue_notices(world, OPERATOR)
    world.post.refusals.append(Unusable("mail.encryption", "OpenPGP refused."))

    assert deliver_notices(world, OPERATOR) == {"held": 1}
    assert OutboxRow.objects.count() == 1
    assert world.messages == []


@pytest.mark.parametrize(
    ("label", "demand", "detail"),
    [
        ("clear", "any", True), ("green", "any", True), ("amber", "any", True), ("amber+strict", "any", False), ("red", "any", False),
        ("amber", "encrypted", False), ("clear", "summary", False), ("amber", "summary", False),
    ],
)  # fmt: skip
def test_a_label_and_a_demand_decide_whether_plain_mail_says_what_it_is_about(world, clinic, label, demand, detail):
    set_wishes(world, OPERATOR, SLUG, {"protection": demand})
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(tlp=label)

    tell(world)

    message = world.messages[0]
    assert ("192.0.2.1" in message.text + message.html) is detail
    assert bool(message.attachments) is detail
    assert NoticeRow.objects.get().folio in message.text
    assert OutboxRow.objects.get().channel == ("mail" if detail else "mail-summary")


@pytest.mark.parametrize("demand", ["any", "encrypted", "summary"])
def test_red_is_never_mailed_not_even_encrypted(world, clinic, demand):
    set_wishes(world, OPERATOR, SLUG, {"protection": demand})
    ingest(world, HEADER + line("192.0.2.1"))
    FindingRow.objects.update(tlp="red")
    encrypting(world, KeyFacts("c0ffee"))

    tell(world)

    assert OutboxRow.objects.get().channel == "mail-summary"
    assert "192.0.2.1" not in world.messages[0].text + world.messages[0].html
    assert "hay un mensaje para usted" in world.messages[0].subject
    assert list_notices(world, OPERATOR, read_query((), NOTICES, world.now())).total == 1


def test_a_contact_is_told_once_that_its_key_ends_and_in_time(world, clinic):
    encrypting(world, KeyFacts("c0ffee", expires=world.now() + timedelta(days=40)))

    assert queue_housekeeping(world, OPERATOR) == 0
    world.move(timedelta(days=11))
    assert queue_housekeeping(world, OPERATOR) == 1
    assert queue_housekeeping(world, OPERATOR) == 0
    deliver_notices(world, OPERATOR)

    message = world.messages[0]
    assert (message.encrypt_to, message.recipient) == ("CERTIFICATE", "security@hospital.example")
    assert "vence el 14 de abril de 2026" in " ".join(message.text.split())
    assert "sobre su registro" in message.subject
    assert "List-Unsubscribe" not in dict(message.headers)


def test_a_key_is_kept_once_it_was_read_and_only_while_it_is_fit(world, clinic, citizen):
    world.keyring.facts["OLD"] = KeyFacts("0ld", expires=world.now())
    armour = "-----BEGIN PGP PUBLIC KEY BLOCK-----\nabc\n-----END PGP PUBLIC KEY BLOCK-----"

    with pytest.raises(Unusable, match="key-expired"):
        set_contact_key(world, OPERATOR, SLUG, "security@hospital.example", "OLD")
    with pytest.raises(Refused):
        set_contact_key(world, citizen, SLUG, "security@hospital.example", armour)
    facts = set_contact_key(world, OPERATOR, SLUG, "security@hospital.example", armour)

    assert contact_keys(world, OPERATOR, SLUG) == (("security@hospital.example", facts),)
    set_contact_key(world, OPERATOR, SLUG, "security@hospital.example", "")
    assert contact_keys(world, OPERATOR, SLUG) == ()
