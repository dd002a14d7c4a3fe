"""The rules of a proof, as laws: no server alone decides, no failure is a verdict, and what was warned about is never silenced."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from baluarte.core.constituency.claims.assurance import Proof, assurance_of, covers, left_after, sight
from baluarte.core.constituency.claims.method import METHODS
from baluarte.core.constituency.claims.outcome import decide_file, decide_records
from baluarte.core.constituency.claims.pasted import read_pasted
from baluarte.core.constituency.claims.standing import ASKED_FOR, Standing, after, begin
from baluarte.core.constituency.claims.telling import tell
from baluarte.core.constituency.claims.token import read_token, write_token
from baluarte.core.ground.questions import Heard

NOW = datetime(2026, 3, 5, 20, 7, tzinfo=UTC)
TOKEN = write_token(7)
RIGHT, WRONG = f"baluarte-verify={TOKEN}", "baluarte-verify=" + write_token(8)
DNS = METHODS["dns"]


def said(server: str, *found: str, role="authority", code="NOERROR", answered=True, **more) -> Heard:
    return Heard(server, role, NOW, code, answered, found, **more)


answers = some.lists(
    some.builds(
        said,
        some.sampled_from(["ns1.a.example", "ns2.a.example", "resolver"]),
        some.sampled_from([RIGHT, WRONG, "v=spf1 -all"]),
        role=some.sampled_from(["authority", "resolver"]),
        answered=some.booleans(),
    ),
    max_size=6,
)


@given(answers)
def test_only_agreement_of_at_least_two_that_answered_verifies(heard):
    verdict = decide_records(heard, {TOKEN}, RIGHT)

    answered = [one for one in heard if one.answered]
    if verdict.outcome == "verified":
        assert len(answered) >= 2
        assert any(one.role == "authority" for one in answered)
        assert all(RIGHT in one.found for one in answered)


@given(answers)
def test_the_order_of_servers_does_not_matter(heard):
    assert decide_records(heard, {TOKEN}, RIGHT).outcome == decide_records(heard[::-1], {TOKEN}, RIGHT).outcome


@given(answers)
def test_every_verdict_has_its_words_in_both_languages(heard):
    verdict = decide_records(heard, {TOKEN}, RIGHT)

    words = tell(verdict, "a.example", "America/Mexico_City", NOW + timedelta(minutes=5))

    assert words.es
    assert words.en
    assert words.es != words.en
    assert "{" not in words.es + words.en


@given(some.integers(0, 2**160 - 1), some.sampled_from(["{}", " baluarte-verify={} ", '"baluarte-verify={}"']))
def test_a_token_is_read_however_it_was_placed(bits, form):
    token = write_token(bits)

    assert read_token(form.format(token.upper())) == token


@pytest.mark.parametrize("outcome", ["could-not-ask"])
@given(days=some.integers(0, 4_000))
def test_a_failed_question_never_ends_what_holds(outcome, days):
    held = Standing("grace", NOW, missing=NOW)

    standing, _ = after(held, outcome, DNS, NOW + timedelta(days=days))

    assert standing.state == "grace"


def test_what_never_appears_is_given_up_after_its_time_and_not_before():
    standing, now = begin(NOW), NOW
    while standing.next_at is not None:
        now = standing.next_at
        standing, event = after(standing, "not-there", DNS, now)

    assert event == "gave-up"
    assert ASKED_FOR <= now - NOW <= ASKED_FOR + timedelta(hours=1)
    assert 330 < standing.tries < 350


@given(some.integers(0, 3), some.lists(some.integers(0, 3), max_size=3))
def test_losing_a_proof_never_silences_what_was_warned_about(base, others):
    assert left_after(base, others, known=True) >= 1
    assert left_after(base, others, known=False) == max([base, *others])


def test_more_assurance_never_shows_less():
    for lower, higher in zip(range(3), range(1, 4), strict=True):
        assert all(not seen or getattr(sight(higher), name) for name, seen in vars(sight(lower)).items())


def test_only_a_method_that_proves_a_domain_covers_its_children():
    proofs = [Proof("a.example", METHODS["mail-alias"], 1), Proof("b.example", DNS, 3)]

    assert assurance_of("www.a.example", proofs) == 0
    assert assurance_of("www.b.example", proofs) == 3
    assert assurance_of("x.www.b.example", proofs, ["www.b.example"]) == 0


@given(some.text("abc.", min_size=1, max_size=12), some.text("abc.", min_size=1, max_size=12))
def test_what_covers_ends_with_a_whole_label(parent, name):
    if covers(parent, name):
        assert name == parent or name.endswith("." + parent)


def test_a_web_file_elsewhere_or_away_is_never_there():
    elsewhere = Heard("www.a.example", "web", NOW, "302", answered=True, elsewhere="b.example")
    away = Heard("www.a.example", "web", NOW, "time-out", answered=False)

    assert decide_file(elsewhere, {TOKEN}, RIGHT).outcome == "different"
    assert decide_file(away, {TOKEN}, RIGHT).outcome == "could-not-ask"


def test_the_same_name_pasted_twice_is_claimed_once():
    assert len(read_pasted("A.example a.example. a.example", DNS)) == 1
