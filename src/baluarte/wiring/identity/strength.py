"""Is a session strong enough to read what is not public? A link or a password alone is not."""

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from baluarte.store.rights.identity import factors

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account

_STRONG = "strong"  # kept in the session, so that only its first page asks the tables


def is_weak(request: HttpRequest) -> bool:
    """Return whether a session must set up its factors before it sees anything else.

    A contact needs one of its own. A member of the team needs two passkeys, so that losing
    one locks nobody out; the demo, on this machine alone, asks for none.
    """
    if request.session.get(_STRONG):
        return False
    account: Account = request.user  # type: ignore[assignment]
    weak = not _by_provider(request) and not _has_enough(account)
    if not weak:
        request.session[_STRONG] = True
    return weak


def _by_provider(request: HttpRequest) -> bool:
    return any(one.get("method") == "socialaccount" for one in get_authentication_records(request, request.user))


def _has_enough(account: "Account") -> bool:
    if account.organisation:
        return factors.count(account.pk) >= settings.FACTORS_OF_CONTACT
    return factors.passkeys(account.pk) >= settings.FACTORS_OF_TEAM
