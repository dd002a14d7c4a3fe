"""What was set aside is read again: the same bytes become a new delivery, and the rows say which one."""

from datetime import datetime

from django.db.models import Max

from baluarte.store.feeds import deliveries
from baluarte.store.feeds.models import DeliveryRow, QuarantineRow
from baluarte.store.feeds.raw import Blob
from baluarte.store.sources.models import FetchedRow

_NOT_WAITING = ("received", "parsing")


def begin(code: str, now: datetime) -> list[int]:
    """Make a delivery of every file that has rows set aside for this reason, newest mapping included; return their numbers."""
    rows = QuarantineRow.objects.filter(code=code, status="new").exclude(delivery__state__in=_NOT_WAITING)
    newest = rows.values("delivery__blob").annotate(last=Max("delivery_id")).values_list("last", flat=True)
    again: list[int] = []
    for old in DeliveryRow.objects.filter(id__in=list(newest)).order_by("id"):
        fetched = FetchedRow.objects.filter(delivery=old).select_related("source").first()
        mapping = fetched.source.mapping if fetched else old.mapping
        new = deliveries.receive(_feed(old, fetched), old.file, Blob(old.blob, old.bytes, old.sha256), now, mapping)
        if fetched is not None:
            FetchedRow.objects.get_or_create(
                source=fetched.source, name=fetched.name, mark=f"read-again {new.id}", defaults={"delivery_id": new.id, "at": now}
            )
        rows.filter(delivery__blob=old.blob).update(status=f"read again in {new.id}"[:32])
        again.append(new.id)
    return again


def _feed(old: DeliveryRow, fetched: FetchedRow | None) -> str:
    """Return how a file is read: as its source says now, else as before."""
    if fetched is not None:
        return fetched.source.feed
    return "generic" if old.mapping else old.feed
