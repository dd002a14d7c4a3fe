"""A marker in every text of the database: a real browser runs nothing of it, with the policy header off and then on."""

import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from tests.faces.browser.conftest import chromium  # noqa: F401 - a fixture
from tests.security import memory
from tests.security.addresses import routes
from tests.security.asking import Asker, one_of, text_of
from tests.security.factory import Factory
from tests.security.tenants import Tenant, live_on

from baluarte.actions import campaigns, warning
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.rights.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HOME = "http://house.example"
NAME = "data-qzm4rk3r"
# HTML, attribute, script, address, template and style at once; where there is little room, its first part alone.
MARKER = (
    f"'\"><img src=//evil.example/i onerror=alert(1) {NAME}></script></textarea></title><script>alert(2)</script>"
    f"<a href=javascript:alert(3) {NAME}>{{{{7*7}}}}${{7*7}}</a><p style=background:url(//evil.example/b) {NAME}>`-alert(4)-`"
)
SHORT = f"'\"><b {NAME}>"
LOOK = f"""() => [
    ...[...document.querySelectorAll('[{NAME}]')].map(node => node.outerHTML.slice(0, 120)),
    ...[...document.querySelectorAll('[href],[src],[action]')].map(node => node.href || node.src || node.action)
        .filter(told => /^(javascript|data|vbscript):/i.test(told)),
]"""


@dataclass
class House:
    """A browser's page before the house: every request is answered by the program itself, and whatever else is asked for is noted."""

    page: Any
    asker: Asker
    extra: dict[str, tuple[str, str]] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Stand between the page and the world."""
        self.page.route("**/*", self._answer)
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _answer(self, route: Any) -> None:
        place = urlsplit(route.request.url)
        if f"{place.scheme}://{place.netloc}" != HOME:
            self.strangers.append(route.request.url)
            return route.abort()
        if place.path.startswith("/static/"):
            found = finders.find(place.path.removeprefix("/static/"))
            kind = mimetypes.guess_type(place.path)[0] or "text/plain"
            return route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind) if found else route.fulfill(status=404)
        if place.path in self.extra:
            policy, text = self.extra[place.path]
            headers = {"Content-Security-Policy": policy} if policy else {}
            return route.fulfill(body=text, headers={"Content-Type": "text/html; charset=utf-8"} | headers)
        return route.fulfill(**self.fetched(f"{place.path}?{place.query}" if place.query else place.path))

    def fetched(self, address: str) -> dict[str, Any]:
        """Return what the program answers to a browser."""
        answer = self.asker.ask("GET", address)
        body = text_of(answer)
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-length"}
        return {"status": answer.status_code, "headers": headers, "body": body}

    def looked_at(self, address: str) -> list[str]:
        """Open an address and return what of the marker came to life."""
        self.strangers.clear()
        self.dialogs.clear()
        self.page.goto(HOME + address)
        return [*self.page.evaluate(LOOK), *self.strangers, *self.dialogs]


@pytest.fixture
def marked(two, world) -> tuple[Tenant, Tenant]:
    """Both tenants with the marker in every text of theirs, and in every text of the country; then a new day's notices."""
    for tenant in two:
        factory = Factory(tenant.token, tenant.slug, Account.objects.get(organisation=tenant.slug), tenant.made, world.now())
        factory.imprint(tenant.made, SHORT)
        factory.imprint(tenant.made, MARKER)
        live_on(world, tenant, 1)
        number = int(tenant.made["campaigns.CampaignRow"][0])
        campaigns.send_campaign(world, OPERATOR, number)
    warning.deliver_notices(world, OPERATOR)
    return two


def pages(asker: Asker, a: Tenant, b: Tenant) -> Iterator[tuple[str, str, str]]:
    """Give every page that holds the marker, with its policy and its text."""
    for route in routes():
        if not route.pattern.startswith("/api/"):
            address = route.at({place.name: one_of(place, a, b) for place in route.identifiers})
            answer = asker.ask("GET", address)
            text = text_of(answer)
            if answer.headers.get("Content-Type", "").startswith("text/html") and NAME in text:
                yield address, answer.headers["Content-Security-Policy"], text


@pytest.fixture
def houses(chromium):  # noqa: F811
    """Return a function that opens the house for one who asks, first with the policy header off, then on."""
    contexts = [chromium.new_context(bypass_csp=off) for off in (True, False)]
    yield lambda asker: [House(context.new_page(), asker) for context in contexts]
    for context in contexts:
        context.close()


def test_no_text_of_anybody_comes_to_life_on_any_page(houses, marked, on_duty):
    a, b = marked
    alive, seen = {}, 0
    for who, asker in (("team", Asker(Tenant(a.token, a.network, session=on_duty))), ("tenant", Asker(a))):
        told = list(pages(asker, a, b))
        for house in houses(asker):
            house.extra = {address: (policy, text) for address, policy, text in told}
            alive |= {f"{who} {address}": found for address, _, _ in told if (found := house.looked_at(address)[:3])}
        seen += len(told)

    assert alive == {}
    assert seen > 12


def test_no_text_of_anybody_comes_to_life_in_a_mail(houses, marked, world):
    a, _ = marked
    letters = {f"/mail/{number}": ("", one.html) for number, one in enumerate(world.messages) if NAME in one.html}
    alive = {}
    for house in houses(Asker(a)):
        house.extra = letters
        alive |= {address: found for address in letters if (found := house.looked_at(address))}

    assert alive == {}
    assert letters


def test_a_page_that_forgot_to_escape_is_found(houses, two):
    for house in houses(Asker(two[0])):
        house.extra = {"/forgot": ("", f"<!doctype html><title>x</title><p>{MARKER}</p>")}

        assert house.looked_at("/forgot")


def test_every_table_with_texts_took_the_marker(marked):
    a, _ = marked
    with_marker = {
        memory.label(model)
        for model in memory.models()
        for row in model._default_manager.filter(pk__in=a.made.get(memory.label(model), [])).values()
        if NAME in repr(row)
    }

    assert {"constituency.OrganisationRow", "warning.FindingRow", "warning.FindingStep", "replies.ReplyRow", "campaigns.CampaignRow",
            "feeds.QuarantineRow", "feeds.DeliveryRow", "rights.Token"} <= with_marker  # fmt: skip
