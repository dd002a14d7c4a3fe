"""Signing in through a provider of identities: linked by its issuer and its subject, and by nothing else it says."""

from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from baluarte.wiring.identity.door import one_door
from baluarte.wiring.identity.said import tongue
from baluarte.wiring.identity.token import Unbelievable, subject_of


class ProviderDoor(DefaultSocialAccountAdapter):
    """Identities of others: they open an account that was linked before, and make none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Drop what else the provider said, and turn away who is linked to nothing."""
        sociallogin.account.extra_data = {}
        sociallogin.email_addresses = []
        sociallogin.token = None
        linking = sociallogin.state.get("process") == "connect" and request.user.is_authenticated
        if not sociallogin.is_existing and not linking:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown.html", status=403))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002 - allauth calls it so
        """Say no: an account is opened by somebody who may."""
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:  # noqa: ARG002 - the same
        """Never link by a mail address: whoever runs a provider could claim any."""
        return False

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        """Return the providers of the settings alone; a row in the database offers none."""
        return [app for app in super().list_apps(request, provider, client_id) if app.pk is None]

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:  # noqa: ARG002 - the same
        """Lead back to the page of the own sign-in."""
        return f"/{tongue()}/account"

    def get_requests_session(self) -> requests.Session:
        """Return the one way to a provider: to the hosts of the settings, and no farther."""
        issuers = [app["settings"]["issuer"] for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]]
        return one_door(issuers, settings.SOCIALACCOUNT_REQUESTS_TIMEOUT)


class StrictIdentity(OpenIDConnectOAuth2Adapter):
    """Believes a signed token alone: its signature, issuer, audience, end and subject are always checked."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """Return what the provider says of itself; one that speaks for another issuer is not heard."""
        told: dict[str, Any] = super().openid_config
        if told.get("issuer") != self.get_provider().app.settings["issuer"]:
            raise OAuth2Error("The provider speaks for another issuer.")
        return told

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:  # noqa: ARG002 - allauth calls it so
        """Return the identity that a token names; it is read here, checked in full, and dropped."""
        with get_adapter().get_requests_session() as way:
            keys = way.get(self.openid_config["jwks_uri"]).json()
        subject = subject_of(kwargs["response"].get("id_token"), keys, app.settings["issuer"], app.client_id)
        return self.get_provider().sociallogin_from_response(request, {"id_token": {"sub": subject}})


def go(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Ask before leaving for the provider (GET), or leave for it (POST) by a page that leads there."""
    answer = _viewed(OAuth2LoginView, request, provider_id)
    if not isinstance(answer, HttpResponseRedirect):
        return answer
    return render(request, "socialaccount/leave.html", {"address": answer.url})


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take back who comes from the provider."""
    return _viewed(OAuth2CallbackView, request, provider_id)


def cancelled(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - allauth leads here by name
    """Lead who turned round at the provider back to the page for signing in."""
    return HttpResponseRedirect(reverse("account_login"))


def _viewed(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(StrictIdentity(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except Unbelievable:
        answer = render(request, "socialaccount/authentication_error.html", status=401)
    except (OAuth2Error, requests.RequestException):
        answer = render(request, "socialaccount/authentication_error.html", status=503)
    return answer
