"""Every page, in both languages, narrow and wide: axe finds nothing, nothing scrolls sideways."""

import json

import pytest
from tests.faces.browser.conftest import RULES

from baluarte.actions import feeds, warning
from baluarte.core.feeds.lists import DELIVERIES
from baluarte.core.ground.query import read_query
from baluarte.core.warning.lists import FINDINGS, NOTICES

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PUBLIC = (
    "", "report", "verify", "my", "strategy", "sign-in", "sign-in/x", "f/AN-2026-000001", "about", "privacy", "accessibility", "glossary", "status", "no-such-page",
)  # fmt: skip
DESK = (
    "desk", "desk/findings", "desk/findings?severity=high&q=example&sort=-last_seen&cols=folio,severity,point,reports", "desk/findings?q=zzz",
    "desk/findings?colour=red", "desk/feeds", "desk/quarantine", "desk/orgs", "desk/orgs/hospital-central", "desk/tree",
    "desk/contacts", "desk/assets", "desk/outbox", "desk/notices/new", "desk/notices/new?organisation=redes-del-sur", "desk/import",
    "desk/findings/AN-2026-999999",
)  # fmt: skip


def single(world, officer) -> list[str]:
    """Return the address of one finding, one notice and one delivery."""
    finding = warning.list_findings(world, officer, read_query([], FINDINGS, world.now())).table["folio"][0]
    notice = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).table["folio"][0]
    delivery = feeds.list_deliveries(world, officer, read_query([], DELIVERIES, world.now())).table["id"][0]
    return [f"desk/findings/{finding}", f"desk/outbox/{notice}", f"desk/deliveries/{delivery}"]


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "light"), (1280, "dark")])
@pytest.mark.parametrize("language", ["es", "en"])
def test_axe_finds_nothing_on_any_page(open_page, axe, world, officer, language, width, scheme):
    page = open_page(width=width, color_scheme=scheme)
    found = {}

    for address in (*PUBLIC, *DESK, *single(world, officer)):
        page.goto(f"{page.home}/{language}/{address}")
        page.evaluate(axe)
        violations = page.evaluate(f"axe.run(document, {{runOnly: {json.dumps(RULES)}}}).then(done => done.violations)")
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if violations or sideways > 0 or page.locator("h1").count() != 1 or page.locator("main").count() != 1:
            found[address] = [(one["id"], one["nodes"][0]["html"][:120]) for one in violations], sideways

    assert found == {}


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_title_is_its_own(open_page, world, officer, language):
    page = open_page()
    titles = []

    for address in (
        *PUBLIC[:-1],
        "desk",
        "desk/findings",
        "desk/feeds",
        "desk/quarantine",
        "desk/orgs",
        "desk/tree",
        "desk/contacts",
        "desk/assets",
        "desk/outbox",
        "desk/import",
    ):
        page.goto(f"{page.home}/{language}/{address}")
        titles.append(page.title())

    doubled = {title for title in titles if titles.count(title) > 1}
    assert doubled <= {f"{'Entrar' if language == 'es' else 'Sign in'} – Baluarte"}  # the page and its link


@pytest.mark.parametrize("width", [320, 360])
def test_nothing_scrolls_sideways_on_a_small_screen(open_page, world, officer, width):
    page = open_page(width=width)
    wide = {}

    for address in (*PUBLIC, *DESK, *single(world, officer)):
        page.goto(f"{page.home}/es/{address}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wide[address] = over

    assert wide == {}


def test_the_browser_complains_of_nothing_and_asks_nobody_else(open_page, world, officer):
    page = open_page()

    for address in (*PUBLIC[:-1], *(one for one in DESK if "colour" not in one and "999999" not in one), *single(world, officer)):
        page.goto(f"{page.home}/es/{address}")

    assert page.complaints == []
    assert page.strangers == []


def test_no_page_has_an_inline_style_in_what_we_send(open_page, world, officer):
    page = open_page(java_script_enabled=False)

    for address in (*PUBLIC, *DESK, *single(world, officer)):
        sent = page.goto(f"{page.home}/es/{address}").text()
        assert ' style="' not in sent, address
        assert "<style" not in sent, address
