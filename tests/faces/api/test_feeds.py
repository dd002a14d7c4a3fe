"""Feeds by the interface: described, judged, visited, and said wherever their data is listed."""

import pytest

from baluarte.store.sources.models import SourceRow

PARTNER = {"name": "partner", "kind": "folder", "feed": "generic", "options": {"quiet_seconds": "5"}, "countries": ["AN"]}


def test_a_source_is_added_once_under_its_key_and_shown_in_full(program):
    first = program.post("/feeds", PARTNER, key="one")
    again = program.post("/feeds", PARTNER, key="one")

    shown = program.get("/feeds/partner").json()
    assert (first.status_code, again.status_code, SourceRow.objects.count()) == (201, 201, 1)
    assert (shown["source"]["kind"], shown["health"]["health"], shown["health"]["because"]) == ("folder", "late", "nothing has arrived yet")


def test_a_change_names_the_version_it_was_based_on(program):
    program.post("/feeds", PARTNER)

    changed = program.patch("/feeds/partner", {"version": 1, "schedule": "every 6h"})
    late = program.patch("/feeds/partner", {"version": 1, "schedule": "every 7h"})

    assert (changed.status_code, changed.json()["source"]["schedule"], late.status_code) == (200, "every 6h", 409)


@pytest.mark.parametrize(
    "wrong",
    [{"name": "Bad Name"}, {"options": {"colour": "red"}}, {"options": {"folder": "../../etc"}}, {"schedule": "now"}, {"owner": "me"}],
)
def test_a_source_that_is_described_wrongly_is_refused(program, wrong):
    answer = program.post("/feeds", {**PARTNER, **wrong})

    assert (answer.status_code, SourceRow.objects.count()) == (422, 0)


def test_the_health_of_every_feed_and_the_visits_are_listed(program):
    program.post("/feeds", PARTNER)

    health = program.get("/feeds/health").json()["rows"]
    asked = program.post("/feeds/partner/visit", {})
    rounds = program.get("/feeds/rounds").json()

    assert [(one["source"], one["health"]) for one in health if one["source"] == "partner"] == [("partner", "late")]
    assert (asked.status_code, rounds["total"]) == (201, 0)


def test_the_list_of_findings_says_which_feed_is_not_complete(program):
    program.post("/feeds", PARTNER)

    notes = program.get("/findings").json()["notes"]

    assert "partner: late, nothing has arrived yet." in notes


def test_what_was_set_aside_is_read_again(program):
    answer = program.post("/feeds/reparse", {"reason": "time.range"})

    assert (answer.status_code, answer.json()) == (201, {"deliveries": []})
