"""Leases with a fencing token: two workers never write the same thing.

A worker that slept through its lease is stopped at its next write, because the token
it holds is no longer the last one. Expiry uses the database's clock, the only one all workers share.
"""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from baluarte.core.errors import Outdated
from baluarte.store.ground.models import Lease

_LONG_AGO = datetime(1990, 1, 1, tzinfo=UTC)


def acquire(name: str, holder: str, span: timedelta) -> int | None:
    """Return the fencing token of a lease taken now, or None while somebody else holds it.

    One's own lease may be taken again, which lengthens it and gives a new token.
    """
    with transaction.atomic():
        Lease.objects.bulk_create([Lease(name=name, holder="", expires_at=_LONG_AGO)], ignore_conflicts=True)
        free = Lease.objects.filter(Q(expires_at__lte=Now()) | Q(holder=holder), name=name)
        if not free.update(token=F("token") + 1, holder=holder, expires_at=Now() + span):
            return None
        return Lease.objects.values_list("token", flat=True).get(name=name)


def hold(name: str, token: int) -> None:
    """Raise `Outdated` unless this token is still the last. Call it in the transaction of the write."""
    if not Lease.objects.select_for_update().filter(name=name, token=token).exists():
        raise Outdated(
            "ground.lease-lost",
            f"The lease {name!r} was taken over by another worker.",
            "Only the holder of the last token may write.",
            "Stop. The other worker goes on from the same place.",
        )


def release(name: str, token: int) -> None:
    """Give a lease back before its time; without effect when somebody else holds it."""
    Lease.objects.filter(name=name, token=token).update(expires_at=_LONG_AGO, holder="")


def alone(name: str) -> None:
    """Wait until nobody else is inside this name, and keep them out until the transaction ends.

    For short writes that first compare with what stands: SQLite has one writer anyway.
    """
    Lease.objects.bulk_create([Lease(name=name, holder="", expires_at=_LONG_AGO)], ignore_conflicts=True)
    Lease.objects.select_for_update().get(name=name)
