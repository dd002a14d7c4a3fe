"""The country in figures: complete for the team, without small cells for everybody."""

import csv
import io
import json
import re

import pytest

from baluarte.actions import measures, warning
from baluarte.core.measures.definitions import definitions
from baluarte.core.rights.actors import OPERATOR


@pytest.fixture
def measured(lived_in, world):
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    measures.take_measures(world, OPERATOR)
    return measures.publish_figures(world, OPERATOR)


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_team_sees_every_measure_in_its_language(on_duty, measured, language):
    page = words(on_duty.get(f"/{language}/desk/measures"))

    assert [one.slug for one in definitions().values() if one.name.in_(language) not in page] == []


@pytest.mark.parametrize("slug", definitions())
def test_a_measure_says_what_it_counts_and_over_whom(on_duty, measured, slug):
    page = words(on_duty.get(f"/en/desk/measures/{slug}"))

    assert definitions()[slug].means.en.split(";")[0][:40] in page.replace("&#x27;", "'")
    assert definitions()[slug].population.en in page


def test_measures_are_taken_by_a_press_of_a_button(on_duty, lived_in):
    before = words(on_duty.get("/en/desk/measures"))

    answer = on_duty.post("/en/desk/measures/take")

    assert "not yet" in before
    assert answer.status_code == 302
    assert "not yet" not in words(on_duty.get("/en/desk/measures"))


def test_the_picture_of_the_team_has_every_cell(on_duty, measured):
    page = words(on_duty.get("/en/desk/picture"))

    assert "[x]" not in page
    assert "Health" in page


def test_everybody_sees_what_was_published_and_no_small_cell(passer_by, measured):
    page = words(passer_by.get("/en/measures"))
    cells = list(csv.DictReader(io.StringIO(passer_by.get("/en/measures.picture.csv").content.decode("utf-8-sig"))))

    assert measured.sha256 in page
    assert "[x]" in page
    assert [cell for cell in cells if cell["part"] == "health" and cell["findings"] not in {"", "0"}] == []


def test_every_form_of_the_published_figures_is_one_object(passer_by, measured):
    whole = passer_by.get("/es/measures.json").content.decode()
    table = list(csv.DictReader(io.StringIO(passer_by.get("/es/measures.csv").content.decode("utf-8-sig"))))

    assert whole == measured.body
    assert [row["measure"] for row in table] == [one["measure"] for one in json.loads(whole)["measures"]]


def test_a_published_measure_has_a_page_of_its_own(passer_by, measured):
    answer = passer_by.get("/es/measures/rows-accounted")

    assert answer.status_code == 200
    assert "100%" in words(answer)


def test_a_measure_that_nobody_defined_has_no_page(passer_by, on_duty, measured):
    assert passer_by.get("/es/measures/made-up").status_code == 404
    assert on_duty.get("/es/desk/measures/made-up").status_code == 404
