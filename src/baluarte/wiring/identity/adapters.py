"""What we answer where allauth asks: who may come in, where they go, what stands in a passkey, which words they read."""

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse

from baluarte.formats.letter.paper.qr import qr_svg
from baluarte.wiring.identity.network import network_of
from baluarte.wiring.identity.passwords import check_password
from baluarte.wiring.identity.said import LATER, NOT_THIS_CODE, WRONG, tongue

if TYPE_CHECKING:
    from baluarte.store.rights.models import Account


class AccountDoor(DefaultAccountAdapter):
    """Accounts: nobody makes one here, and nothing is sent from here."""

    error_messages: ClassVar = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG,
        "too_many_login_attempts": LATER,
        "rate_limited": LATER,
        "incorrect_code": NOT_THIS_CODE,
        "incorrect_password": WRONG,
        "account_inactive": WRONG,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth calls it so
        """Say no: an account is opened by somebody who may, never by its owner."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Return whether an address that a request names is a page of this house, written as a path and nothing else."""
        if not url or not url.startswith("/") or not super().is_safe_url(url):
            return False
        try:
            resolve(url.partition("?")[0].partition("#")[0])
        except Resolver404:
            return False
        return True

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the network of who asks, never the whole address: a list of sessions needs no more."""
        return network_of(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead the team to the desk and a contact to its own page; who has no second factor yet, to setting one up."""
        from baluarte.wiring.identity.strength import is_weak  # noqa: PLC0415 - it reads tables, which Django must have set up

        account: Account = request.user  # type: ignore[assignment]
        if is_weak(request):
            return reverse("mfa_index")
        return f"/{tongue()}/my" if account.organisation else f"/{tongue()}/desk"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth calls it so
        """Lead back to the page of the own sign-in."""
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str, **_more: Any) -> bool:  # noqa: ARG002 - every room of it asks alike
        """Ask for a new proof where the last one is older than five minutes, however it was given."""
        from baluarte.wiring.identity.fresh import is_fresh  # noqa: PLC0415 - it reads tables, which Django must have set up

        request = self.request or context.request
        return not is_fresh(request) and bool(self.get_reauthentication_methods(request.user))

    def clean_password(self, password: str, user: "Account | None" = None) -> str:
        """Take a password that is long enough and not known to everybody."""
        check_password(password, user)
        return password

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Hear no password while the account or the network has to wait."""
        from baluarte.wiring.identity.guard import wait  # noqa: PLC0415 - it reads tables, which Django must have set up

        if wait(request, str(credentials.get("username", ""))):
            raise ValidationError(LATER, code="too_many_login_attempts")

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password, for a name that is known and for one that is not."""
        from baluarte.wiring.identity.guard import failed  # noqa: PLC0415 - the same

        failed(request, str(credentials.get("username", "")), "password")


class FactorDoor(DefaultMFAAdapter):
    """Second factors: what a device shows of us, and how its secrets are kept."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, "incorrect_code": NOT_THIS_CODE}

    def get_totp_issuer(self) -> str:
        """Return the name under which an authenticator application lists us."""
        return f"Baluarte ({settings.BALUARTE.domain})"

    def build_totp_svg(self, url: str) -> str:
        """Draw the code to be photographed as papers do: no style within, so that our policy lets it stand in the page."""
        return qr_svg(url)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the name to which a passkey is bound: the host under which people reach us."""
        here = super().get_public_key_credential_rp_entity()
        return {"id": here["id"] if settings.LOOPBACK else settings.HOST, "name": f"Baluarte · {settings.BALUARTE.domain}"}

    def encrypt(self, text: str) -> str:
        """Seal the secret of a factor with a key that is not in the database."""
        from baluarte.wiring.identity.seal import seal  # noqa: PLC0415 - it opens the world

        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        from baluarte.wiring.identity.seal import unseal  # noqa: PLC0415 - the same

        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Keep the last factor: an account without one could be opened by a link alone."""
        from baluarte.store.rights.identity import factors  # noqa: PLC0415 - it reads tables

        return factors.others(authenticator) > 0
