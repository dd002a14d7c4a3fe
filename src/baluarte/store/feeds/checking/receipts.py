"""Receipts: every delivery has one, no number stands for two things, and none was skipped in silence."""

from datetime import date, datetime
from time import monotonic

from baluarte.core.ground.check import Check
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ground.watch import numbers


def check(as_of: datetime, since: date | None = None) -> Check:
    """Look at every receipt, and at the series from which they come."""
    began = monotonic()
    rows = DeliveryRow.objects.filter(received_at__date__gte=since) if since else DeliveryRow.objects.all()
    bare = [f"Delivery {number} has no receipt." for number in rows.filter(receipt="").order_by("id").values_list("id", flat=True)]
    failed = [*bare, *numbers.faults()]
    return Check("receipts", rows.count(), tuple(failed), 0, as_of, round(monotonic() - began, 3))
