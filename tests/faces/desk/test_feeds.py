"""The feeds on the desk: their health stands on every page that uses them, in both languages."""

import re
from datetime import timedelta
from io import BytesIO

import pytest

from baluarte.actions.sources import add_source, show_source
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.sources.source import Source
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.sources.models import SourceRow
from baluarte.store.warning.models import FindingRow

MAPPING = "name: partner\ncolumns:\n  seen: when\n  address: src\nzone: UTC\n"
SAMPLE = "when,src,note\n2026-03-01 10:00:00,192.0.2.1,a\nbad,192.0.2.2,b\n"


def words(answer) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


@pytest.fixture
def daily(lived_in, world):
    """The reports of every day come from one source, which is late by now."""
    add_source(world, OPERATOR, Source("daily", "upload", "shadowserver"))
    world.clock += timedelta(hours=40)


@pytest.mark.parametrize(("language", "sentence"), [("es", "No todas las fuentes están completas."), ("en", "Not all feeds are complete.")])
@pytest.mark.parametrize("place", ["", "/findings", "/findings/FOLIO"])
def test_a_late_feed_is_said_on_every_page_that_uses_it(on_duty, daily, language, sentence, place):
    folio = FindingRow.objects.order_by("id").first().folio

    answer = on_duty.get(f"/{language}/desk{place.replace('FOLIO', folio)}")

    assert sentence in words(answer)
    assert "daily" in words(answer)


def test_a_page_whose_feeds_are_complete_says_nothing(on_duty, lived_in):
    DeliveryRow.objects.update(notes=[])  # two of its rows were set aside, which is more than two in a hundred

    answer = on_duty.get("/en/desk/findings")

    assert "Not all feeds are complete." not in words(answer)


def test_the_page_of_feeds_shows_each_source_above_its_deliveries(on_duty, daily):
    text = words(on_duty.get("/es/desk/feeds"))

    assert "daily" in text
    assert "retrasada : no llegó cuando se esperaba" in text


def test_a_source_has_a_page_with_its_reports_and_its_alarms(on_duty, daily):
    answer = on_duty.get("/en/desk/feeds/daily")

    assert answer.status_code == 200
    assert "late : it did not arrive when it was expected" in words(answer)
    assert "scan_rdp" in words(answer)


def test_a_source_that_is_not_there_is_not_found(on_duty, lived_in):
    assert on_duty.get("/es/desk/feeds/nothing").status_code == 404


def test_the_button_asks_the_worker_for_a_visit(on_duty, lived_in, world):
    add_source(world, OPERATOR, Source("partner", "folder", schedule="by hand"))

    answer = on_duty.post("/es/desk/feeds/partner")

    assert answer.status_code == 302
    assert "Se visitará en menos de un minuto." in words(on_duty.get(answer.headers["Location"]))
    assert SourceRow.objects.get(name="partner").memory == {"asked": "yes"}
    assert show_source(world, OPERATOR, "partner").next_round <= world.now()


@pytest.mark.parametrize(("language", "said"), [("es", "Renglones que se apartarían"), ("en", "Rows that would be set aside")])
def test_a_mapping_is_tried_on_a_sample_and_nothing_is_kept(on_duty, lived_in, language, said):
    sample = BytesIO(SAMPLE.encode())
    sample.name = "sample.csv"

    answer = on_duty.post(f"/{language}/desk/feeds/preview", {"sample": sample, "mapping": MAPPING})

    text = words(answer)
    assert answer.status_code == 200
    assert said in text
    assert "seen when 2026-03-01 10:00:00 · bad" in text
    assert "note" in text


def test_a_mapping_that_cannot_be_used_comes_back_with_the_reason(on_duty, lived_in):
    sample = BytesIO(SAMPLE.encode())
    sample.name = "sample.csv"

    answer = on_duty.post("/en/desk/feeds/preview", {"sample": sample, "mapping": "columns: {colour: note}"})

    assert answer.status_code == 422
    assert "colour is no role" in words(answer)


def test_nobody_but_the_team_sees_the_feeds_of_the_desk(passer_by, lived_in):
    assert passer_by.get("/es/desk/feeds/preview").status_code in {302, 403, 404}
