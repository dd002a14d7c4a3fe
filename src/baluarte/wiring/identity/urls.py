"""The addresses of signing in. A hand-picked few of allauth's views: nothing here signs up, mails, or resets by mail."""

from collections.abc import Sequence

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as application
from allauth.mfa.webauthn import views as passkeys
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_http_methods

from baluarte.wiring.identity import pages, signon
from baluarte.wiring.identity.prefix import TonguePrefix

_METHODS = require_http_methods(["GET", "HEAD", "POST"])
_SPOKEN: list[URLPattern] = [
    path("sign-in", pages.SignIn.as_view(), name="account_login"),
    path("sign-in/second", factors.authenticate, name="mfa_authenticate"),
    path("sign-in/passkey", passkeys.login_webauthn, name="mfa_login_webauthn"),
    path("sign-in/cancelled", signon.cancelled, name="socialaccount_login_cancelled"),
    path("account", pages.own_sign_in, name="mfa_index"),
    path("account/passkeys", pages.own_sign_in, name="mfa_list_webauthn"),
    path("account/passkeys/add", login_required(passkeys.add_webauthn), name="mfa_add_webauthn"),
    path("account/passkeys/<int:pk>/remove", pages.remove_passkey, name="mfa_remove_webauthn"),
    path("account/application", application.activate_totp, name="mfa_activate_totp"),
    path("account/application/remove", application.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/codes", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/codes/new", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("account/password", pages.set_password, name="account_set_password"),
    path("account/providers", pages.unlink, name="socialaccount_connections"),
    path("account/sessions", pages.sessions, name="usersessions_list"),
    path("account/confirm", account.reauthenticate, name="account_reauthenticate"),
    path("account/confirm/code", factors.reauthenticate, name="mfa_reauthenticate"),
    path("account/confirm/passkey", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/recovery/stop", pages.stop_recovery, name="recovery-stop"),
    path("account/closed", pages.closed, name="account_inactive"),
]


def _plain(one: URLPattern) -> URLPattern:
    """Return an address that takes no method but the plain three: a guard that knows POST must not be passed by PUT."""
    return URLPattern(one.pattern, _METHODS(one.callback), one.default_args, one.name)


urlpatterns: Sequence[URLPattern | URLResolver] = [
    # One address for both languages is one to register with the provider.
    path("sign-on/<slug:provider_id>", signon.go, name="openid_connect_login"),
    path("sign-on/<slug:provider_id>/back", signon.come_back, name="openid_connect_callback"),
    URLResolver(TonguePrefix(), [_plain(one) for one in _SPOKEN]),
]
