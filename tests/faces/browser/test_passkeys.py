"""A passkey in a real browser: registered, used to come in again, and asked for where a link would not be enough."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from tests.faces.browser.conftest import RULES

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.ledger.models import Mark

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder: then every page is kept as a picture, for people to look at
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
    codes = re.findall(r"\d{10}", page.locator("#codes").inner_text())
    page.context.clear_cookies()

    page.goto(f"{page.home}/es/sign-in")
    with page.expect_navigation(url=f"{page.home}/es/desk"):
        page.click("#passkey")

    kept = Authenticator.objects.filter(type="webauthn").get()
    held = page.wire.send("WebAuthn.getCredentials", {"authenticatorId": page.authenticator})["credentials"]
    assert len(codes) == 10
    assert (kept.data["name"], len(held), held[0]["isResidentCredential"], held[0]["signCount"] > 1) == ("teléfono", 1, True, True)
    assert Mark.objects.filter(action="record_sign_in", about__endswith="webauthn").count() == 1
    assert page.complaints == []


def test_a_link_asks_for_the_passkey_and_a_cancelled_one_says_so(device, world):
    page = device
    come_by_link(page, world)
    add_passkey(page, "teléfono")
    page.context.clear_cookies()
    come_by_link(page, world)
    page.wire.send("WebAuthn.setUserVerified", {"authenticatorId": page.authenticator, "isUserVerified": False})
    quiet = page.locator("#passkey-problems").inner_text()
    page.click("#passkey")
    page.wait_for_selector("#passkey-problems [data-when=cancelled]:visible")
    said = page.locator("#passkey-problems").inner_text()
    cancelled = page.url
    page.wire.send("WebAuthn.setUserVerified", {"authenticatorId": page.authenticator, "isUserVerified": True})

    with page.expect_navigation(url=f"{page.home}/es/desk"):
        page.click("#passkey")

    assert (quiet.strip(), said.strip()) == ("", "No se usó la llave de acceso: se canceló o se agotó el tiempo. Inténtelo de nuevo.")
    assert cancelled == f"{page.home}/es/sign-in/second"
    assert page.complaints == []


def test_a_device_that_holds_a_passkey_makes_no_second_one(device, world):
    page = device
    come_by_link(page, world)
    add_passkey(page, "teléfono")
    page.goto(f"{page.home}/en/account/passkeys/add")

    page.click("#passkey")
    page.wait_for_selector("#passkey-problems [data-when=known]:visible")

    assert Authenticator.objects.filter(type="webauthn").count() == 1


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["es", "en"])
def test_axe_finds_nothing_on_the_pages_of_signing_in(device, world, axe, language, width):
    page, found = device, {}
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{page.home}/{language}/sign-in")
    look(page, axe, found, f"sign-in-{language}-{width}")
    come_by_link(page, world)
    for name in ("account", "account/passkeys/add", "account/application", "desk/recoveries"):
        page.goto(f"{page.home}/{language}/{name}")
        look(page, axe, found, f"{name.replace('/', '-')}-{language}-{width}")
    add_passkey(page, "teléfono")
    look(page, axe, found, f"codes-{language}-{width}")
    for name in ("account", "account/codes", "account/confirm/passkey", "account/passkeys/1/remove", "account/codes/new"):
        number = Authenticator.objects.filter(type="webauthn").get().pk
        page.goto(f"{page.home}/{language}/{name.replace('1', str(number))}")
        look(page, axe, found, f"{name.replace('/', '-')}-again-{language}-{width}")
    page.context.clear_cookies()
    come_by_link(page, world)
    page.goto(f"{page.home}/{language}/sign-in/second")
    look(page, axe, found, f"second-{language}-{width}")

    assert found == {}


def look(page, axe: str, found: dict, name: str) -> None:
    """Note what axe and the width of a page find wrong, and keep its picture."""
    page.evaluate(axe)
    wrong = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(done => done.violations)")
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)
    if wrong or sideways > 0 or page.locator("h1").count() != 1:
        found[name] = [(one["id"], one["nodes"][0]["html"][:120]) for one in wrong], sideways, page.title()
