"""The daily sums are public, add up, and are held against the raw bytes; so is how fresh each feed is."""

import pytest
from django.test import Client
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions.feeds import check_published_sums, published_sums
from baluarte.actions.promises import check_freshness
from baluarte.core.errors import Refused, Unreachable
from baluarte.core.ground.moments import iso
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.store.feeds.checking.sums import differences
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.feeds.places import lake, raw_store

TEXT = HEADER + line("192.0.2.1") + line("198.51.100.2") + line("192.0.2.3", "never")


@pytest.fixture
def fed(house, world) -> Client:
    organisation("hospital-central", "192.0.2.0/24")
    ingest(world, TEXT)
    ingest(world, HEADER + line("192.0.2.1") + line("192.0.2.9"))
    return Client()


def test_anybody_reads_the_sums_of_a_day_and_adds_them_up(fed, world):
    rows = fed.get("/es/sums.json").json()["rows"]

    assert rows == [
        {"day": "2026-03-05", "feed": "shadowserver", "deliveries": 2, "read": 5, "accepted": 3, "duplicate": 1, "quarantined": 1, "matched": 2, "unmatched": 1}
    ]  # fmt: skip
    assert fed.get("/en/sums.csv").content.decode().splitlines()[1].endswith("shadowserver,2,5,3,1,1,2,1")
    assert published_sums(world, VISITOR, world.now().date(), world.now().date()).height == 1


@pytest.mark.parametrize(("language", "words"), [("es", "Sumas diarias"), ("en", "Daily sums")])
def test_the_page_of_sums_says_how_they_are_checked(fed, language, words):
    page = fed.get(f"/{language}/sums").content.decode()

    assert words in page
    assert "baluarte check accounting --public" in page


def test_only_days_are_days(fed):
    assert fed.get("/es/sums.json?since=2026-03-06").json()["rows"] == []
    for wrong in ("yesterday", "2026-3-5", "20260305", "2026-13-01", "٢٠٢٦-٠٣-٠٥"):
        assert fed.get("/es/sums.json", {"since": wrong}).status_code == 422
    assert fed.get("/es/sums.exe").status_code == 404


def test_published_sums_are_held_against_the_raw_bytes(fed, world):
    rows = fed.get("/es/sums.json").json()["rows"]

    assert differences(rows, raw_store(world), lake(world)) == (1, [])
    told = differences([{**rows[0], "accepted": 4}], raw_store(world), lake(world))[1]
    assert "does not add up" in told[0]
    assert "4 accepted are published, our bytes give 3" in told[1]
    DeliveryRow.objects.update(duplicate=5)
    changed = fed.get("/es/sums.json").json()["rows"]
    assert differences(changed, raw_store(world), lake(world))[1]


@pytest.mark.django_db(transaction=True)
def test_a_living_installation_is_asked_as_anybody_would(fed, world, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]

    assert check_published_sums(world, OPERATOR, live_server.url).outcome == "holds"
    assert check_freshness(world, OPERATOR, live_server.url).outcome == "holds"
    with pytest.raises(Unreachable):
        check_published_sums(world, OPERATOR, "http://127.0.0.1:1")
    with pytest.raises(Refused):
        check_published_sums(world, VISITOR, live_server.url)


def test_how_fresh_each_feed_is_is_public(fed, world):
    rows = fed.get("/en/freshness.json").json()["rows"]

    assert [(row["source"], row["since"]) for row in rows] == [("shadowserver", iso(world.now()))]
