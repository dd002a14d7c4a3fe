"""The factors of an account, as the tables of allauth hold them."""

import hashlib
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction

from baluarte.store.rights.identity.tables import SpentCode

_KEPT = timedelta(minutes=10)  # far longer than any code lives


def others(authenticator: Authenticator) -> int:
    """Return how many other factors the same account has; codes on paper are none of their own."""
    return int(_real(authenticator.user_id).exclude(pk=authenticator.pk).count())


def passkeys(account: int) -> int:
    """Return how many passkeys an account has."""
    return int(Authenticator.objects.filter(user_id=account, type=Authenticator.Type.WEBAUTHN).count())


def count(account: int) -> int:
    """Return how many factors an account has; codes on paper are none of their own."""
    return int(_real(account).count())


def spend_code(account: int, code: str, now: datetime) -> bool:
    """Return whether a code is spent for the first time; two who bring it at once do not both hear yes."""
    SpentCode.objects.filter(spent_at__lt=now - _KEPT).delete()
    hashed = hashlib.sha256(f"{account}:{code}".encode()).hexdigest()
    try:
        with transaction.atomic():
            SpentCode.objects.create(account_id=account, code_hash=hashed, spent_at=now)
    except IntegrityError:
        return False
    return True


def forget_all(account: int) -> int:
    """Take every factor and every linked identity from an account, and return how many factors that were."""
    SocialAccount.objects.filter(user_id=account).delete()
    UserSession.objects.filter(user_id=account).delete()
    factors = count(account)
    Authenticator.objects.filter(user_id=account).delete()
    return factors


def _real(account: int):  # type: ignore[no-untyped-def]  # noqa: ANN202 - allauth ships no types
    return Authenticator.objects.filter(user_id=account).exclude(type=Authenticator.Type.RECOVERY_CODES)
