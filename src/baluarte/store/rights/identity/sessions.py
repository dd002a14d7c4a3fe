"""The sessions of an account. Each belongs to its owner alone: another's is as if it were not."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.utils import timezone

from baluarte.core.errors import Missing


def end_one(account: int | None, number: int) -> None:
    """End one session of an account, or raise `Missing`."""
    found = UserSession.objects.filter(user_id=account, pk=number).first()
    if account is None or found is None:
        raise Missing("rights.session-missing", "There is no such session.", "It may have ended by itself.", "Load the list again.")
    found.end()


def end_others(account: int | None, kept: str) -> int:
    """End every session of an account but one, and return how many that were."""
    found = list(UserSession.objects.filter(user_id=account).exclude(session_key=kept)) if account is not None else []
    for one in found:
        one.end()
    return len(found)


def sweep() -> int:
    """Forget sessions that have ended, and the rows that listed them."""
    store = import_module(settings.SESSION_ENGINE).SessionStore
    store.clear_expired()
    gone = [one.pk for one in UserSession.objects.all().iterator() if not one.exists()]
    return int(UserSession.objects.filter(pk__in=gone, created_at__lt=timezone.now()).delete()[0])
