"""The counts of a nation and the page of an organisation, over twenty million observations."""

from datetime import date, timedelta
from time import perf_counter

import polars as pl
from tools.scale.figures import Figure, percentile
from tools.scale.installation import Ground
from tools.scale.nation import REPORTS, write_reports

NATIONAL = 14_000_000  # events of a national month
_FIRST = date(2026, 1, 1)
_AGAIN = 5


def measure(ground: Ground, events: int) -> list[Figure]:
    """Read one day, write it again as many others, and ask."""
    from baluarte.actions.feeds import count_events, count_own_events  # noqa: PLC0415 - after django.setup()
    from baluarte.actions.warning import show_finding  # noqa: PLC0415
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415

    folio, organisation, a_day = _days(ground, events)
    days = -(-events // a_day)
    month = max(1, min(days, NATIONAL * days * a_day // max(events, NATIONAL) // a_day)) if events >= NATIONAL else days
    last = _FIRST + timedelta(days=month - 1)
    counted = count_events(ground.world, OPERATOR, _FIRST, last)
    if counted["events"].sum() != month * a_day:
        raise SystemExit(f"{counted['events'].sum():,} events were counted, {month * a_day:,} were written.")
    nation = _seconds(lambda: count_events(ground.world, OPERATOR, _FIRST, last))
    until = _FIRST + timedelta(days=days)
    own = _seconds(lambda: count_own_events(ground.world, OPERATOR, organisation, _FIRST, until))
    page = _seconds(lambda: show_finding(ground.world, OPERATOR, folio))
    return [
        Figure(f"counts by type, day, sector of {month * a_day:,} events", round(1_000 * nation, 1), "ms", most=1_000),
        Figure(f"events of an organisation at {days * a_day:,}", round(1_000 * own, 1), "ms", most=200),
        Figure(f"sightings of a finding at {days * a_day:,}", round(1_000 * page, 1), "ms", most=200),
    ]


def _seconds(ask) -> float:  # type: ignore[no-untyped-def]  # noqa: ANN001 - any question
    took = []
    for _ in range(_AGAIN):
        begun = perf_counter()
        ask()
        took.append(perf_counter() - begun)
    return percentile(took, 0.95)


def _days(ground: Ground, events: int) -> tuple[str, str, int]:
    """Return a finding, its organisation, and how many events a day of ours has, after writing enough days."""
    from baluarte.actions.feeds import receive_delivery  # noqa: PLC0415 - after django.setup()
    from baluarte.actions.warning import ingest_delivery  # noqa: PLC0415
    from baluarte.core.rights.actors import OPERATOR  # noqa: PLC0415
    from baluarte.store.feeds import manifest  # noqa: PLC0415
    from baluarte.store.feeds.models import ManifestRow  # noqa: PLC0415
    from baluarte.store.feeds.places import lake  # noqa: PLC0415
    from baluarte.store.warning.models import FindingRow  # noqa: PLC0415

    folder = ground.place / "day"
    folder.mkdir()
    expected = write_reports(folder, min(1_000_000, events), seed=1)
    before = ManifestRow.objects.order_by("-id").values_list("id", flat=True).first() or 0
    for path in sorted(folder.glob("2026-*.csv")):
        with path.open("rb") as stream:
            number = receive_delivery(ground.world, OPERATOR, "shadowserver", path.name, stream).id
        ingest_delivery(ground.world, OPERATOR, number)
    store, written = lake(ground.world), []
    for part in ManifestRow.objects.filter(id__gt=before, report__in=REPORTS):
        rows = pl.read_parquet(store.root / part.path)
        for day in range(-(-events // expected.accepted)):
            moved = _FIRST + timedelta(days=day)
            shifted = rows.with_columns(
                seen_at=pl.lit(moved).cast(pl.Datetime("us", "UTC")) + (pl.col("seen_at") - pl.col("seen_at").dt.truncate("1d"))
            )
            written.append(store.write(part.report, moved, shifted, lambda _name: None))
    manifest.add(number, written)
    finding = FindingRow.objects.filter(reports__icontains="scan_rdp").order_by("id").first()
    if finding is None:
        raise SystemExit("Nothing was found.")
    until = _FIRST + timedelta(days=-(-events // expected.accepted) - 1)
    FindingRow.objects.filter(id=finding.id).update(first_seen=f"{_FIRST} 00:00:00+00:00", last_seen=f"{until} 23:59:59+00:00")
    return finding.folio, finding.organisation.slug, expected.accepted
