"""Readings and releases, kept and found again."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.measures.definitions import definition
from baluarte.core.measures.lists import READINGS
from baluarte.core.measures.page import Release, Taken
from baluarte.core.measures.reading import Interval, Period, Reading
from baluarte.store.feeds.lists import table
from baluarte.store.ground.narrow import narrow
from baluarte.store.measures.models import ReadingRow, ReleaseRow

_STORED = {name: name for name in READINGS.names}


def keep(day: date, taken: Sequence[Taken]) -> int:
    """Replace the readings of a day, and return how many there are. Of single organisations the newest day alone is kept."""
    ReadingRow.objects.filter(Q(day=day) | Q(by="organisation")).delete()
    ReadingRow.objects.bulk_create([_row(one) for one in taken], batch_size=500)
    return len(taken)


def latest(measure: str) -> Taken | None:
    """Return the newest reading of everybody."""
    row = ReadingRow.objects.filter(measure=measure, by="").order_by("-day").first()
    return None if row is None else _taken(row)


def series(measure: str) -> tuple[Taken, ...]:
    """Return the readings of everybody, oldest first."""
    return tuple(_taken(row) for row in ReadingRow.objects.filter(measure=measure, by="").order_by("day"))


def parts(measure: str, day: date) -> tuple[Taken, ...]:
    """Return the readings of a day by part, in the order of part and name."""
    return tuple(_taken(row) for row in ReadingRow.objects.filter(measure=measure, day=day).exclude(by="").order_by("by", "part"))


def of_day(day: date) -> tuple[Taken, ...]:
    """Return what was read of everybody on a day."""
    return tuple(_taken(row) for row in ReadingRow.objects.filter(day=day, by="").order_by("id"))


def readings(query: Query) -> Rows:
    """Return the readings that a query asks for; what follows from the stored counts is computed beside them."""
    chosen = narrow(ReadingRow.objects.all(), query, _STORED)
    page = chosen[query.offset : query.offset + query.per]
    return Rows(query, table(query, [_told(row) for row in page]), chosen.count(), "green")


def publish(week: date, body: str, now: datetime) -> Release:
    """Keep what is published for a week; the first one stands."""
    row, _ = ReleaseRow.objects.get_or_create(
        week=week, defaults={"made_at": now, "body": body, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    )
    return _release(row)


def published(week: date | None = None) -> Release | None:
    """Return the release of a week, or the newest one."""
    rows = ReleaseRow.objects.all() if week is None else ReleaseRow.objects.filter(week=week)
    row = rows.order_by("-week").first()
    return None if row is None else _release(row)


def weeks() -> tuple[date, ...]:
    """Return the weeks that were published, newest first."""
    return tuple(ReleaseRow.objects.order_by("-week").values_list("week", flat=True))


def _row(one: Taken) -> ReadingRow:
    reading = one.reading
    low, high = reading.share.per_cent if reading.share else (None, None)
    return ReadingRow(
        measure=reading.measure, version=reading.version, day=one.day, by=one.by, part=one.part[:100], first_day=reading.period.first,
        last_day=reading.period.last, population=reading.population, met=reading.met, not_met=reading.not_met,
        contributors=reading.contributors, low_per_cent=low, high_per_cent=high, unknown=reading.unknown, unit=reading.unit, largest=reading.largest, fewest=reading.fewest, median=reading.median, more_than=reading.more_than,
    )  # fmt: skip


def _taken(row: ReadingRow) -> Taken:
    told = definition(row.measure)
    share = Interval(row.met / row.population, 1 - row.not_met / row.population) if told.kind == "share" and row.population else None
    reading = Reading(
        measure=row.measure, version=row.version, kind=told.kind, unit=told.unit, period=Period(row.first_day, row.last_day),
        population=row.population, met=row.met, not_met=row.not_met, share=share, median=row.median, more_than=row.more_than,
        contributors=row.contributors, largest=row.largest, fewest=row.fewest,
    )  # fmt: skip
    return Taken(row.day, reading, row.by, row.part)


def _told(row: ReadingRow) -> dict[str, Any]:
    one = _taken(row)
    period = one.reading.period
    return one.reading.to_dict() | {
        "id": row.id, "day": one.day, "by": one.by, "part": one.part, "first_day": period.first, "last_day": period.last
    }  # fmt: skip


def _release(row: ReleaseRow) -> Release:
    return Release(row.week, row.made_at, row.body, row.sha256)
