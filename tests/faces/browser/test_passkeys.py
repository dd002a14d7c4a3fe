"""A passkey in a real browser: registered, used to come in again, and asked for before an act of weight."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.ledger.models import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def device(chromium, live_server, house, world) -> Iterator:
    """A page in a browser that holds a device with a fingerprint reader; passkeys need a name, so it is called localhost."""
    context = chromium.new_context()
    page = context.new_page()
    page.home = f"http://localhost:{urlsplit(live_server.url).port}"
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.wire = context.new_cdp_session(page)
    page.wire.send("WebAuthn.enable")
    page.authenticator = page.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]
    yield page
    context.close()


def come_by_link(page, world, name: str = "administrator") -> None:
    page.goto(f"{page.home}/es/sign-in/{rights.make_sign_in_link(world, OPERATOR, name)}")
    with page.expect_navigation():
        page.click("main button")


def add_passkey(page, name: str) -> None:
    page.goto(f"{page.home}/es/account/passkeys/add")
    page.fill("#id_name", name)
    with page.expect_navigation():
        page.click("#passkey")


def test_a_passkey_is_registered_and_opens_the_desk_again(device, world):
    page = device
    come_by_link(page, world)
    add_passkey(page, "teléfono")
    page.context.clear_cookies()

    page.goto(f"{page.home}/es/sign-in")
    with page.expect_navigation(url=f"{page.home}/es/desk"):
        page.click("#passkey")

    kept = Authenticator.objects.filter(type="webauthn").get()
    held = page.wire.send("WebAuthn.getCredentials", {"authenticatorId": page.authenticator})["credentials"]
    assert (kept.data["name"], len(held), held[0]["isResidentCredential"], held[0]["signCount"] > 1) == ("teléfono", 1, True, True)
    assert Mark.objects.filter(action="record_sign_in", about__endswith="webauthn").count() == 1
    assert page.complaints == []
