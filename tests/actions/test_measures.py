"""Measures are taken of what happened, kept by day, and published once a week without small cells."""

import json
from datetime import timedelta

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions import measures, warning
from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.query import read_query
from baluarte.core.measures.definitions import definitions
from baluarte.core.measures.lists import READINGS
from baluarte.core.rights.actors import OPERATOR
from baluarte.testing import STORY

pytestmark = pytest.mark.django_db
HOSPITALS = 12


@pytest.fixture
def country(world):
    """Twelve hospitals with two findings each, and one mill, all told two hours later."""
    for n in range(HOSPITALS):
        organisation(f"hospital-{n}", f"198.18.{n}.0/24", contacts=(f"it@h{n}.example",), sector="health", territory="QN-CAP")
    organisation("mill", "198.18.200.0/24", contacts=("it@mill.example",), sector="energy", territory="QN-VOB")
    rows = [line(f"198.18.{n}.{host}") for n in [*range(HOSPITALS), 200] for host in (1, 2)]
    ingest(world, HEADER + "".join(rows))
    world.move(timedelta(hours=2))
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    return world


def value(world, slug: str):
    return measures.show_measure(world, OPERATOR, slug).latest.reading


def test_a_reading_says_how_long_it_took_until_everybody_was_told(country, officer):
    taken = measures.take_measures(country, officer)

    found = value(country, "hours-delivery-to-notice")
    assert taken > len(definitions())
    assert (found.population, found.met, found.median) == (26, 26, 2.0)
    assert value(country, "wrong-recipient-rows").met == 0
    assert value(country, "rows-accounted").share.per_cent == (100, 100)


def test_an_answer_within_three_days_counts_for_its_notice(country, officer):
    folio = warning.list_findings(country, OPERATOR, read_query((), warning_findings(), STORY)).table["folio"][0]
    country.move(timedelta(hours=5))
    warning.answer_finding(country, OPERATOR, folio, "acknowledge")
    country.move(timedelta(days=4))

    measures.take_measures(country, officer)

    found = value(country, "notices-acknowledged-72-hours")
    assert (found.population, found.met, found.not_met) == (13, 1, 12)
    assert value(country, "organisations-with-working-contact").met == 1


def warning_findings():
    from baluarte.core.warning.lists import FINDINGS

    return FINDINGS


def test_what_is_fixed_is_fixed_on_the_day_its_report_came_without_it(country, officer):
    for day in range(1, 40):
        seen = [line("198.18.0.1", f"{STORY + timedelta(days=day):%Y-%m-%d} 03:00:00")]
        country.clock = country.machine = STORY + timedelta(days=day)
        ingest(country, HEADER + "".join(seen), f"{STORY + timedelta(days=day):%Y-%m-%d}-scan_rdp-anahuac.csv")
    country.move(timedelta(days=1))
    closed = warning.close_quiet_findings(country, OPERATOR)

    measures.take_measures(country, officer)

    found = value(country, "share-fixed-30-days")
    assert closed == 25
    assert (found.population, found.met, found.not_met) == (26, 25, 1)
    assert value(country, "days-to-fix").median < 2


def test_taking_measures_twice_a_day_leaves_one_reading_each(country, officer):
    first = measures.take_measures(country, officer)

    second = measures.take_measures(country, officer)

    rows = measures.list_readings(country, officer, read_query((("by", ""),), READINGS, country.now()))
    assert first == second
    assert rows.total == len(definitions())


def test_the_team_sees_every_cell_and_the_public_none_that_is_small(country, officer):
    inside = measures.national_picture(country, officer).crossings[0].values

    outside = json.loads(measures.publish_figures(country, officer).body)["picture"][0]["cells"]

    shown = {(cell["sector"], cell["class"]): cell["findings"] for cell in outside}
    assert inside["energy", "vulnerable"] == 2
    assert inside["health", "vulnerable"] == 24
    assert shown["energy", "vulnerable"] is None
    assert shown["*", "*"] is None or shown["health", "*"] is None


def test_a_reading_of_which_few_make_a_part_is_published_without_figures(country, officer):
    folio = warning.list_findings(country, OPERATOR, read_query((), warning_findings(), STORY)).table["folio"][0]
    warning.answer_finding(country, OPERATOR, folio, "acknowledge")
    country.move(timedelta(days=4))

    told = {one["measure"]: one for one in json.loads(measures.publish_figures(country, officer).body)["measures"]}

    assert told["notices-acknowledged-72-hours"]["suppressed"]
    assert "met" not in told["notices-acknowledged-72-hours"]
    assert not told["rows-accounted"]["suppressed"]


def test_a_week_is_published_once_and_its_bytes_never_change(country, officer):
    first = measures.publish_figures(country, officer)
    ingest(country, HEADER + line("198.18.3.77"), "2026-03-05-scan_rdp-later.csv")

    again = measures.publish_figures(country, officer)

    assert again == first
    assert measures.published_figures(country, officer) == first
    assert measures.published_weeks(country, officer) == (first.week,)


def test_nothing_published_is_said_and_not_shown_as_zero(world, citizen):
    with pytest.raises(Missing, match="No figures are published"):
        measures.published_figures(world, citizen)


def test_figures_of_the_country_are_for_the_team_alone(world, hospital, visitor):
    for actor in (hospital, visitor):
        with pytest.raises(Refused):
            measures.national_picture(world, actor)
        with pytest.raises(Refused):
            measures.take_measures(world, actor)
