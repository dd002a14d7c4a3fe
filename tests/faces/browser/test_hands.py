"""Hands on the desk: the keyboard alone, without scripts, and with them."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_first_tab_offers_to_skip_to_the_content(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings")

    page.keyboard.press("Tab")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")

    assert name == "Saltar al contenido"
    assert page.url.endswith("#main")


def test_every_stop_of_the_keyboard_can_be_seen(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings")
    unseen = []

    for _ in range(45):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
            const marked = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2 || look.boxShadow !== 'none';
            return [marked && box.width > 0, at.outerHTML.slice(0, 120)]; }"""
        )
        if not seen[0]:
            unseen.append(seen[1])

    assert unseen == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_head_sorts_and_says_how(open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{page.home}/es/desk/findings?severity=high")

    page.click("#sort-point")
    page.wait_for_url("**sort=point**")

    assert "severity=high" in page.url
    assert page.locator("th[aria-sort]").count() == 1
    assert page.locator("th[aria-sort='ascending'] button").get_attribute("id") == "sort-point"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_and_a_filter_meet_in_one_address(open_page, scripts):
    page = open_page(java_script_enabled=scripts)
    page.goto(f"{page.home}/es/desk/findings")

    page.click("text=Filtros")
    page.check("input[name=severity][value=medium]")
    page.fill("#q", "clinica")
    page.click("text=Aplicar filtros")
    page.wait_for_url("**severity=medium**")

    assert "q=clinica" in page.url
    assert "from=" not in page.url
    assert page.locator(".chip").count() == 2


def test_columns_are_chosen_and_the_file_has_the_same(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings")

    page.click("summary:has-text('Columnas')")
    page.uncheck("#c-first_seen")
    page.uncheck("#c-due")
    page.click("text=Mostrar estas columnas")
    page.wait_for_url("**cols=**")
    heads = page.locator("thead th button").evaluate_all("all => all.map(one => one.value.replace('-', ''))")
    with page.expect_download() as download:
        page.click("text=CSV")
    first = download.value.path().read_text("utf-8-sig").splitlines()[0].replace("_utc", "").split(",")

    assert "first_seen" not in heads
    assert first == [*heads, "tlp"]


def test_going_back_finds_the_same_place(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings?sort=point&per=25&page=2")
    before = page.locator("tbody tr").all_text_contents()

    page.click("tbody tr:nth-child(3) a")
    page.wait_for_selector("#timeline")
    page.go_back()

    assert page.locator("tbody tr").all_text_contents() == before


def test_the_language_switch_keeps_place_filter_and_count(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings?severity=high&sort=point")
    spanish = page.locator("tbody tr").count()

    with page.expect_navigation():
        page.click("text=English")

    assert page.url == f"{page.home}/en/desk/findings?severity=high&sort=point"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("tbody tr").count() == spanish


def test_an_answer_without_its_end_leads_to_the_field(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings")
    page.click("tbody tr a")
    page.check("input[value=accept-until]")
    page.fill("#why", "El equipo se cambia en abril.")

    with page.expect_navigation():
        page.click("text=Enviar respuesta")
    focused = page.evaluate("document.activeElement.className")
    page.click(".govuk-error-summary a")

    assert page.title().startswith("Error:")
    assert "govuk-error-summary" in focused
    assert page.evaluate("document.activeElement.id") == "until"
    assert page.input_value("#why") == "El equipo se cambia en abril."
    assert page.is_checked("input[value=accept-until]")


def test_an_answer_stands_in_the_timeline(open_page):
    page = open_page(java_script_enabled=False)
    page.goto(f"{page.home}/es/desk/findings")
    page.click("tbody tr a")
    page.check("input[value=acknowledge]")
    page.fill("#why", "La revisa el turno de la noche.")

    page.click("text=Enviar respuesta")

    assert page.url.endswith("#timeline")
    assert "La revisa el turno de la noche." in page.locator(".timeline").inner_text()


def test_targets_are_large_enough_for_a_finger(open_page):
    page = open_page(width=360)
    page.goto(f"{page.home}/es/desk/findings")

    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .govuk-pagination a, .chip, .list__sizes a, .head__link')]
        .filter(one => one.offsetParent).map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
        .filter(([, height]) => height < 24)"""
    )

    assert small == []


def test_the_new_order_is_said_aloud(open_page):
    page = open_page()
    page.goto(f"{page.home}/es/desk/findings")

    page.click("#sort-point")
    page.wait_for_url("**sort=point**")
    page.wait_for_function("document.getElementById('said').textContent.length > 0")

    assert page.locator("#said").get_attribute("aria-live") == "polite"
    assert "Dónde" in page.locator("#said").inner_text()
