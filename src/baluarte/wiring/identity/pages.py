"""The pages of the own sign-in that allauth has none for, or too many."""

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows as passkey_flows
from allauth.socialaccount.adapter import get_adapter as get_provider_adapter
from allauth.socialaccount.internal.flows.connect import disconnect
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baluarte.actions.rights import identity, recovery
from baluarte.store.rights import recoveries
from baluarte.store.rights.identity import factors
from baluarte.wiring.identity.guard import world_of
from baluarte.wiring.identity.marks import actor_behind
from baluarte.wiring.identity.passwords import check_password
from baluarte.wiring.identity.strength import is_weak

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account


class SignIn(LoginView):
    """The page for signing in, which also names the providers of identities."""

    def get_context_data(self, **told: Any) -> dict[str, Any]:
        """Return what the page is made of."""
        return {**super().get_context_data(**told), "providers": get_provider_adapter().list_providers(self.request)}


@require_safe
@login_required
def own_sign_in(request: HttpRequest) -> HttpResponse:
    """Show by what an account is opened, and where it is open now."""
    account = _account(request)
    kept = list(Authenticator.objects.filter(user_id=account.pk).order_by("created_at"))
    told: dict[str, Any] = {
        "passkeys": [one for one in kept if one.type == Authenticator.Type.WEBAUTHN],
        "application": next((one for one in kept if one.type == Authenticator.Type.TOTP), None),
        "codes_left": next((len(one.wrap().get_unused_codes()) for one in kept if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "linked": _linked(request, account),
        "providers": get_provider_adapter().list_providers(request),
        "sessions": sorted(UserSession.objects.purge_and_list(account), key=lambda one: one.created_at, reverse=True),
        "weak": is_weak(request),
        "recovery": recoveries.under_way(account.pk),
        "own": account,
    }
    return render(request, "account/own.html", told)


def _linked(request: HttpRequest, account: "Account") -> list[tuple[SocialAccount, Any]]:
    """Return the linked identities of an account, each with its provider where the settings still name it."""
    offered = {one.app.provider_id: one for one in get_provider_adapter().list_providers(request)}
    return [(one, offered.get(one.provider)) for one in SocialAccount.objects.filter(user_id=account.pk)]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="baluarte")
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then remove a passkey; the last factor stays."""
    found = Authenticator.objects.filter(pk=pk, user_id=request.user.pk, type=Authenticator.Type.WEBAUTHN).first()
    if found is None:
        raise Http404
    alone = not factors.others(found)
    if request.method != "POST" or alone:
        return render(request, "account/remove.html", {"passkey": found, "alone": alone}, status=422 if request.method == "POST" else 200)
    passkey_flows.remove_authenticator(request, found)
    return HttpResponseRedirect(reverse("mfa_index"))


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required(app="baluarte")
def set_password(request: HttpRequest) -> HttpResponse:
    """Set the password of a contact, new or again. Nobody of the team has one."""
    account = _account(request)
    if not account.organisation:
        raise Http404
    if request.method != "POST":
        return render(request, "account/password.html")
    try:
        check_password(request.POST.get("password", ""), account)
    except ValidationError as error:
        return render(request, "account/password.html", {"wrong": error.messages[0]}, status=422)
    account.set_password(request.POST["password"])
    account.save(update_fields=["password"])
    finalize_password_set(request, account)
    return HttpResponseRedirect(reverse("mfa_index"))


@require_POST
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    """End one session of the own account, or all but this one."""
    actor, world = actor_behind(request, request.user), world_of(request)
    chosen = request.POST.get("session", "")
    if chosen == "others":
        identity.end_other_sessions(world, actor, request.session.session_key or "")
    else:
        identity.end_session(world, actor, int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0)
    return HttpResponseRedirect(reverse("mfa_index"))


@require_POST
@login_required
@reauthentication_required(app="baluarte")
def unlink(request: HttpRequest) -> HttpResponse:
    """Unlink an identity of a provider from the own account."""
    chosen = request.POST.get("account", "")
    found = SocialAccount.objects.filter(
        user_id=request.user.pk, pk=int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 19 else 0
    ).first()
    if found is None:
        raise Http404
    disconnect(request, found)
    return HttpResponseRedirect(reverse("mfa_index"))


@require_POST
@login_required
def stop_recovery(request: HttpRequest) -> HttpResponse:
    """Stop what others began for this account: whoever can sign in needs no recovery."""
    recovery.stop_recovery(world_of(request), actor_behind(request, request.user), _account(request).name)
    return HttpResponseRedirect(reverse("mfa_index"))


@require_safe
@login_not_required
def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - allauth leads here by name
    """Say of a closed account what is said of a wrong name."""
    return HttpResponseRedirect(reverse("account_login"))


def _account(request: HttpRequest) -> "Account":
    return request.user  # type: ignore[return-value]
