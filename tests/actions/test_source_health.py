"""A feed that is late, partial or failed says so, and nothing is closed on its silence."""

import json
from datetime import timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.sources import add_source, change_source, feed_status, list_sources, reparse_quarantine, show_source, watch_sources
from baluarte.actions.warning import close_quiet_findings, ingest_delivery
from baluarte.core.errors import Missing, Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.world import Outside
from baluarte.core.rights.actors import OPERATOR, SYSTEM, VISITOR
from baluarte.core.sources.lists import SOURCES
from baluarte.core.sources.source import Source
from baluarte.store.feeds.models import ArrivalRow, DeliveryRow, QuarantineRow
from baluarte.store.sources.models import AlarmRow
from baluarte.store.warning.models import FindingRow


def rows(*addresses: str, day: int = 5) -> str:
    return HEADER + "".join(line(one, f"2026-03-{day:02d} 03:00:00") for one in addresses)


def name(day: int) -> str:
    return f"2026-03-{day:02d}-scan_rdp-anahuac.csv"


@pytest.fixture
def uploads(world):
    return add_source(world, OPERATOR, Source("by-hand", "upload", "shadowserver", expected_hours=26, countries=("AN",)))


def health(world, source: str = "by-hand"):
    return next(one for one in feed_status(world, VISITOR) if one.source == source)


def test_a_source_that_never_brought_anything_is_late_and_not_green(world, uploads):
    assert (health(world).health, health(world).code) == ("late", "feed.nothing-yet")


def test_a_whole_delivery_makes_a_source_complete_until_its_hours_are_over(world, uploads):
    ingest(world, rows("192.0.2.1"))
    fresh = health(world).health
    world.move(timedelta(hours=26, minutes=1))

    assert (fresh, health(world).health, health(world).code) == ("complete", "late", "feed.late")


def test_a_feed_that_nobody_registered_is_judged_by_its_files_alone(world):
    ingest(world, rows("192.0.2.1"))
    world.move(timedelta(days=30))

    assert health(world, "shadowserver").health == "complete"


def test_a_delivery_that_came_incomplete_and_one_that_failed_are_said(world, uploads):
    ingest(world, rows("192.0.2.1"))
    ingest(world, b"<html>down for maintenance</html>", "page.csv")

    failed = health(world)

    assert failed.health == "failed" or failed.ailing
    assert {one.code for one in failed.ailing} == {"file.not-this-format"}


def test_too_many_rows_set_aside_are_partial_and_are_no_arrival(world, uploads):
    organisation("clinic", "192.0.2.0/24")
    broken = "".join(f"never,medium,192.0.2.{number},tcp,3389,,rdp,64500,AN,,\n" for number in range(5))

    ingest(world, rows(*[f"192.0.2.{number}" for number in range(1, 90)]) + broken)

    assert (health(world).health, health(world).code) == ("partial", "feed.quarantine")
    assert ArrivalRow.objects.count() == 0


def test_more_than_half_set_aside_stops_the_source(world, uploads):
    ingest(world, HEADER + "never,medium,192.0.2.1,tcp,1,,rdp,64500,AN,,\n" * 3 + line("192.0.2.1"))

    assert (health(world).health, health(world).code) == ("failed", "feed.quarantine")
    assert show_source(world, OPERATOR, "by-hand").source.state == "stopped"


def test_a_file_with_a_tenth_of_its_usual_rows_closes_nothing(world, uploads):
    organisation("clinic", "192.0.2.0/24")
    hosts = [f"192.0.2.{number}" for number in range(1, 120)]
    for day in (1, 2, 3):
        ingest(world.at(world.clock.replace(day=day)), rows(*hosts, day=day), name(day))
    later = world.clock + timedelta(days=30)
    thin = rows("192.0.2.1").replace("2026-03-05", str((later - timedelta(days=1)).date()))

    done = ingest(world.at(later), thin, "2026-04-03-scan_rdp-anahuac.csv")

    assert done.state == "done"
    assert (health(world.at(later)).health, health(world.at(later)).code) == ("partial", "feed.thin")
    assert close_quiet_findings(world.at(later), SYSTEM) == 0
    assert FindingRow.objects.filter(state="closed").count() == 0


def test_rows_of_another_country_refuse_the_delivery_and_stop_the_source(world, uploads):
    organisation("clinic", "192.0.2.0/24")
    foreign = line("192.0.2.7").replace(",AN,", ",ZZ,")

    done = ingest(world, rows(*[f"192.0.2.{number}" for number in range(1, 11)]) + foreign)

    assert (done.state, done.code, FindingRow.objects.count()) == ("failed", "feed.foreign", 0)
    assert (health(world).health, show_source(world, OPERATOR, "by-hand").source.why) == ("failed", "feed.foreign")


def test_a_stopped_source_goes_on_when_a_person_says_so(world, uploads):
    ingest(world, HEADER + "never,medium,192.0.2.1,tcp,1,,rdp,64500,AN,,\n" * 3)
    stopped = show_source(world, OPERATOR, "by-hand").source

    change_source(world, OPERATOR, Source(**{**stopped.__dict__, "state": "active"}), stopped.version)
    ingest(world, rows("192.0.2.1"))

    assert health(world).health == "complete"


def test_a_new_and_a_missing_column_raise_one_alarm_and_the_same_change_no_other(world, uploads):
    ingest(world, rows("192.0.2.1"))
    other = rows("192.0.2.2").replace(",city\n", ",town\n")
    ingest(world, other)
    ingest(world, other.replace("192.0.2.2", "192.0.2.3"))

    alarm = AlarmRow.objects.get()

    assert (alarm.kind, alarm.report, alarm.details["added"], alarm.details["removed"]) == ("shape", "scan_rdp", ["town"], ["city"])


def test_the_team_is_written_to_once_and_again_only_when_it_happens_again(world, uploads):
    ingest(world, rows("192.0.2.1"))
    world.move(timedelta(hours=30))
    first = watch_sources(world, SYSTEM)
    again = watch_sources(world, SYSTEM)
    ingest(world, rows("192.0.2.2"), "2026-03-06-scan_rdp-anahuac.csv")
    watch_sources(world, SYSTEM)
    world.move(timedelta(hours=30))

    third = watch_sources(world, SYSTEM)

    assert (first, again, third, len(world.messages)) == (1, 0, 1, 2)
    mail = world.messages[0]
    assert mail.recipient == world.house.mail
    assert "by-hand: no llegó cuando se esperaba." in mail.text
    assert "by-hand: it did not arrive when it was expected." in mail.text


def test_an_alarm_waits_for_a_mail_server_that_is_away(world, uploads):
    world.post.be_away()
    with pytest.raises(Exception, match="does not answer"):
        watch_sources(world, SYSTEM)

    told = watch_sources(world, SYSTEM)

    assert (told, len(world.messages)) == (1, 1)


def test_the_list_shows_health_and_obeys_the_same_words_as_every_list(world, uploads):
    add_source(world, OPERATOR, Source("quiet-one", "upload", "kev", expected_hours=0))

    late = list_sources(world, OPERATOR, read_query([("health", "late"), ("cols", "name,health")], SOURCES, world.now()))
    everything = list_sources(world, OPERATOR, read_query([("sort", "-name"), ("q", "quiet")], SOURCES, world.now()))

    assert late.screen.to_dicts() == [{"name": "by-hand", "health": "late"}]
    assert everything.table["name"].to_list() == ["quiet-one"]


def test_what_was_set_aside_is_read_again_and_only_that_is_new(world, uploads):
    organisation("clinic", "192.0.2.0/24")
    future = line("192.0.2.2", "2026-03-09 03:00:00")
    before = ingest(world, rows("192.0.2.1") + future)
    world.move(timedelta(days=4))

    again = [ingest_delivery(world, OPERATOR, number) for number in reparse_quarantine(world, OPERATOR, "time.range")]
    nothing = reparse_quarantine(world, OPERATOR, "time.range")

    assert before.accounting.to_dict()["quarantined"] == 1
    assert [(one.accounting.accepted, one.accounting.duplicate, one.accounting.quarantined) for one in again] == [(1, 1, 0)]
    assert nothing == []
    assert QuarantineRow.objects.get().status == f"read again in {again[0].id}"
    assert DeliveryRow.objects.count() == 2


def test_a_source_that_is_not_there_and_one_who_may_not_look_are_answered_in_words(world, hospital):
    with pytest.raises(Missing):
        show_source(world, OPERATOR, "nothing")
    with pytest.raises(Refused):
        show_source(world, hospital, "nothing")


def test_a_finding_on_a_list_of_harmless_things_is_marked_lowered_by_one_and_kept(world, tmp_path):
    organisation("clinic", "192.0.2.0/24")
    (tmp_path / "lists" / "resolvers").mkdir(parents=True)
    entry = {
        "name": "Resolvers",
        "type": "cidr",
        "version": 1,
        "description": "x",
        "list": ["192.0.2.1/32"],
        "matching_attributes": ["ip-src"],
    }
    (tmp_path / "lists" / "resolvers" / "list.json").write_text(json.dumps(entry))
    world.outside = Outside(benign_lists=str(tmp_path))

    ingest(world, rows("192.0.2.1", "192.0.2.2"))

    listed, other = FindingRow.objects.order_by("point")
    assert "benign:resolvers" in listed.tags
    assert (listed.priority - other.priority, "benign-listed" in listed.reasons, listed.state) == (1, True, "open")
    assert "benign:resolvers" not in other.tags


def test_a_folder_without_lists_is_said_and_not_taken_for_no_lists(world, tmp_path):
    world.outside = Outside(benign_lists=str(tmp_path))

    with pytest.raises(Unusable) as caught:
        ingest(world, rows("192.0.2.1"))

    assert caught.value.code == "benign.no-lists"
