"""How long ago somebody proved who they are, in this session."""

import time
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from baluarte.core.rights.identity.sessions import FRESH
from baluarte.store.rights.identity import factors

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account

PROVED = "proved"  # seconds since the epoch, written at sign-in and at each new proof


def is_fresh(request: HttpRequest) -> bool:
    """Return whether the last proof of oneself is young enough for an act of weight."""
    proved = request.session.get(PROVED)
    return isinstance(proved, int) and 0 <= int(time.time()) - proved <= FRESH.total_seconds()


def may_act(request: HttpRequest) -> bool:
    """Return whether this session may do acts of weight now.

    An account that has nothing to prove itself with came by a link, which only the demo lets
    in; there it goes on. Who came through a provider needs a factor of their own for this.
    """
    return is_fresh(request) or (not _by_provider(request) and not _has_something(request))


def ask_again(request: HttpRequest) -> HttpResponse:
    """Lead to the page where one proves it, and from there back to where one was."""
    account: Account = request.user  # type: ignore[assignment]
    if not _has_something(request):
        return HttpResponseRedirect(reverse("mfa_index"))
    place = "mfa_reauthenticate_webauthn" if factors.passkeys(account.pk) else "mfa_reauthenticate"
    if not factors.count(account.pk):
        place = "account_reauthenticate"
    return HttpResponseRedirect(f"{reverse(place)}?{urlencode({'next': request.get_full_path()})}")


def _has_something(request: HttpRequest) -> bool:
    account: Account = request.user  # type: ignore[assignment]
    return account.has_usable_password() or factors.count(account.pk) > 0


def _by_provider(request: HttpRequest) -> bool:
    return PROVED in request.session and not request.session[PROVED]
