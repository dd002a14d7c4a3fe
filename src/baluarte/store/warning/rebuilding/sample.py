"""Which deliveries are rebuilt today: a share of all, drawn anew each day and the same for all who draw."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from baluarte.core.feeds.delivery import Delivery
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.checking.courses import Chosen
from baluarte.store.ground.watch.laps import Seen

_WHOLE = 1 << 32


@dataclass(frozen=True)
class Sample:
    """A walk over the drawn deliveries; the newest is always among them, so that a sample is never empty."""

    share: float
    day: date
    look: Callable[[Delivery], Iterable[str]]

    def after(self, place: str) -> Iterator[Seen]:
        """Rebuild every drawn delivery behind a place."""
        for number in self._drawn(int(place or 0)):
            yield Seen(str(number), list(self.look(deliveries.get(number))))

    def left(self, place: str) -> int:
        """Return how many are behind a place."""
        return sum(1 for _ in self._drawn(int(place or 0)))

    def _drawn(self, last: int) -> Iterator[int]:
        rows = Chosen().rows().filter(state__in=("done", "partial"))
        newest = rows.order_by("-id").values_list("id", flat=True).first()
        for number in list(rows.filter(id__gt=last).order_by("id").values_list("id", flat=True)):
            if number == newest or self._draws(number):
                yield number

    def _draws(self, number: int) -> bool:
        drawn = hashlib.sha256(f"{number} {self.day.isoformat()}".encode()).digest()[:4]
        return int.from_bytes(drawn, "big") < self.share * _WHOLE
