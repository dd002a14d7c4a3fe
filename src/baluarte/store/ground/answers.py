"""Idempotency keys: the same request made twice is done once, and answered the same.

The key is written in the transaction of the act, the answer right after it. Keys are
forgotten after seven days; unique business keys still protect.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError

from baluarte.core.errors import Outdated, Unusable
from baluarte.store.ground.models import IdempotencyKey

KEPT = timedelta(days=7)
_NO_ANSWER_YET = Outdated(
    "ground.key-running",
    "The request of this key was begun, and its answer is not there yet.",
    "One key is done once.",
    "Ask again in a moment; if it stays so, look at the thing itself.",
)


def is_answered(actor: str, key: str, request_hash: str, now: datetime) -> bool:
    """Tell whether a key was used; with another request it is `Unusable`, since one of the two would be lost."""
    IdempotencyKey.objects.filter(actor=actor, key=key, created_at__lt=now - KEPT).delete()
    row = IdempotencyKey.objects.filter(actor=actor, key=key).first()
    if row is not None and row.request_hash != request_hash:
        raise Unusable(
            "ground.key-reused",
            "This idempotency key was used for another request.",
            "A key stands for exactly one request.",
            "Send the new request under a new key.",
        )
    return row is not None


def answer_of(actor: str, key: str) -> Any:
    """Return the answer stored under a key; one that is still being done is `Outdated`."""
    row = IdempotencyKey.objects.get(actor=actor, key=key)
    if row.answer is None:
        raise _NO_ANSWER_YET
    return row.answer


def keep_key(actor: str, key: str, request_hash: str, now: datetime) -> None:
    """Store the key of a request, in the transaction of its effect; of two at once only one may commit."""
    try:
        IdempotencyKey.objects.create(actor=actor, key=key, request_hash=request_hash, answer=None, created_at=now)
    except IntegrityError:
        raise _NO_ANSWER_YET from None


def keep_answer(actor: str, key: str, request_hash: str, answer: Any, now: datetime) -> None:
    """Store the answer of a request that is done."""
    IdempotencyKey.objects.update_or_create(
        actor=actor,
        key=key,
        defaults={"answer": answer},
        create_defaults={"request_hash": request_hash, "answer": answer, "created_at": now},
    )
