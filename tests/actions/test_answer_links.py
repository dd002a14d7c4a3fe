"""An answer by link: only the mailbox that was written to can give it, and looking at it changes nothing."""

import re
from datetime import date, timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.replies import answer_by_link, open_answer
from baluarte.actions.warning import deliver_notices, queue_notices, show_finding
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.replies.said import Said
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.store.constituency.models import ContactRow
from baluarte.store.ledger.models import AccessRecord, Mark
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow, FindingStep, NoticeRow, OutboxRow


def told(world, *contacts: str, slug: str = "hospital-central", network: str = "192.0.2", label: str = "green"):
    """Tell an organisation of two findings, and return the link in its message as (folio, secret)."""
    organisation(slug, f"{network}.0/24", contacts=contacts or ("security@hospital.example", "it@hospital.example"))
    ingest(world, HEADER + line(f"{network}.1") + line(f"{network}.2", port=3390))
    FindingRow.objects.update(tlp=label)
    queue_notices(world, OPERATOR)
    deliver_notices(world, OPERATOR)
    return link_of(world.messages[-1].text)


def link_of(text: str) -> tuple[str, str]:
    found = re.search(r"/es/f/([A-Z0-9-]+)\?k=([0-9a-z]+)", text)
    assert found
    return found[1], found[2]


def states() -> list[str]:
    return list(FindingRow.objects.order_by("point").values_list("state", flat=True))


def test_looking_at_an_answer_link_changes_nothing(world):
    folio, secret = told(world)
    before = (states(), Mark.objects.count(), OutboxRow.objects.get().state)

    page = open_answer(world, VISITOR, folio, secret)

    assert (page.folio, page.organisation, len(page.lines)) == (folio, "Hospital-Central", 2)
    assert (states(), Mark.objects.count(), OutboxRow.objects.get().state) == before
    assert AccessRecord.objects.filter(action="open_answer").count() == 1


@pytest.mark.parametrize(
    ("word", "state"), [("fixed", "fix-claimed"), ("working", "acknowledged"), ("false", "false-proposed"), ("not-ours", "dispute")]
)
def test_each_word_moves_the_findings_of_the_notice(world, word, state):
    folio, secret = told(world)

    moved = answer_by_link(world, VISITOR, folio, secret, Said(word, "it is so"))

    assert (len(moved), states()) == (2, [state, state])
    assert OutboxRow.objects.get().state == "answered"
    step = show_finding(world, OPERATOR, moved[0]).steps[-1]
    assert (step.what, step.state, step.who, step.via) == ("answered", state, "hospital-central/security", "link")


def test_an_answer_about_one_row_leaves_the_other_alone(world):
    folio, secret = told(world)
    first = FindingRow.objects.order_by("point")[0].folio

    answer_by_link(world, VISITOR, folio, secret, Said("fixed", findings=(first,)))

    assert states() == ["fix-claimed", "open"]


def test_a_row_of_another_organisation_is_never_moved(world):
    folio, secret = told(world)
    told(world, "noc@mill.example", slug="mill", network="198.51.100")
    foreign = FindingRow.objects.get(organisation__slug="mill", point__startswith="198.51.100.1:")

    moved = answer_by_link(world, VISITOR, folio, secret, Said("fixed", findings=(foreign.folio,)))

    foreign.refresh_from_db()
    assert (moved, foreign.state) == ((), "open")


def test_a_false_positive_is_only_proposed_and_has_an_end(world):
    folio, secret = told(world)

    answer_by_link(world, VISITOR, folio, secret, Said("false", "a honeypot of ours"))

    row = ReplyRow.objects.get()
    assert (row.state, row.reason, row.until) == ("waiting", "false-proposed", date(2026, 4, 4))
    assert set(FindingRow.objects.values_list("until", flat=True)) == {date(2026, 4, 4)}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Said("false"), "reply.why-missing"),
        (Said("not-ours"), "reply.why-missing"),
        (Said("false", "x", date(2027, 4, 1)), "reply.until"),
        (Said("false", "x", date(2026, 3, 5)), "reply.until"),
        (Said("wrong-contact", instead="two@a.example, three@b.example"), "reply.instead"),
        (Said("nonsense"), "reply.word"),
    ],
)
def test_an_answer_that_lacks_something_moves_nothing(world, said, code):
    folio, secret = told(world)

    with pytest.raises(Unusable) as refusal:
        answer_by_link(world, VISITOR, folio, secret, said)

    assert (refusal.value.code, states(), ReplyRow.objects.count()) == (code, ["open", "open"], 0)


def test_the_same_form_sent_twice_is_one_answer(world):
    folio, secret = told(world)

    first = answer_by_link(world, VISITOR, folio, secret, Said("fixed"), "form-1")
    second = answer_by_link(world, VISITOR, folio, secret, Said("fixed"), "form-1")

    assert (len(first), second, ReplyRow.objects.count()) == (2, (), 1)
    assert FindingStep.objects.filter(what="answered").count() == 2


def test_a_wrong_contact_is_marked_and_the_next_one_is_told(world):
    folio, secret = told(world)

    answer_by_link(world, VISITOR, folio, secret, Said("wrong-contact", instead="soc@hospital.example"))
    deliver_notices(world, OPERATOR)

    assert ContactRow.objects.get(address="security@hospital.example").status == "wrong"
    assert world.messages[-1].recipient == "it@hospital.example"
    row = ReplyRow.objects.get()
    assert (row.state, row.reason, row.text) == ("waiting", "wrong-contact", "soc@hospital.example")
    assert states() == ["open", "open"]


def test_with_nobody_left_the_notice_is_held_for_an_official_letter(world):
    folio, secret = told(world, "only@hospital.example")

    answer_by_link(world, VISITOR, folio, secret, Said("wrong-contact"))

    assert list(OutboxRow.objects.order_by("id").values_list("state", "note")) == [("answered", ""), ("held", "no-contact")]


def test_the_link_of_the_next_contact_is_its_own(world):
    folio, secret = told(world)
    answer_by_link(world, VISITOR, folio, secret, Said("wrong-contact"))
    deliver_notices(world, OPERATOR)

    _, second = link_of(world.messages[-1].text)

    assert second != secret
    assert open_answer(world, VISITOR, folio, second).folio == folio
    with pytest.raises(Missing):
        open_answer(world, VISITOR, folio, secret)


def bad_links(world, folio: str, secret: str) -> dict[str, tuple[str, str]]:
    other, foreign = told(world, "noc@mill.example", slug="mill", network="198.51.100")
    return {
        "wrong": (folio, "0" * 26),
        "short": (folio, secret[:-1]),
        "foreign": (folio, foreign),
        "of another notice": (other, secret),
        "made up": ("AN-2026-999999", secret),
        "empty": (folio, ""),
        "endless": (folio, secret * 500),
        "zero bytes": ("\x00", "\x00"),
    }


def test_a_link_that_does_not_hold_has_one_answer_whatever_is_wrong_with_it(world):
    folio, secret = told(world)

    answers = set()
    for place, pair in enumerate(bad_links(world, folio, secret).values()):
        with pytest.raises(Missing) as nothing:
            open_answer(world, VISITOR, *pair, f"192.0.2.{place}")
        answers.add((nothing.value.code, str(nothing.value)))

    assert len(answers) == 1


def test_a_link_ends_with_its_days_and_with_its_contact(world):
    folio, secret = told(world)
    late = world.at(world.now() + timedelta(days=91))

    with pytest.raises(Missing):
        open_answer(late, VISITOR, folio, secret)
    ContactRow.objects.update(status="retired")
    with pytest.raises(Missing):
        answer_by_link(world, VISITOR, folio, secret, Said("fixed"))
    assert states() == ["open", "open"]


def test_guessing_slows_down_the_one_who_guesses_and_nobody_else(world):
    folio, secret = told(world)
    for _ in range(5):
        with pytest.raises(Missing):
            open_answer(world, VISITOR, folio, "0" * 26, "203.0.113.9")

    with pytest.raises(Refused):
        open_answer(world, VISITOR, folio, secret, "203.0.113.9")
    assert open_answer(world, VISITOR, folio, secret, "192.0.2.7").folio == folio


@pytest.mark.parametrize(("label", "lines", "detail"), [("clear", 2, True), ("green", 2, True), ("amber", 2, False), ("red", 0, False)])
def test_a_link_tells_no_more_than_the_label_allows(world, label, lines, detail):
    folio, secret = told(world)
    FindingRow.objects.update(tlp=label)
    OutboxRow.objects.all()

    page = open_answer(world, VISITOR, folio, secret)

    assert (len(page.lines), page.detail) == (lines, detail)
    assert ("192.0.2." in repr(page)) is detail


def test_nothing_of_a_secret_is_stored(world):
    _, secret = told(world)

    kept = [str(value) for model in (NoticeRow, ReplyRow, ContactRow) for row in model.objects.values() for value in row.values()]
    OutboxRow.objects.update(message=b"")

    assert not [value for value in kept if secret in value]
    assert not [row for row in OutboxRow.objects.values() if secret in str(row)]


def test_whoever_answers_is_verified_for_a_while(world):
    folio, secret = told(world)
    ContactRow.objects.update(returned=2)

    answer_by_link(world, VISITOR, folio, secret, Said("working"))

    row = ContactRow.objects.get(address="security@hospital.example")
    assert (row.acknowledged_on, row.verified_until, row.returned) == (date(2026, 3, 5), date(2026, 9, 1), 0)
