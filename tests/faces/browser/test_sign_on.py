"""The way to a provider of identities and back, in a real browser, under our own policy and strict cookies."""

import warnings
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.rights.models import Account
from baluarte.wiring.identity.providers import provider_id, read_providers

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_browser_leaves_for_the_provider_and_comes_back_signed_in(chromium, live_server, house, settings, world, tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mock = pytest.importorskip("oidc_provider_mock", reason="the provider belongs to the development set")
    rights.make_sign_in_link(world, OPERATOR)
    home = f"http://localhost:{urlsplit(live_server.url).port}"
    with mock.run_server_in_thread(user_claims=[mock.User(sub="persona-7f3a")]) as server:
        issuer = f"http://localhost:{server.server_port}"
        place = tmp_path / "providers.toml"
        place.write_text(
            f'[[provider]]\nissuer = "{issuer}"\nclient = "baluarte"\nsecret = "agency"\nes = "La agencia"\nen = "The agency"\n', "utf-8"
        )
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": read_providers(str(place), {"agency": "s3cret"}.__getitem__)}}
        account = Account.objects.get(name="administrator")
        SocialAccount.objects.create(user_id=account.pk, provider=provider_id(issuer), uid="persona-7f3a")
        page = chromium.new_context().new_page()
        page.goto(f"{home}/es/sign-in")

        page.click("text=La agencia")
        page.wait_for_url(f"{issuer}/**")
        page.fill("input[name=sub]", "persona-7f3a")
        page.click("button[type=submit]")
        page.wait_for_url(f"{home}/*/desk")

        assert page.locator("h1").count() == 1
        page.context.close()
