"""The mail-server story, replayed day by day: told on the day of the entry, hunted, taken above, weeks before it was too late."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from baluarte.actions.warning import list_findings, list_notices, show_finding, show_notice
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.store.warning.models import NoticeFinding
from baluarte.testing.country.agenda import Arrives
from baluarte.testing.country.mail_server import mail_server
from baluarte.wiring.demo import let_happen

ENTRY = date(2022, 8, 11)
# The two flaws of that day and their lead, as the facts state them.
LEADS = {"CVE-2019-9670": (181, 252, 262), "CVE-2022-24682": (14, 206, 216), "CVE-2018-6882": (21, 153, 163), "CVE-2022-27924": (21, 46, 56), "CVE-2022-27925": (21, 39, 49), "CVE-2022-37042": (21, 39, 49)}  # fmt: skip


@pytest.fixture
def replayed(world):
    """Replay until a moment, and return the world at that moment."""

    def until(moment):
        for past in mail_server().happenings():
            if past.at <= moment:
                let_happen(world.at(past.at), past)
        return world.at(moment)

    return until


def at(day, hour=23):
    return datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=hour)


def findings(world):
    table = list_findings(world, OPERATOR, read_query((), FINDINGS, world.now()).everything(100)).table
    return {row["identifier"].upper(): row for row in table.iter_rows(named=True)}


def test_on_the_day_of_the_entry_the_institution_is_told_at_once_to_patch_and_to_hunt(replayed):
    world = replayed(at(ENTRY))

    found = findings(world)["CVE-2022-27925"]
    page = show_finding(world, OPERATOR, found["folio"])
    told = NoticeFinding.objects.filter(finding__folio=found["folio"]).values_list("notice__folio", "notice__kind", "notice__made_at")

    assert (found["organisation"], found["priority"], found["due"]) == ("an-defensa", 1, date(2022, 9, 1))
    assert found["first_seen"].date() == ENTRY
    assert {"known-exploited", "ransomware", "critical-asset", "stated-exposed", "versions-unstated"} <= set(found["reasons"])
    assert [(one.name, one.state) for one in page.tasks] == [("patch", "open"), ("hunt", "open")]
    ((folio, kind, made_at),) = told
    assert (kind, made_at) == ("urgent", at(ENTRY, 18) + timedelta(minutes=20))
    message = show_notice(world, OPERATOR, folio).message
    assert message.recipient == "seguridad@defensa.gob.example"
    assert "CVE-2022-27925" in message.text
    assert "señales de intrusión" in message.text


def test_an_entry_finds_the_product_although_it_is_spelt_differently(replayed):
    found = findings(replayed(at(date(2022, 2, 25))))

    assert found["CVE-2022-24682"]["point"] == "Zimbra Collaboration"
    assert found["CVE-2022-24682"]["due"] == date(2022, 3, 11)


def test_an_entry_about_another_product_finds_nobody(replayed):
    assert findings(replayed(at(date(2021, 11, 3)))) == {}


def test_the_score_of_seven_stands_beside_the_one_of_ten_because_both_are_used(replayed):
    found = findings(replayed(at(ENTRY)))

    assert [(found[cve]["severity"], found[cve]["priority"]) for cve in ("CVE-2022-27925", "CVE-2022-37042")] == [
        ("high", 1),
        ("critical", 1),
    ]


def test_the_lead_is_counted_in_days_to_the_due_date_to_the_first_sign_and_to_the_press():
    counted = {one.cve: (one.to_due, one.to_first_sign, one.to_press) for one in mail_server().leads()}

    assert counted == LEADS


def test_silence_on_the_due_date_is_taken_to_the_head_eighteen_days_before_the_first_sign(replayed):
    before, after = at(date(2022, 9, 1)), at(date(2022, 9, 2))
    world = replayed(before)
    folio = findings(world)["CVE-2022-27925"]["folio"]
    assert show_finding(world, OPERATOR, folio).escalation is None

    for past in mail_server().happenings():
        if before < past.at <= after:
            let_happen(world.at(past.at), past)

    taken = show_finding(world.at(after), OPERATOR, folio).escalation
    assert (taken.organisation, taken.role, taken.address) == ("an-defensa", "management", "direccion@defensa.gob.example")
    assert taken.due == date(2022, 9, 1)
    assert (mail_server().day("first_sign") - taken.due).days == 18
    kinds = set(list_notices(world, OPERATOR, read_query((), NOTICES, after)).table["kind"])
    assert "urgent" in kinds


def test_an_answer_before_the_date_is_no_silence(replayed):
    world = replayed(at(date(2022, 9, 2)))

    found = findings(world)
    assert show_finding(world, OPERATOR, found["CVE-2018-6882"]["folio"]).escalation is None
    assert found["CVE-2022-24682"]["state"] == "fix-claimed"


def test_a_server_that_is_replaced_ends_the_story(replayed):
    found = findings(replayed(at(date(2022, 10, 31))))

    assert {row["state"] for row in found.values()} == {"closed"}


def test_every_day_of_the_catalogue_is_told_once_and_in_order():
    happenings = list(mail_server().happenings())

    assert [one.at for one in happenings] == sorted(one.at for one in happenings)
    assert [one.at.date().isoformat() for one in happenings if isinstance(one, Arrives) and one.feed == "kev"] == [
        "2021-11-03", "2022-01-10", "2022-02-25", "2022-04-19", "2022-08-04", "2022-08-11",
    ]  # fmt: skip


def test_the_page_of_the_story_has_the_numbers_of_the_story():
    page = (Path(__file__).parents[2] / "docs/explanation/mail-server.md").read_text("utf-8")

    for one in mail_server().leads():
        assert f"| {one.added} | {one.cve} | {one.to_due} | {one.to_first_sign} | {one.to_press} |" in page
