"""A real browser before the house. Where no chromium is, these tests are skipped and counted."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baluarte.actions import rights
from baluarte.core.rights.actors import OPERATOR

HERE = Path(__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Start the browser once."""
    if CHROMIUM is None:
        pytest.skip("No chromium on this machine: apt-get install chromium.")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright belongs to the development set")
    # The player runs a loop in this thread until the session ends; the database of every test is used from it.
    with pytest.MonkeyPatch.context() as patched, playwright.sync_playwright() as player:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = player.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, lived_in, world) -> Iterator[Callable]:
    """Return a function that opens a page of the house, signed in, and notes what the browser complains of."""
    contexts = []

    def opened(*, width: int = 1280, signed_in: bool = True, **options):
        context = chromium.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.strangers = []
        page.on("console", lambda message: page.complaints.append(message.text) if message.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("request", lambda request: page.strangers.append(request.url) if not request.url.startswith(live_server.url) else None)
        page.home = live_server.url
        if signed_in:
            page.goto(f"{live_server.url}/es/sign-in/{rights.make_sign_in_link(world, OPERATOR)}")
            page.click("main button")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; it runs inside the page under the page's own policy."""
    return (HERE / "vendor" / "axe.min.js").read_text("utf-8")
