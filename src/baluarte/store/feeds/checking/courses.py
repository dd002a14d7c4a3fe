"""The walks of the checks over deliveries: which ones, in which order, and how one is looked at twice.

A check runs while deliveries come in and files are moved. What looks wrong is therefore read
once more before it is called wrong: only what stays wrong is told.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from baluarte.core.feeds.delivery import Delivery
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.ground.watch.laps import Seen

Look = Callable[[Delivery], Iterable[str]]
_A_READ = 500  # deliveries fetched at a time; no transaction is held between


@dataclass(frozen=True)
class Chosen:
    """Which deliveries are meant: one, those of a feed, those received since a day, or all."""

    delivery: int | None = None
    feed: str = ""
    since: date | None = None

    @property
    def name(self) -> str:
        """Return a text that tells one choice from another."""
        return f"{self.delivery or ''} {self.feed} {self.since or ''}".strip() or "all"

    def rows(self) -> QuerySet[DeliveryRow]:
        """Return the rows that are meant."""
        rows = DeliveryRow.objects.all()
        if self.delivery is not None:
            deliveries.get(self.delivery)  # one that does not exist is said, not passed over
            rows = rows.filter(id=self.delivery)
        if self.feed:
            rows = rows.filter(feed=self.feed)
        return rows.filter(received_at__date__gte=self.since) if self.since else rows


@dataclass(frozen=True)
class EachDelivery:
    """Deliveries in the order in which they came, each looked at by one function."""

    chosen: Chosen
    look: Look
    unfinished_count: bool = True  # one that is not read yet cannot be covered

    def after(self, place: str) -> Iterator[Seen]:
        """Look at every delivery behind a place."""
        last = int(place or 0)
        while page := self._page(last):
            for delivery in page:
                yield self._seen(delivery)
            last = page[-1].id

    def left(self, place: str) -> int:
        """Return how many are behind a place."""
        return self.chosen.rows().filter(id__gt=int(place or 0)).count()

    def _page(self, last: int) -> list[Delivery]:
        return deliveries.of(self.chosen.rows().filter(id__gt=last).order_by("id")[:_A_READ])

    def _seen(self, delivery: Delivery) -> Seen:
        faults = list(self.look(delivery))
        if faults:
            again = set(self.look(deliveries.get(delivery.id)))
            faults = [fault for fault in faults if fault in again]
        covered = not (self.unfinished_count and delivery.state in UNFINISHED)
        return Seen(str(delivery.id), faults, covered=covered)
