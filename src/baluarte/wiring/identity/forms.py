"""The forms of signing in: allauth's own, with our spelling of names and our guard before each secret."""

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms

from baluarte.core.rights.identity.names import canonical
from baluarte.core.rights.identity.passwords import MOST_LETTERS
from baluarte.store.rights.identity import factors
from baluarte.wiring.identity.guard import failed, wait, world_of
from baluarte.wiring.identity.said import LATER, NOT_THIS_CODE

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account

_MOST_DIGITS = 20


def shown_name(account: "Account") -> str:
    """Return what an account is called on pages and in passkeys."""
    return account.name


class PasswordForm(LoginForm):
    """Name and password of a contact. The team has none, and is told the same as for a wrong one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].max_length = MOST_LETTERS
        self.fields["password"].validators.append(_not_endless)

    def clean_login(self) -> str:
        """Return the name in its one spelling."""
        return canonical(self.cleaned_data["login"])


class AgainForm(ReauthenticateForm):
    """The password once more, before an act of weight."""


class _Guarded:
    """Lets the guard speak first, and hears no code twice."""

    user: "Account"
    authenticator: Authenticator

    def clean_code(self) -> str:
        """Return a code that is right and new, or raise `ValidationError`."""
        request = context.request
        if wait(request, self.user.name):
            raise forms.ValidationError(LATER, code="too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
            self._spend(code)
        except forms.ValidationError:
            failed(request, self.user.name, "code")
            raise
        return code

    def _spend(self, code: str) -> None:
        used = self.authenticator.type == Authenticator.Type.TOTP
        world = world_of(context.request)
        if used and not factors.spend_code(self.user.pk, code.strip(), world.machine_now()):
            raise forms.ValidationError(NOT_THIS_CODE, code="incorrect_code")


class CodeForm(_Guarded, base.AuthenticateForm):
    """The code of an application, or one from the paper, as second factor."""


class CodeAgainForm(_Guarded, base.ReauthenticateForm):
    """The same, before an act of weight."""


class FirstCodeForm(ActivateTOTPForm):
    """The first code of an application, which proves that it was set up."""

    def clean_code(self) -> str:
        """Take the code and spend it, so that nobody who read it over a shoulder can use it."""
        request = context.request
        if wait(request, self.user.name):
            raise forms.ValidationError(LATER, code="too_many_login_attempts")
        try:
            code: str = super().clean_code()
        except forms.ValidationError:
            failed(request, self.user.name, "code")
            raise
        factors.spend_code(self.user.pk, code.strip(), world_of(request).machine_now())
        return code


class PasskeyForm(AddWebAuthnForm):
    """A new passkey. It always verifies its owner, so that it is both factors by itself."""

    def clean(self) -> dict[str, Any]:
        """Ask for a verified owner, whatever the browser sent."""
        self.cleaned_data["passwordless"] = True
        self.cleaned_data["name"] = self.cleaned_data.get("name", "")[:100]
        cleaned: dict[str, Any] = super().clean()
        return cleaned


def _not_endless(value: str) -> None:
    if len(value) > MOST_LETTERS:
        raise forms.ValidationError(NOT_THIS_CODE, code="long")
