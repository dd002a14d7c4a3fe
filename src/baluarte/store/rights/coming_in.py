"""Accounts as identity sees them: when one came in, and the epoch under which its sessions live."""

from datetime import datetime

from django.db.models import F

from baluarte.store.rights.models import Account
from baluarte.store.rights.shelf import account_of


def came_in(actor_id: str, now: datetime) -> None:
    """Note when an account last came in."""
    Account.objects.filter(id=account_of(actor_id) or 0).update(last_login=now)


def end_sessions(actor_id: str) -> None:
    """End every session of an account that began before: none of them fits the new epoch."""
    Account.objects.filter(id=account_of(actor_id) or 0).update(epoch=F("epoch") + 1)


def of_actor(actor_id: str) -> Account:
    """Return the row of an open account."""
    return Account.objects.get(id=account_of(actor_id) or 0)
