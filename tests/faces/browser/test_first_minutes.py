"""The first five minutes of an institution's officer, in a real browser: from the link in a mail to a certificate, and back."""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.faces.browser.conftest import RULES
from tests.faces.browser.test_passkeys import DEVICE, add_passkey

from baluarte.actions import feeds, replies, warning
from baluarte.actions.constituency import roles
from baluarte.core.rights.actors import OPERATOR, VISITOR
from baluarte.core.rights.grants import Grant
from baluarte.store.warning.models import FindingRow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("PICTURES", "")  # a folder: then every page of the way is kept as a picture, for people to look at
HOSPITAL = "hospital-central"
_HEAD = "timestamp,severity,ip,protocol,port,hostname,tag,asn,geo,region,city\n"
SAID = {
    "es": ("Sus pendientes", "Lo recibimos", "recibida y atendida", "corrección declarada", "cerrado por observación", "No se ve desde", "reapareció"),
    "en": ("What waits for you", "We have it", "acknowledged", "fix claimed", "closed by observation", "Not seen since", "came back"),
}  # fmt: skip


@pytest.fixture
def officer_page(chromium, live_server, lived_in, world, settings) -> Iterator[Callable]:
    """Return a function that opens a browser with a fingerprint reader; a contact needs a factor of its own, as in life."""
    settings.FACTORS_OF_CONTACT = 1
    contexts = []

    def opened(width: int):
        context = chromium.new_context(viewport={"width": width, "height": 800}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.home = f"http://localhost:{urlsplit(live_server.url).port}"  # a passkey needs a name
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.wire = context.new_cdp_session(page)
        page.wire.send("WebAuthn.enable")
        page.wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def seen(axe) -> Callable:
    """Return a function that looks at a page: axe finds nothing, nothing scrolls sideways, it has one heading."""

    def look(page, name: str) -> None:
        page.evaluate(axe)
        violations = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(done => done.violations)")
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if PICTURES:
            width = page.viewport_size["width"]
            page.screenshot(path=Path(PICTURES) / f"minutes-{name}-{page.url.split('/')[3]}-{width}.png", full_page=True)
        assert ([(one["id"], one["nodes"][0]["html"][:120]) for one in violations], sideways <= 0, page.locator("h1").count()) == (
            [],
            True,
            1,
        ), name

    return look


def deliver(world, day: str, line: str) -> None:
    """Bring a report of one day in, with one line of somebody's."""
    name = f"{day}-scan_rdp-anahuac.csv"
    received = feeds.receive_delivery(world, OPERATOR, "shadowserver", name, BytesIO((_HEAD + line).encode()))
    warning.ingest_delivery(world, OPERATOR, received.id)


def let_a_month_pass(world) -> None:
    """Let the report arrive every five days, with a line of another organisation and none of the hospital."""
    for _ in range(7):
        world.move(timedelta(days=5))
        day = world.now().date().isoformat()
        deliver(world, day, f"{day} 01:00:00,high,203.0.113.9,tcp,3389,,rdp,64496,AN,,\n")


def link_in_mail(world, language: str) -> str:
    """Return where the mail to the hospital leads, below the name of the house."""
    warning.deliver_notices(world, OPERATOR)
    text = next(one.text for one in world.messages if HOSPITAL in one.recipient)
    return re.sub(r"^es", language, re.search(r"/(es/f/[A-Z0-9-]+\?k=[0-9a-z]+)", text)[1])


@pytest.mark.parametrize(("language", "width"), [("es", 360), ("en", 1280)])
def test_from_the_mail_to_the_certificate_of_a_closing(officer_page, seen, world, language, width):  # noqa: PLR0915 - one way, walked whole
    page, (waits, have_it, taken, claimed, closed, unseen, back) = officer_page(width), SAID[language]
    page.goto(f"{page.home}/{link_in_mail(world, language)}")
    seen(page, "1-mail-link")
    assert "192.0.2." not in page.inner_text("main")  # a mailed link alone opens the summary

    first_link = roles.open_account(world, OPERATOR, "responsable-1", HOSPITAL)
    roles.give_role(world, OPERATOR, Grant("responsable-1", "organisation-manager", HOSPITAL))
    page.goto(f"{page.home}/{language}/sign-in/{first_link}")
    with page.expect_navigation():
        page.click("main button")
    page.goto(f"{page.home}/{language}/my/findings")
    assert "192.0.2." not in page.inner_text("main")  # a link alone is no second factor
    add_passkey(page, "teléfono")

    page.goto(f"{page.home}/{language}/my")
    assert waits in page.inner_text("h1")
    seen(page, "2-waits")
    with page.expect_navigation():
        page.click(".waits a")
    seen(page, "3-findings")
    with page.expect_navigation():
        page.click("a.rowlink")
    folio = page.url.split("/")[-1].partition("?")[0]
    seen(page, "4-finding")
    assert FindingRow.objects.get(folio=folio).organisation.slug == HOSPITAL

    page.check("#answer-1")
    assert have_it in page.inner_text("label[for=answer-1]")
    with page.expect_navigation():
        page.click("#answer button")
    assert taken in page.inner_text("#state")
    seen(page, "5-acknowledged")

    page.evaluate("window.here = true")
    page.click("#state button")
    page.locator("#state", has_text=claimed).wait_for(timeout=5000)
    assert page.evaluate("window.here")  # the state changed without a reload
    seen(page, "6-claimed")

    let_a_month_pass(world)
    page.click("#state button")
    page.locator("#state", has_text=closed).wait_for(timeout=5000)
    assert unseen in page.inner_text("#state")
    assert "scan_rdp" in page.inner_text(".timeline li:last-child")  # who saw that it is gone
    seen(page, "7-closed")

    with page.expect_download() as download:
        page.click("#state button")
    content = download.value.path().read_bytes()
    paper = replies.verify_file(world, VISITOR, content)
    assert content.startswith(b"%PDF")
    assert (paper.kind, download.value.suggested_filename) == ("certificate", paper.name)

    deliver(world, world.now().date().isoformat(), _again(folio, world))
    page.goto(f"{page.home}/{language}/my/findings/{folio}")
    assert back in page.inner_text("#state")
    seen(page, "8-came-back")
    assert page.complaints == []


def _again(folio: str, world) -> str:
    """Return the line that shows a finding once more."""
    point = FindingRow.objects.get(folio=folio).point
    return f"{world.now():%Y-%m-%d} 02:00:00,high,{point.partition(':')[0]},tcp,3389,,rdp,64496,AN,,\n"
