"""Each measure says what its definition says, and nothing still open is dropped."""

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from baluarte.core.measures import tables as given
from baluarte.core.measures.definitions import definition, definitions
from baluarte.core.measures.read import Asked, read, read_parts
from baluarte.core.measures.reading import Interval, Period
from baluarte.core.measures.survival import survive
from baluarte.core.measures.tables import Tables, see_absence

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
YEAR = Asked(Period(date(2025, 1, 1), date(2026, 3, 31)), NOW)


def spans(ended: list[float], still: list[float]) -> pl.DataFrame:
    return pl.DataFrame({"span": ended + still, "ended": [True] * len(ended) + [False] * len(still)})


def empty(**filled: pl.DataFrame) -> Tables:
    """Tables of which only some hold anything."""
    names = ("lives", "turns", "arrivals", "notices", "register", "deliveries", "sent")
    return Tables(**{name: filled.get(name, getattr(given, f"{name.upper()}_SCHEMA").to_frame()) for name in names})


def life(number: int, **said: object) -> dict[str, object]:
    told = NOW - timedelta(days=60)
    return {
        "finding": f"AN-{number}", "organisation": f"org-{number % 3}", "sector": "health" if number % 2 else "energy", "territory": "QN-CAP",
        "type": "vulnerable-system", "severity": "high", "priority": 2, "state": "open", "exploited": False, "reports": ["scan_rdp"],
        "delivered_at": told - timedelta(hours=2), "told_at": told, "last_seen": told, "closed_at": None, "due": None,
    } | said  # fmt: skip


def lives(*rows: dict[str, object], came: list[date] | None = None) -> pl.DataFrame:
    arrivals = pl.DataFrame({"report": "scan_rdp", "day": came or [NOW.date()]}, schema=given.ARRIVALS_SCHEMA)
    return see_absence(pl.DataFrame(list(rows), schema=given.LIVES_SCHEMA), arrivals)


def test_the_median_counts_what_is_still_open_as_censored():
    found = survive(spans([3, 5, 8], [4, 10]))

    assert (found.median, found.population, found.ended) == (8, 5, 3)


def test_a_median_that_half_never_reached_is_more_than_what_was_seen():
    found = survive(spans([3], [4, 5, 8]))

    assert (found.median, found.longest) == (None, 8)


def test_nothing_to_look_at_has_no_median():
    assert survive(spans([], []).cast({"span": pl.Float64})).median is None


def test_a_share_is_an_interval_between_what_is_known_and_what_may_be():
    day = timedelta(days=1)
    told = NOW - 60 * day
    fixed = [life(n, state="closed", last_seen=told, closed_at=told + 40 * day) for n in range(52)]
    seen = [life(n, last_seen=told + 31 * day) for n in range(52, 70)]
    lost = [life(n, last_seen=told + 2 * day) for n in range(70, 80)]
    table = lives(*fixed, *seen, *lost, came=[(told + n * day).date() for n in range(35)])

    found = read(definition("share-fixed-30-days"), empty(lives=table), YEAR)

    assert (found.population, found.met, found.not_met, found.unknown) == (80, 52, 18, 10)
    assert found.share == Interval(0.65, 0.775)
    assert found.words("es") == "de 65 a 78%"


def test_a_finding_is_fixed_on_the_first_day_without_it_and_not_on_the_day_of_closing():
    told = datetime(2026, 1, 1, 12, tzinfo=UTC)
    closed = life(1, state="closed", told_at=told, last_seen=told + timedelta(days=3), closed_at=told + timedelta(days=40))
    table = lives(closed, came=[date(2026, 1, 2), date(2026, 1, 6), date(2026, 2, 3)])

    found = read(definition("days-to-fix"), empty(lives=table), YEAR)

    assert table["fixed_at"][0] == datetime(2026, 1, 6, tzinfo=UTC)
    assert found.median == pytest.approx(4.5)


def test_hours_to_a_notice_keep_what_was_never_told():
    quick, slow, never = life(1), life(2, told_at=NOW - timedelta(days=59)), life(3, told_at=None)
    table = lives(quick, slow, never)

    found = read(definition("hours-delivery-to-notice"), empty(lives=table), YEAR)

    assert (found.population, found.met, found.median) == (3, 2, 26.0)


def test_an_exploited_flaw_seen_after_its_due_day_was_not_fixed_in_time():
    due = date(2026, 2, 1)
    late = life(1, exploited=True, due=due, last_seen=datetime(2026, 2, 2, 1, tzinfo=UTC))
    unseen = life(2, exploited=True, due=due, last_seen=datetime(2026, 1, 20, tzinfo=UTC))
    other = life(3, exploited=False, due=due)

    found = read(definition("exploited-fixed-by-due"), empty(lives=lives(late, unseen, other)), YEAR)

    assert (found.population, found.met, found.not_met, found.unknown) == (2, 0, 1, 1)


def test_what_was_seen_again_after_closing_came_back():
    closing = datetime(2025, 10, 1, tzinfo=UTC)
    turns = pl.DataFrame(
        [("AN-1", closing, "closed"), ("AN-1", closing + timedelta(days=20), "came-back"), ("AN-2", closing, "closed")],
        schema=given.TURNS_SCHEMA,
        orient="row",
    )

    found = read(definition("came-back-90-days"), empty(lives=lives(life(1), life(2)), turns=turns), YEAR)

    assert (found.population, found.met, found.not_met) == (2, 1, 1)


def test_parts_tell_sectors_apart_and_add_up():
    table = lives(*(life(n, last_seen=NOW) for n in range(7)))

    parts = dict(read_parts(definition("share-fixed-30-days"), empty(lives=table), YEAR, "sector"))

    assert {name: one.population for name, one in parts.items()} == {"energy": 4, "health": 3}


@pytest.mark.parametrize("slug", definitions())
def test_every_measure_reads_an_empty_country(slug):
    found = read(definition(slug), empty(lives=lives().clear()), YEAR)

    assert (found.population, found.met, found.not_met) == (0, 0, 0)
    assert found.words("es") in {"sin casos en el periodo", "0 de 0"}


@pytest.mark.parametrize("one", definitions().values(), ids=lambda one: one.slug)
def test_a_definition_says_what_is_counted_in_both_languages(one):
    assert one.kind in {"share", "span", "count"}
    assert one.unit in ({"hours", "days"} if one.kind == "span" else {""})
    assert one.better in {"higher", "lower"}
    for text in (one.name, one.means, one.population, one.unknown):
        assert text.es
        assert text.en
        assert text.es != text.en
