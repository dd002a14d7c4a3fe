"""Queues that stand still: a promise was found broken, and what could break it further waits for a person."""

from datetime import datetime

from baluarte.core.errors import Broken, Missing
from baluarte.core.ground.check import Check, Halted
from baluarte.store.ground.models import Halt

# Which queue a broken promise concerns: what it must not go on doing until somebody has looked.
QUEUE_OF = {
    "accounting": "feeds",
    "raw": "feeds",
    "receipts": "feeds",
    "freshness": "findings",
    "deliveries": "notices",
    "walls": "notices",
}
QUEUES = ("feeds", "findings", "notices")


def stop(check: Check, now: datetime) -> str:
    """Stop the queue that a broken promise concerns, and return its name; one that stands still already keeps its reason."""
    queue = QUEUE_OF[check.promise]
    why = {"promise": check.promise, "why": check.failed[0][:2000], "at": now}
    Halt.objects.get_or_create(queue=queue, defaults=why)
    return queue


def heed(queue: str) -> None:
    """Raise `Broken` while a queue stands still. Call it at the beginning of whatever the queue does."""
    row = Halt.objects.filter(queue=queue).first()
    if row is not None:
        raise Broken(
            "check.queue-stopped",
            f"The queue '{queue}' stands still since {row.at.isoformat()}: the promise '{row.promise}' was found broken.",
            row.why,
            f"Look at what is broken. When it holds again: baluarte job release {queue}",
        )


def standing() -> tuple[Halted, ...]:
    """Return the queues that stand still, and why."""
    return tuple(Halted(row.queue, row.promise, row.why, row.at) for row in Halt.objects.order_by("queue"))


def release(queue: str) -> None:
    """Let a queue go on."""
    if not Halt.objects.filter(queue=queue).delete()[0]:
        raise Missing("check.not-stopped", f"The queue '{queue}' does not stand still.", "", f"Queues: {', '.join(QUEUES)}.")
