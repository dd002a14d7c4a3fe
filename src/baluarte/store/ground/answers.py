"""Idempotency keys: the same request made twice is done once, and answered the same.

The row is written in the transaction of the act, so there is an answer only where there
is an effect. Keys are forgotten after seven days; unique business keys still protect.
"""

from datetime import datetime, timedelta
from typing import Any

from baluarte.core.errors import Unusable
from baluarte.store.ground.models import IdempotencyKey

KEPT = timedelta(days=7)


def answered(actor: str, key: str, request_hash: str, now: datetime) -> Any | None:
    """Return the answer stored under a key, or None for a new one.

    The same key with another request raises `Unusable`: one of the two would be lost.
    """
    IdempotencyKey.objects.filter(actor=actor, key=key, created_at__lt=now - KEPT).delete()
    row = IdempotencyKey.objects.filter(actor=actor, key=key).first()
    if row is None:
        return None
    if row.request_hash != request_hash:
        raise Unusable(
            "ground.key-reused",
            "This idempotency key was used for another request.",
            "A key stands for exactly one request.",
            "Send the new request under a new key.",
        )
    return row.answer


def keep_answer(actor: str, key: str, request_hash: str, answer: Any, now: datetime) -> None:
    """Store the answer of a request, in the transaction of its effect."""
    IdempotencyKey.objects.create(actor=actor, key=key, request_hash=request_hash, answer=answer, created_at=now)
