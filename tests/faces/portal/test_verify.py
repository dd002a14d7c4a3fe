"""The page where a message is checked: a form, and one of two answers."""

import re

import pytest
from django.test import Client

from baluarte.actions import warning
from baluarte.faces.portal.networks import network_of
from baluarte.store.warning.models import NoticeRow, OutboxRow


@pytest.fixture
def notice(lived_in, world, officer) -> NoticeRow:
    """A notice that left."""
    warning.deliver_notices(world, officer)
    return NoticeRow.objects.get(organisation__slug="redes-del-sur")


def check(passer_by, folio: str, code: str, language: str = "en"):
    return passer_by.post(f"/{language}/verify", {"folio": folio, "code": code})


@pytest.mark.parametrize(("language", "day"), [("es", "5 mar 2026"), ("en", "Mar 5, 2026")])
def test_the_right_pair_is_told_when_and_where_to(passer_by, notice, language, day):
    answer = check(passer_by, notice.folio.lower(), notice.code.replace("-", " ").lower(), language)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "re****r.example" in text
    assert f"[{notice.folio}]" in text
    assert day in re.sub(r"<[^>]*>", "", text)


def test_nothing_of_the_message_is_shown(passer_by, notice):
    text = check(passer_by, notice.folio, notice.code).content.decode()

    row = OutboxRow.objects.get(notice=notice)
    assert row.recipient not in text
    assert row.subject not in text
    assert "redes-del-sur" not in text
    assert "203.0.113." not in text


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_wrong_pair_is_answered_with_the_same_bytes(passer_by, notice, language):
    pairs = [(notice.folio, "0000-0000"), (notice.folio, ""), ("AN-2026-999999", notice.code), ("AN-2026-999999", "x"), ("", "")]

    answers = [check(passer_by, *pair, language) for pair in pairs]

    assert len({one.content for one in answers}) == 1
    for one in answers:
        del one.headers["Expires"]  # the second of the answer, and nothing else
    assert len({(one.status_code, str(sorted(one.headers.items()))) for one in answers}) == 1
    assert ("No hay registro" if language == "es" else "No record") in answers[0].content.decode()


def test_a_queued_message_is_no_message_yet(passer_by, lived_in):
    queued = NoticeRow.objects.filter(held="").first()

    assert "No record" in check(passer_by, queued.folio, queued.code).content.decode()


def test_too_many_tries_are_asked_to_wait(passer_by, notice):
    for _ in range(5):
        check(passer_by, notice.folio, "0000-0000")

    answer = check(passer_by, notice.folio, notice.code, "es")

    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
    assert "Espere un minuto" in answer.content.decode()
    assert Client().get("/es/verify").status_code == 200


def test_a_proxy_on_this_machine_names_who_asks_and_nobody_else_is_believed(passer_by, notice):
    for number in range(5):
        passer_by.post(
            "/en/verify",
            {"folio": notice.folio, "code": ""},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
            REMOTE_ADDR="198.51.100.9",
        )
    asked = {"folio": notice.folio, "code": notice.code}

    forged = passer_by.post("/en/verify", asked, headers={"X-Forwarded-For": "192.0.2.77"}, REMOTE_ADDR="198.51.100.9")
    by_proxy = passer_by.post("/en/verify", asked, headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.5"}, REMOTE_ADDR="127.0.0.1")

    assert (forged.status_code, by_proxy.status_code) == (429, 200)


def test_a_subscriber_of_ipv6_is_one_network():
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::2")
    assert network_of("::ffff:192.0.2.7") == network_of("192.0.2.7")


def test_a_form_that_was_forged_is_refused(house):
    strict = Client(enforce_csrf_checks=True)

    assert check(strict, "AN-2026-000001", "K7M4-QD2X").status_code == 403


def test_the_form_works_as_it_stands_on_the_page(notice):
    strict = Client(enforce_csrf_checks=True)
    page = strict.get("/en/verify").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    answer = strict.post("/en/verify", {"folio": notice.folio, "code": notice.code, "csrfmiddlewaretoken": token})

    assert "We sent this message" in answer.content.decode()


def test_every_field_has_its_label_and_its_hint(passer_by):
    page = passer_by.get("/es/verify").content.decode()

    for field in re.findall(r'<input class="[^"]*" type="text" id="([^"]+)"', page):
        assert f'<label class="govuk-label" for="{field}">' in page
        assert f'aria-describedby="{field}-hint"' in page
        assert f'id="{field}-hint"' in page
