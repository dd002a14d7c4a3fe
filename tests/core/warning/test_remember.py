"""What was found meets what was known: the same in any order, and only news is written."""

from datetime import UTC, datetime

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from baluarte.core.warning.collapse import FOUND_SCHEMA
from baluarte.core.warning.remember import STORED_SCHEMA, changed, fit, remember

NOBODY = pl.DataFrame(schema=STORED_SCHEMA)


def found(point: str = "192.0.2.1:443/tcp", hour: int = 3, sightings: int = 1, **more) -> pl.DataFrame:
    at = datetime(2026, 3, 5, hour, tzinfo=UTC)
    row = {
        "org": 1, "point": point, "type": "vulnerable-system", "identifier": "open-rdp", "severity": "medium", "first_seen": at,
        "last_seen": at, "sightings": sightings, "asset": 1, "matched_by": "network", "reports": ["scan_rdp"], "cves": [], "tags": [],
        "vendor": None, "product": None, "version": None, "tlp": "amber", "reliability": "B", "credibility": "2",
    }  # fmt: skip
    return pl.DataFrame([row | more], schema=FOUND_SCHEMA)


def stored(table: pl.DataFrame, state: str = "open") -> pl.DataFrame:
    now = remember(table, NOBODY)
    return now.with_columns(
        folio=pl.lit("AN-2026-000001"), state=pl.lit(state), priority=pl.lit(3, pl.Int64), reasons=pl.lit([], pl.List(pl.String)),
        made_at=pl.lit(datetime(2026, 3, 5, tzinfo=UTC)).dt.cast_time_unit("us"),
    ).select(pl.col(name).cast(kind) for name, kind in STORED_SCHEMA.items())  # fmt: skip


def test_what_was_never_seen_is_open_and_has_no_folio_yet():
    row = remember(found(), NOBODY).row(0, named=True)

    assert (row["folio"], row["state"], row["step"]) == (None, "open", "sighted")


def test_another_sighting_widens_the_same_finding():
    row = remember(found(hour=9), stored(found(hour=3))).row(0, named=True)

    assert (row["folio"], row["sightings"], row["first_seen"].hour, row["last_seen"].hour, row["step"]) == ("AN-2026-000001", 2, 3, 9, "")


def test_a_closed_finding_comes_back_only_by_a_later_sighting():
    late = remember(found(hour=9), stored(found(hour=3), "closed")).row(0, named=True)
    early = remember(found(hour=1), stored(found(hour=3), "closed")).row(0, named=True)

    assert (late["state"], late["step"], late["closed_at"]) == ("came-back", "came-back", None)
    assert (early["state"], early["step"]) == ("closed", "")


def test_an_answer_outlives_a_sighting():
    assert remember(found(hour=9), stored(found(), "accepted")).row(0, named=True)["state"] == "accepted"


def test_a_repeated_delivery_changes_nothing():
    before = stored(found())
    again = remember(found(sightings=0), before)

    assert changed(again, before).is_empty()
    assert changed(remember(found(hour=9), before), before).height == 1


def test_the_longest_link_still_fits_an_index_and_two_of_them_stay_apart():
    links = [found(point=f"https://a.example/{'x' * 60_000}{end}") for end in "ab"]

    points = fit(pl.concat(links))["point"].to_list()

    assert points[0] != points[1]
    assert all(len(point.encode()) <= 300 for point in points)
    assert fit(found())["point"][0] == "192.0.2.1:443/tcp"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 23), st.sampled_from(["low", "high", "critical"])), min_size=1, max_size=12),
    st.randoms(),
)
def test_the_order_of_deliveries_does_not_matter(rows, chance):
    tables = [found(f"192.0.2.{host}:443/tcp", hour, severity=severity, vendor=severity) for host, hour, severity in rows]
    shuffled = list(tables)
    chance.shuffle(shuffled)

    def tell(order: list[pl.DataFrame]) -> pl.DataFrame:
        known = NOBODY
        for table in order:
            now = remember(table, known)
            rest = known.join(now, on="point", how="anti")
            known = pl.concat([rest, stored_again(now)])
        return known.select(FOUND_SCHEMA.names()).sort("point")

    assert tell(tables).equals(tell(shuffled))


def stored_again(now: pl.DataFrame) -> pl.DataFrame:
    return now.with_columns(folio=pl.col("folio").fill_null("AN-2026-000001")).select(
        pl.col(name).cast(kind) for name, kind in STORED_SCHEMA.items()
    )
