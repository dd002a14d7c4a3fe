"""What allauth tells us became of a sign-in or a factor, turned into actions that leave their marks."""

import time
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa import signals as factor_signals
from allauth.socialaccount import signals as provider_signals
from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import pre_save
from django.http import HttpRequest

from baluarte.actions import rights
from baluarte.actions.rights import identity
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.identity.sessions import device_of
from baluarte.wiring.identity.fresh import PROVED
from baluarte.wiring.identity.guard import world_of

BEGAN, SEEN = "began", "seen"  # seconds since the epoch, in the session


def listen() -> None:
    """Connect every signal that means a change of who may come in."""
    account_signals.user_logged_in.connect(_signed_in, dispatch_uid="identity.in")
    account_signals.authentication_step_completed.connect(_proved, dispatch_uid="identity.proved")
    user_logged_out.connect(_signed_out, dispatch_uid="identity.out")
    for what, signal in (
        ("password", account_signals.password_set),
        ("password", account_signals.password_changed),
        ("factor", factor_signals.authenticator_added),
        ("factor", factor_signals.authenticator_removed),
        ("codes", factor_signals.authenticator_reset),
        ("provider", provider_signals.social_account_added),
        ("provider", provider_signals.social_account_removed),
    ):
        signal.connect(_changer(what), weak=False, dispatch_uid=f"identity.{what}.{id(signal)}")
    pre_save.connect(_coarsen, sender=UserSession, dispatch_uid="identity.coarse")


def actor_behind(request: HttpRequest, account: Any) -> Actor:
    """Return who an account is, for a mark; one that was closed meanwhile stands there by its number alone."""
    known = rights.actor_of(world_of(request), f"account-{account.pk}")
    return known or Actor(f"account-{account.pk}", "visitor")


def _signed_in(request: HttpRequest, user: Any, **_told: Any) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    ways = [str(one.get("type") or one.get("method")) for one in get_authentication_records(request, user)]
    # A provider lets in; for an act of weight one proves oneself here, with a factor of one's own.
    request.session[PROVED] = 0 if ways == ["socialaccount"] else int(time.time())
    identity.record_sign_in(world_of(request), actor_behind(request, user), user.name, "+".join(ways) or "link")


def _proved(request: HttpRequest, user: Any, **told: Any) -> None:
    if not told.get("reauthenticated") or not request.session.session_key:
        return
    old = request.session.session_key
    # A new identifier at every step up: whoever knew the old one is left behind.
    request.session.cycle_key()
    UserSession.objects.filter(session_key=old).update(session_key=request.session.session_key)
    request.session[PROVED] = int(time.time())
    identity.record_proof(world_of(request), actor_behind(request, user), user.name)


def _signed_out(request: HttpRequest, user: Any, **_told: Any) -> None:
    if user is not None:
        identity.record_sign_out(world_of(request), actor_behind(request, user))


def _changer(what: str) -> Any:
    def changed(request: HttpRequest, user: Any = None, **_told: Any) -> None:
        account: Any = user or request.user
        identity.record_factor(world_of(request), actor_behind(request, account), what)
        # Every other session of the account ends; this one goes on under the new epoch.
        account.refresh_from_db()
        if request.user.is_authenticated and request.user.pk == account.pk:
            update_session_auth_hash(request, account)
            _follow(request)

    return changed


def _follow(request: HttpRequest) -> None:
    """Let the list of sessions know the new identifier of this one."""
    UserSession.objects.create_from_request(request)


def _coarsen(instance: UserSession, **_told: Any) -> None:
    instance.user_agent = device_of(instance.user_agent) if "/" in instance.user_agent else instance.user_agent
