"""G4, looked at after the fact: who was written to, when, how often, and what is still kept of it.

The outbox is compared with the contacts and with what the mail gateway recorded by itself. A
message that went to a stranger, that nobody wrote, or that left twice under two names stops
the queue; one that is late, or kept too long, is told and stops nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.post.handed import Handed, mailbox_mark
from baluarte.core.ground.world import World
from baluarte.core.warning.thread.marks import read_message_id
from baluarte.store.ground.watch.laps import Seen, Terms, walk
from baluarte.store.warning.forgetting import CONTENT_KEPT, FINAL
from baluarte.store.warning.frozen import thaw
from baluarte.store.warning.models import OutboxRow
from baluarte.store.warning.walls import missing_walls

URGENT, ORDINARY = timedelta(minutes=30), timedelta(hours=4)
_AT_ONCE = frozenset({"urgent"})
_DUE = ("queued", "temporary-failure", "sending")
_LEFT = ("accepted", "bounced", "answered")
_SLACK = timedelta(days=1)  # between a content's last day and the next run of the job that forgets it
_A_READ = 200


@dataclass(frozen=True)
class Known:
    """What the mail gateway recorded, and what is needed to compare it."""

    handed: Iterable[Handed]
    key: bytes = field(repr=False)
    domain: str
    now: datetime


@dataclass
class OutboxWalk:
    """Every message of the outbox, in the order in which it was written. `grave` counts what must stop the queue."""

    known: Known
    since: date | None = None
    grave: int = 0

    def __post_init__(self) -> None:
        self._record: dict[str, set[str]] = {}
        self._first: datetime | None = None
        for handed in self.known.handed:
            self._first = handed.at if self._first is None else min(self._first, handed.at)
            if read_message_id(handed.message_id, self.known.domain):
                self._record.setdefault(handed.message_id, set()).add(handed.mailbox)

    def after(self, place: str) -> Iterator[Seen]:
        """Look at every message behind a place; at the end, at what left and nobody wrote."""
        last = int(place or 0)
        while page := list(self._rows().filter(id__gt=last).order_by("id")[:_A_READ]):
            for row in page:
                grave, other = list(self._grave(row)), list(self._other(row))
                self.grave += len(grave)
                yield Seen(str(row.id), [*grave, *other])
            last = page[-1].id
        strangers = list(self._unwritten())
        self.grave += len(strangers)
        if strangers:
            yield Seen(str(last), strangers)

    def left(self, place: str) -> int:
        """Return how many messages are behind a place."""
        return self._rows().filter(id__gt=int(place or 0)).count()

    def _rows(self) -> QuerySet[OutboxRow]:
        rows = OutboxRow.objects.select_related("contact", "notice")
        return rows.filter(made_at__date__gte=self.since) if self.since else rows

    def _grave(self, row: OutboxRow) -> Iterator[str]:
        if row.notice.organisation_id != row.organisation_id or (row.contact and row.contact.organisation_id != row.organisation_id):
            yield f"The message {row.message_id} ties two organisations together."
        if row.message and row.contact and thaw(bytes(row.message)).recipient != row.recipient:
            yield f"The message {row.message_id} is addressed to somebody else than its row."
        if self._record.get(row.message_id, set()) - {mailbox_mark(self.known.key, row.recipient)}:
            yield f"The message {row.message_id} was handed over for a mailbox that is not the one of its row."
        if row.state in _LEFT and self._twice(row):
            yield f"The message {row.message_id} tells what another told the same mailbox under another Message-ID."

    def _other(self, row: OutboxRow) -> Iterator[str]:
        limit = URGENT if row.notice.kind in _AT_ONCE else ORDINARY
        due = min(row.due_at, row.first_try_at or row.due_at)
        if row.state in _DUE and due < self.known.now - limit:
            yield f"The message {row.message_id} ({row.notice.kind}) should have left at {due.isoformat()}; it is {row.state}."
        if row.message and row.state in FINAL and (row.sent_at or row.made_at) < self.known.now - CONTENT_KEPT - _SLACK:
            yield f"The content of the message {row.message_id} is kept longer than {CONTENT_KEPT.days} days."
        sent = row.sent_at
        if row.state in _LEFT and sent and self._first and sent > self._first and row.message_id not in self._record:
            yield f"The message {row.message_id} is called sent, and the mail gateway has no record of it."

    @staticmethod
    def _twice(row: OutboxRow) -> bool:
        same = OutboxRow.objects.filter(
            notice__folio=row.notice.folio, recipient=row.recipient, body_sha256=row.body_sha256, state__in=_LEFT
        )
        return same.filter(id__lt=row.id).exists()

    def _unwritten(self) -> Iterator[str]:
        names = sorted(self._record)
        for start in range(0, len(names), _A_READ):
            some = names[start : start + _A_READ]
            written = set(OutboxRow.objects.filter(message_id__in=some).values_list("message_id", flat=True))
            yield from (f"The message {name} left, and stands in no outbox." for name in some if name not in written)


def look(world: World, asked: Asked) -> Check:
    """Compare the outbox with contacts and with the record of the mail gateway."""
    course = OutboxWalk(Known(world.handed_over(), world.key("handed"), world.house.domain, world.now()), asked.since)
    found = walk(course, Terms("deliveries", f"deliveries {asked.since or 'all'}", world.now(), asked.seconds))
    fallen = tuple(f"The wall {name} does not stand in the database." for name in missing_walls())
    return replace(found, failed=(*fallen, *found.failed), stops=course.grave > 0 or bool(fallen))
