"""The public pages: two languages, four doors, and nothing that asks for a cookie."""

import re

import pytest
from django.conf import settings

PAGES = (
    "", "report", "verify", "my", "strategy", "sign-in", "about", "privacy", "accessibility", "glossary", "status",
)  # fmt: skip


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_answers_in_its_language_without_a_cookie(passer_by, language, page):
    answer = passer_by.get(f"/{language}/{page}")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{"es-MX" if language == "es" else "en"}"' in text
    assert text.count("<h1") == 1
    # A form needs its protection against forged ones; no other page has any.
    assert set(answer.cookies) == ({settings.CSRF_COOKIE_NAME} if page == "verify" else set())


@pytest.mark.parametrize("page", PAGES)
def test_the_two_languages_of_a_page_name_each_other(passer_by, page):
    text = passer_by.get(f"/es/{page}?tab=a").content.decode()

    assert 'hreflang="es-MX"' in text
    assert f'hreflang="en" href="http://127.0.0.1:8000/en/{page}?tab=a"' in text
    assert f'<a class="head__link" id="other-language" href="/en/{page}?tab=a" rel="alternate" lang="en"' in text


@pytest.mark.parametrize(
    ("accepted", "language"), [("en-GB,en;q=0.9", "en"), ("fr,es;q=0.3", "es"), ("de", "es"), ("", "es"), ("en;q=0,es", "es"), ("*", "es")]
)
def test_the_bare_address_leads_to_the_language_of_the_browser(passer_by, accepted, language):
    answer = passer_by.get("/", headers={"accept-language": accepted})

    assert answer.status_code == 302
    assert answer["Location"] == f"/{language}/"
    assert "Accept-Language" in answer["Vary"]


def test_the_home_page_has_four_doors_that_open(passer_by):
    text = passer_by.get("/es/").content.decode()

    doors = re.findall(r'<li class="door">.*?href="([^"]+)"', text, re.DOTALL)

    assert doors == ["/es/report", "/es/verify", "/es/my", "/es/strategy"]
    assert all(passer_by.get(door).status_code == 200 for door in doors)


def test_every_link_of_every_public_page_leads_somewhere(passer_by):
    found = {link for page in PAGES for link in re.findall(r'<a [^>]*href="(/[^"#]*)', passer_by.get(f"/es/{page}").content.decode())}

    broken = {link for link in found if passer_by.get(link).status_code not in {200, 302}}

    assert found
    assert not broken


def test_invented_data_are_called_so_on_every_page(passer_by, settings):
    invented = passer_by.get("/es/").content.decode()

    settings.BALUARTE = type(settings.BALUARTE)(synthetic="yes")
    called_so = passer_by.get("/es/").content.decode(), passer_by.get("/en/").content.decode()

    assert "DATOS SINTÉTICOS" not in invented
    assert "DATOS SINTÉTICOS" in called_so[0]
    assert "SYNTHETIC DATA" in called_so[1]


def test_an_address_that_leads_nowhere_says_so_in_the_language_of_its_path(passer_by):
    spanish, english = passer_by.get("/es/no-such-page"), passer_by.get("/en/no-such-page")

    assert (spanish.status_code, english.status_code) == (404, 404)
    assert "<title>Error: No hay ninguna página en esta dirección." in spanish.content.decode()
    assert "There is no page at this address." in english.content.decode()


def test_where_to_report_a_flaw_of_ours_is_where_finders_look(passer_by):
    answer = passer_by.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert re.search(r"^Contact: mailto:\S+@\S+$", answer.content.decode(), re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", answer.content.decode(), re.MULTILINE)


def test_health_says_ready_in_json(passer_by):
    answer = passer_by.get("/health")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "database": True, "migrations": True}
