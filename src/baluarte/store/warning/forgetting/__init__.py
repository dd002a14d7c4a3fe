"""The content of a message is kept short, its status long: what an organisation was told in detail ends here.

What stays is who was written to, when, under which name and how it ended, with the hash of
what was said. The walls of the database let a content become empty, and never other.
"""

from datetime import datetime, timedelta

from django.db import transaction

from baluarte.store.feeds.durable import Step
from baluarte.store.warning.models import EnclosureRow, OutboxRow

CONTENT_KEPT = timedelta(days=30)
FINAL = ("accepted", "bounced", "answered", "permanent-failure", "recalled")
_A_TURN = 500


def forget(now: datetime, step: Step) -> int:
    """Empty the content of every message that ended longer ago than it is kept; return how many."""
    old = OutboxRow.objects.filter(state__in=FINAL).exclude(message=b"").exclude(made_at__gt=now - CONTENT_KEPT)
    count, last = 0, 0
    while page := list(old.filter(id__gt=last).order_by("id").values_list("id", "sent_at")[:_A_TURN]):
        due = [number for number, sent in page if sent is None or sent <= now - CONTENT_KEPT]
        with transaction.atomic():
            count += OutboxRow.objects.filter(id__in=due, state__in=FINAL).update(message=b"")
            step("warning.forget.before-commit")
        step("warning.forget.committed")
        last = page[-1][0]
    return count + _drop_waiting(now, step)


def _drop_waiting(now: datetime, step: Step) -> int:
    """Remove the files that were too large for their mail, after the day until which they could be fetched."""
    with transaction.atomic():
        count: int = EnclosureRow.objects.filter(until__lte=now).delete()[0]
        step("warning.forget.files-before-commit")
    return count
