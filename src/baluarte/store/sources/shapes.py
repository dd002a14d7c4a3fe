"""The header of every report that came; one that differs from those before raises an alarm, once."""

from collections.abc import Iterable
from datetime import datetime

from baluarte.core.sources.shapes import Header, compare
from baluarte.store.sources.evidence import source_of
from baluarte.store.sources.models import AlarmRow, HeaderRow

COMPARED = 5  # deliveries before this one
_MOST_NAMES = 2000  # columns of one report


def keep(delivery: int, headers: Iterable[Header], now: datetime) -> None:
    """Remember the headers of a delivery, and say where a shape has changed. In the transaction of its rows."""
    by_report: dict[str, Header] = {}
    for one in headers:
        known = by_report.get(one.report)
        columns = tuple(dict.fromkeys((*(known.columns if known else ()), *one.columns)))[:_MOST_NAMES]
        by_report[one.report] = Header(one.feed, one.report, columns)
    source = source_of(delivery) if by_report else None
    for header in by_report.values():
        _announce(delivery, header, source.name if source else header.feed, now)
    HeaderRow.objects.bulk_create(
        [
            HeaderRow(delivery_id=delivery, feed=one.feed[:64], report=one.report[:200], columns=list(one.columns))
            for one in by_report.values()
        ],
        ignore_conflicts=True,
    )


def _announce(delivery: int, header: Header, source: str, now: datetime) -> None:
    """Raise the alarm of a changed shape; the same change of the same report is said once."""
    rows = HeaderRow.objects.filter(feed=header.feed[:64], report=header.report[:200], delivery_id__lt=delivery).order_by("-delivery_id")
    change = compare(header.columns, list(rows.values_list("columns", flat=True)[:COMPARED]))
    if change:
        AlarmRow.objects.get_or_create(
            source=source[:64],
            report=header.report[:200],
            kind="shape",
            mark=change.mark,
            defaults={
                "code": "feed.shape",
                "details": {"added": list(change.added)[:200], "removed": list(change.removed)[:200], "delivery": delivery},
                "since": now,
            },
        )
