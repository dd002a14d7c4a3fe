"""What a person decides about what came back: a meaning, a false positive, whose asset it is, who is a contact."""

import os
import re
from datetime import date, timedelta

import pytest
from tests.actions.feeding import organisation
from tests.actions.test_answer_links import states, told
from tests.actions.test_reply_mail import mail

from baluarte.actions.replies import (
    answer_by_link,
    ask_contact,
    ask_lapsing_contacts,
    assign_reply,
    confirm_contact,
    decide_dispute,
    decide_false_positive,
    forget_replies,
    list_disputes,
    list_replies,
    list_unreachable,
    open_contact,
    read_mailbox,
    settle_reply,
    show_reply,
    take_mail,
)
from baluarte.actions.warning import answer_finding, show_finding
from baluarte.core.errors import Missing, Outdated, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.store.constituency.ageing import lapsing
from baluarte.store.constituency.models import AssetRow, ContactRow
from baluarte.store.ledger.models import Mark
from baluarte.store.replies.mails.places import mail_store
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow


def asked(world, shape, *pairs):
    return read_query(pairs, shape, world.now())


def reply_to(world) -> str:
    return next(dict(one.headers)["Reply-To"] for one in reversed(world.messages) if "Reply-To" in dict(one.headers))


def test_a_proposed_false_positive_is_silent_only_once_a_person_accepted_it(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("false", "a honeypot"))
    number = ReplyRow.objects.get().id

    moved = decide_false_positive(world, officer, number, accept=True, why="seen")

    assert (len(moved), states()) == (2, ["false", "false"])
    assert set(FindingRow.objects.values_list("until", flat=True)) == {date(2026, 4, 4)}
    assert ReplyRow.objects.get().state == "settled"


def test_a_refused_false_positive_opens_again(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("false", "a honeypot"))

    decide_false_positive(world, officer, ReplyRow.objects.get().id, accept=False, why="it answers as a real one")

    assert states() == ["open", "open"]


def test_a_proposal_that_nobody_decided_ends_on_its_date(world):
    from baluarte.actions.warning import close_quiet_findings

    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("false", "a honeypot"))

    close_quiet_findings(world.at(world.now() + timedelta(days=31)), OPERATOR)

    assert states() == ["open", "open"]


def test_a_mail_that_no_machine_could_read_gets_its_meaning_from_a_person(world, officer):
    told(world)
    take_mail(world, OPERATOR, mail(reply_to(world), "We closed the port last night, thanks"))
    number = ReplyRow.objects.get().id
    first = FindingRow.objects.order_by("point")[0].folio

    moved = assign_reply(world, officer, number, Said("fixed", "says so in a sentence", findings=(first,)))

    assert (moved, states()) == ((first,), ["fix-claimed", "open"])
    step = show_finding(world, officer, first).steps[-1]
    assert (step.who, step.via) == ("account-officer", "mail")
    with pytest.raises(Outdated):
        settle_reply(world, officer, number)


def test_words_of_a_mail_are_shown_as_they_are(world, officer):
    told(world)
    take_mail(world, OPERATOR, mail(reply_to(world), "<script>alert(1)</script>"))

    page = show_reply(world, officer, ReplyRow.objects.get().id)

    assert (page.text, len(page.living), page.row["reason"]) == ("<script>alert(1)</script>", 2, "no-word")


def test_a_dispute_says_who_when_and_why(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "leased to another"))

    rows = list_disputes(world, officer, asked(world, DISPUTES))

    assert rows.total == 2
    assert rows.table.select("organisation", "asset", "who", "why", "via").row(0) == (
        "hospital-central", "192.0.2.0/24", "hospital-central/security", "leased to another", "link",
    )  # fmt: skip


def test_an_asset_that_is_not_theirs_ends_and_its_findings_are_closed_without_being_called_fixed(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "leased to another"))
    first = FindingRow.objects.order_by("point")[0].folio

    moved = decide_dispute(world, officer, first, "ended", "the contract shows it")

    assert (len(moved), states(), AssetRow.objects.get().valid_until) == (2, ["closed", "closed"], date(2026, 3, 4))
    assert show_finding(world, officer, first).steps[-1].what == "not-theirs"
    assert ReplyRow.objects.get().state == "settled"


def test_an_asset_that_is_theirs_stays_and_its_findings_are_open_again(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("not-ours", "leased to another"))

    decide_dispute(world, officer, FindingRow.objects.order_by("point")[0].folio, "confirmed", "the registry says so")

    assert (states(), AssetRow.objects.get().valid_until) == (["open", "open"], None)


def test_a_dispute_that_was_opened_at_the_desk_is_one_as_well(world, officer):
    told(world)
    first = FindingRow.objects.order_by("point")[0].folio
    answer_finding(world, officer, first, "not-ours", "by telephone")

    assert list_disputes(world, officer, asked(world, DISPUTES)).table["via"].to_list() == ["desk"]
    with pytest.raises(Unusable):
        decide_dispute(world, officer, first, "ended", " ")


def test_an_organisation_that_nobody_reaches_is_listed_until_it_has_a_contact(world, officer):
    folio, secret = told(world, "only@hospital.example")
    answer_by_link(world, VISITOR, folio, secret, Said("wrong-contact"))

    rows = list_unreachable(world, officer, asked(world, UNREACHABLE))
    assert rows.table.select("organisation", "held", "findings", "lost").rows() == [("hospital-central", 1, 2, 1)]

    ContactRow.objects.create(organisation_id=FindingRow.objects.first().organisation_id, role="duty", address="d@hospital.example")
    assert list_unreachable(world, officer, asked(world, UNREACHABLE)).total == 0


def test_the_list_of_replies_filters_what_waits(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("working"))
    take_mail(world, OPERATOR, mail("alertas@csirt.example", "Hola"))

    waiting = list_replies(world, officer, asked(world, REPLIES, ("state", "waiting")))

    assert (waiting.total, waiting.table["reason"].to_list()) == (1, ["no-token"])


@pytest.mark.parametrize("act", [list_replies, list_disputes, list_unreachable])
def test_nobody_but_the_team_sees_what_came_back(world, hospital, visitor, act):
    shape = {list_replies: REPLIES, list_disputes: DISPUTES, list_unreachable: UNREACHABLE}[act]
    for actor in (hospital, visitor):
        with pytest.raises(Refused):
            act(world, actor, asked(world, shape))


def test_every_decision_leaves_exactly_one_mark(world, officer):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("false", "a honeypot"))
    before = Mark.objects.count()

    decide_false_positive(world, officer, ReplyRow.objects.get().id, accept=True)

    mark = Mark.objects.order_by("id").last()
    assert (Mark.objects.count(), mark.action, mark.count, bool(mark.digest)) == (before + 1, "decide_false_positive", 2, True)


def contact_link(world) -> tuple[int, str]:
    found = re.search(r"/es/confirm/(\d+)\?k=([0-9a-z]{26})", world.messages[-1].text)
    return int(found[1]), found[2]


def test_a_test_of_a_contact_is_dated_and_its_yes_verifies_it(world, officer):
    organisation("hospital-central", contacts=("security@hospital.example",))
    ContactRow.objects.update(status="bounced")
    ask_contact(world, officer, "hospital-central", "security@hospital.example")
    number, secret = contact_link(world)
    assert open_contact(world, VISITOR, number, secret) == ("Hospital-Central", "security")

    confirm_contact(world, VISITOR, number, secret, right=True)

    row = ContactRow.objects.get()
    assert (row.status, row.tested_on, row.acknowledged_on, row.verified_until) == (
        "active",
        date(2026, 3, 5),
        date(2026, 3, 5),
        date(2026, 9, 1),
    )


def test_a_mailbox_that_says_no_is_written_to_no_more(world, officer):
    organisation("hospital-central", contacts=("security@hospital.example",))
    ask_contact(world, officer, "hospital-central", "security@hospital.example")

    confirm_contact(world, VISITOR, *contact_link(world), right=False)

    assert ContactRow.objects.get().status == "wrong"


@pytest.mark.parametrize("days", [31, 0])
def test_the_link_of_a_test_ends_and_fits_no_other_contact(world, officer, days):
    organisation("hospital-central", contacts=("security@hospital.example", "it@hospital.example"))
    ask_contact(world, officer, "hospital-central", "security@hospital.example")
    number, secret = contact_link(world)
    later, asked_for = world.at(world.now() + timedelta(days=days)), number if days else number + 1

    with pytest.raises(Missing):
        open_contact(later, VISITOR, asked_for, secret)


def test_who_lapses_soon_is_asked_and_who_was_asked_lately_is_not(world):
    organisation("hospital-central", contacts=("a@hospital.example", "b@hospital.example", "c@hospital.example", "d@hospital.example"))
    today = date(2026, 3, 5)
    for address, until, tested, since in (
        ("a", date(2026, 3, 20), None, None), ("b", date(2026, 3, 20), date(2026, 3, 1), None),
        ("c", date(2026, 9, 1), None, None), ("d", None, None, date(2025, 6, 1)),
    ):  # fmt: skip
        ContactRow.objects.filter(address__startswith=f"{address}@").update(verified_until=until, tested_on=tested, since=since)

    assert [one.address for one in lapsing(today)] == ["d@hospital.example", "a@hospital.example"]


def test_the_mailbox_is_read_once_and_a_letter_is_marked_only_when_it_is_kept(world):
    told(world)
    world.reply_box.mails = [mail(reply_to(world), "ARREGLADO"), mail(reply_to(world), "Hola", name="<two@hospital.example>")]

    first, second = read_mailbox(world, OPERATOR), read_mailbox(world, OPERATOR)

    assert (first, second, world.reply_box.read) == ({"acted": 1, "waiting": 1}, {}, [1, 2])
    assert states() == ["fix-claimed", "fix-claimed"]


def test_a_letter_that_stops_the_reader_is_kept_and_the_next_is_read(world, monkeypatch):
    told(world)
    world.reply_box.mails = [b"Content-Type: text/plain; charset=\x00\r\n\r\n\xff", mail(reply_to(world), "ARREGLADO")]

    states_of = read_mailbox(world, OPERATOR)

    assert states_of == {"waiting": 1, "acted": 1}


def test_lapsing_contacts_are_asked_once_a_fortnight_and_again_when_the_server_was_away(world):
    organisation("hospital-central", contacts=("a@hospital.example", "b@hospital.example"))
    ContactRow.objects.update(verified_until=date(2026, 3, 10))
    world.post.be_away()

    counts = [ask_lapsing_contacts(world, OPERATOR) for _ in range(3)]

    assert (counts, len(world.messages)) == ([0, 2, 0], 2)


def test_the_words_of_an_old_mail_are_forgotten_and_what_became_of_it_stays(world):
    told(world)
    take_mail(world, OPERATOR, mail(reply_to(world), "ARREGLADO"))
    take_mail(world, OPERATOR, mail(reply_to(world), "Hola", name="<two@hospital.example>"))
    world.move(timedelta(days=31))
    for path in mail_store(world).root.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))

    counts = [forget_replies(world, OPERATOR) for _ in range(2)]

    acted, waiting = ReplyRow.objects.order_by("id")
    assert counts == [1, 0]
    assert (acted.word, acted.text, acted.raw) == ("fixed", "", "")
    assert (waiting.text, [path.name for path in mail_store(world).root.rglob("*") if path.is_file()]) == ("Hola", [waiting.raw])
