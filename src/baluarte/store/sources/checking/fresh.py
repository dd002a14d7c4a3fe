"""G8: what pages say of a feed, held against its deliveries and visits, which are read here by code of their own.

The judgement of a source has many shades. This check knows three facts and forbids one thing:
"complete" over a feed that is stopped, whose last file was not read whole, or whose last whole
delivery is older than it may be. And the age that is shown must be the age it has.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.sources.models import FetchedRow, RoundRow, SourceRow

_WATCHED = timedelta(days=60)
_SLACK = timedelta(minutes=10)  # between what a page showed and what is read now
_NOT_WHOLE = ("failed", "partial")


@dataclass(frozen=True)
class Shown:
    """What a page says of one source."""

    source: str
    health: str
    since: datetime | None  # of the last complete delivery


def faults(shown: Sequence[Shown], now: datetime) -> Iterator[str]:
    """Yield a sentence for each source that is shown better, or younger, than it is, and for each that is not shown at all."""
    named = {one.source: one for one in shown}
    for row in SourceRow.objects.exclude(state="ended").order_by("name"):
        one = named.pop(row.name, None)
        if one is None:
            yield f"The source {row.name} is not shown."
        else:
            yield from _against(one, _of(row, now), now, row)
    for one in named.values():
        yield from _against(one, _by_hand(one.source, now), now, None)


def _against(one: Shown, deliveries: "QuerySet[DeliveryRow]", now: datetime, row: SourceRow | None) -> Iterator[str]:
    whole = deliveries.filter(state="done").aggregate(at=Max("received_at"))["at"]
    if one.health == "complete":
        for why in _reasons(deliveries, whole, now, row):
            yield f"The feed {one.source} is shown as complete; {why}."
    if one.since is not None and (whole is None or one.since > whole + _SLACK):
        yield f"The feed {one.source} is shown as of {one.since.isoformat()}; its last whole delivery is of {whole and whole.isoformat()}."


def _reasons(deliveries: "QuerySet[DeliveryRow]", whole: datetime | None, now: datetime, row: SourceRow | None) -> Iterator[str]:
    if row is not None and row.state == "stopped":
        yield "it is stopped"
    if row is not None and row.expected_hours and (whole is None or now - whole > timedelta(hours=row.expected_hours) + _SLACK):
        yield f"nothing whole came within {row.expected_hours} hours"
    if (
        row is not None
        and RoundRow.objects.filter(source=row).exclude(state="running").order_by("-id").values_list("state", flat=True).first() == "failed"
    ):
        yield "its last visit failed"
    for report, last in deliveries.exclude(report="").values_list("report").annotate(last=Max("id")).order_by("report"):
        state = DeliveryRow.objects.values_list("state", flat=True).get(id=last)
        if state in _NOT_WHOLE:
            yield f"the last delivery of {report} is {state}"


def _of(row: SourceRow, now: datetime) -> "QuerySet[DeliveryRow]":
    if row.kind == "upload":
        return _by_hand(row.feed, now) | _by_hand(row.name, now)
    fetched = FetchedRow.objects.filter(source=row, delivery__isnull=False).values("delivery_id")
    return DeliveryRow.objects.filter(id__in=fetched, received_at__gte=now - _WATCHED)


def _by_hand(feed: str, now: datetime) -> "QuerySet[DeliveryRow]":
    fetched = FetchedRow.objects.filter(delivery__isnull=False).values("delivery_id")
    return DeliveryRow.objects.filter(feed=feed, received_at__gte=now - _WATCHED).exclude(id__in=fetched)
