"""The demo's story comes out with its numbers, told through the same actions as everybody's."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from baluarte.actions.constituency import list_assets, list_organisations
from baluarte.actions.feeds import check_accounting, list_deliveries, show_delivery
from baluarte.actions.warning import list_findings, list_notices, show_finding, show_notice
from baluarte.core.constituency.lists import ASSETS, ORGANISATIONS
from baluarte.core.feeds.lists import DELIVERIES
from baluarte.core.ground.addresses import is_documentation, read_address
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.testing import world as make_world
from baluarte.testing.country.agenda import Arrives, agenda
from baluarte.testing.country.feed import Feed
from baluarte.testing.country.mail_server import mail_server
from baluarte.testing.country.source import anahuac, pack_folder
from baluarte.testing.country.story import HOSPITAL, NOW
from baluarte.wiring.demo import populate

# One population serves every test of this file: it takes as long as all the others together.
pytestmark = pytest.mark.django_db(transaction=True)


def ask(action, world, shape, *pairs):
    return action(world, OPERATOR, read_query(pairs, shape, NOW).everything(100_000))


def test_the_story_comes_out(tmp_path):
    world = make_world(str(tmp_path / "data"), now=NOW)

    story = populate(world, pack_folder().parent, tell=lambda _words: None)

    assert story.handed_over.to_dict() == {"read": 53, "accepted": 46, "duplicate": 5, "quarantined": 2, "matched": 46, "unmatched": 0}
    assert len(story.exposed) == 41
    assert (story.fixed, story.came_back) == (12, 3)
    _the_register_is_whole(world)
    _the_deliveries_are_as_they_were_made(world)
    _findings_have_a_past(world)
    _the_flaw_is_told_to_whom_it_concerns(world, story)
    assert check_accounting(world, OPERATOR).outcome == "holds"


def _the_register_is_whole(world):
    assert ask(list_organisations, world, ORGANISATIONS).total == 120
    assert ask(list_assets, world, ASSETS, ("kind", "domain")).total == 900


def _the_deliveries_are_as_they_were_made(world):
    made = [each for each in (*mail_server().happenings(), *agenda(Feed(anahuac()))) if isinstance(each, Arrives)]

    rows = ask(list_deliveries, world, DELIVERIES, ("sort", "id")).table

    assert rows["file"].to_list() == [each.name for each in made]
    assert set(rows["state"]) == {"done"}
    last = show_delivery(world, OPERATOR, rows["id"].to_list()[-1])
    assert last.received_at == made[-1].at


def _findings_have_a_past(world):
    found = ask(list_findings, world, FINDINGS).table

    assert found["first_seen"].min() < datetime(2025, 1, 20, tzinfo=UTC)
    assert found["last_seen"].max() < NOW
    assert {"open", "acknowledged", "fix-claimed", "accepted", "false", "dispute", "closed", "came-back"} == set(found["state"])
    addresses = {point.rpartition(":")[0].strip("[]") or point for point in found["point"]}
    assert all(is_documentation(number) for number in map(read_address, addresses) if number is not None)
    folio = found.filter(found["state"] == "came-back")["folio"].to_list()[0]
    steps = [step.what for step in show_finding(world, OPERATOR, folio).steps]
    assert steps.index("closed") < steps.index("came-back")


def _the_flaw_is_told_to_whom_it_concerns(world, story):
    morning = ask(list_notices, world, NOTICES, ("made_at.from", "2026-03-05T14:46:00Z")).table
    warned = ask(list_notices, world, NOTICES, ("organisation", HOSPITAL), ("made_at.from", "2026-03-04")).table

    sent = morning.filter(morning["state"] == "accepted")
    held = morning.filter(morning["state"] == "held")
    assert set(morning["organisation"]) == set(story.exposed)
    assert (sent["organisation"].n_unique(), held["organisation"].n_unique()) == (37, 4)
    assert set(held["organisation"]) == Feed(anahuac()).script.unreachable
    assert set(sent["kind"]) == {"urgent"}
    assert warned["made_at"].min() == datetime(2026, 3, 4, 14, 40, tzinfo=UTC)  # 18 hours before its report
    message = show_notice(world, OPERATOR, sent["folio"].to_list()[0]).message
    assert message.recipient.endswith(".example")
    assert "CVE-2026-99001" in message.text


def test_the_packs_travel_beside_the_program():
    folder = pack_folder()

    assert folder.name == "anahuac"
    assert Path(folder, "country.yaml").is_file()
    assert date(2026, 3, 5) == NOW.date()
