"""Merge what waits, a few findings a transaction, and let others write in between."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import polars as pl
from django.db import transaction

from baluarte.core.warning.collapse import merge_found
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.durable import Step, drop
from baluarte.store.feeds.turns import Turn
from baluarte.store.warning.backlog.waiting import Place, advance, arrivals
from baluarte.store.warning.models import BacklogRow

AT_ONCE = 400  # findings of one transaction: few hundredths of a second
_LEAST_PAUSE = 0.03  # seconds: a writer that waits looks again every 25 ms


@dataclass(frozen=True)
class Way:
    """How the merging goes on: whose turn it is, how findings are put, where a test may stop it, how long others may write.

    `prepare` works out what findings become while anybody may write, and gives what writes it.
    """

    turn: Turn
    prepare: Callable[[pl.DataFrame], AbstractContextManager[Callable[[], object]]]
    step: Step
    pause: Callable[[float], None] = time.sleep


def merge_on(place: Place, row: BacklogRow, now: datetime, way: Way) -> None:
    """Merge from where the row stands to the end; then the delivery is what it was to become."""
    found = place.read(row)
    while row.merged < found.height:
        took = _merge_some(row, found, way)
        way.step("warning.backlog.committed")
        way.pause(max(2 * took, _LEAST_PAUSE))
        way.turn.renew()
    with transaction.atomic():
        way.turn.fence()
        deliveries.close(row.delivery_id, row.state, now)
        if row.state == "done":
            deliveries.arrived(row.delivery_id, arrivals(row))
        BacklogRow.objects.filter(id=row.id).delete()
        way.step("warning.backlog.before-end")
    way.step("warning.backlog.ended")
    drop(place.file(row.delivery_id))


def _merge_some(row: BacklogRow, found: pl.DataFrame, way: Way) -> float:
    """Merge the next few, and return how long that took; the database is held for the last part of it alone."""
    begun = time.monotonic()
    with way.prepare(_to_who_answers(found.slice(row.merged, AT_ONCE))) as put, transaction.atomic():
        way.turn.fence()
        put()
        advance(row, min(row.merged + AT_ONCE, found.height))
    return time.monotonic() - begun


def _to_who_answers(few: pl.DataFrame) -> pl.DataFrame:
    """Give the findings of an organisation that was merged meanwhile to the one it was merged into."""
    into = dict(OrganisationRow.objects.filter(merged_into__isnull=False).values_list("id", "merged_into_id"))
    if not into or not few["org"].is_in(list(into)).any():
        return few
    ends = {number: _end(number, into) for number in into}
    moved = few.with_columns(pl.col("org").replace(ends).cast(few.schema["org"]))
    return merge_found([moved])


def _end(number: int, into: dict[int, int]) -> int:
    while number in into:
        number = into[number]
    return number
