"""The page that a link in a notice opens: one question, one button, and nothing before it is pressed."""

import re

import pytest
from tests.actions.feeding import HEADER, ingest, line, organisation

from baluarte.actions import constituency, feeds, warning
from baluarte.core.rights.actors import OPERATOR
from baluarte.store.constituency.models import ContactRow
from baluarte.store.ledger.models import Mark
from baluarte.store.replies.models import ReplyRow
from baluarte.store.warning.models import FindingRow


@pytest.fixture
def link(world, passer_by):
    """The path of the link that the hospital was sent, without its language."""
    from io import BytesIO

    from tests.faces.conftest import ASSETS, CONTACTS, ORGANISATIONS, report

    for what, text in (("organisations", ORGANISATIONS), ("contacts", CONTACTS), ("assets", ASSETS)):
        constituency.import_register(world, OPERATOR, what, f"{what}.csv", text.encode())
    delivery = feeds.receive_delivery(world, OPERATOR, "shadowserver", "2026-03-05-scan_rdp-anahuac.csv", BytesIO(report()))
    warning.ingest_delivery(world, OPERATOR, delivery.id)
    FindingRow.objects.exclude(organisation__slug="hospital-central").delete()
    FindingRow.objects.update(tlp="green")
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    found = re.search(r"csirt\.example/es(/f/[A-Z0-9-]+\?k=[0-9a-z]+)", world.messages[-1].text)
    assert found
    return found[1]


def send(client, path, **fields):
    page = client.get(path).content.decode()
    once = re.search(r'name="once" value="([0-9a-f]+)"', page)[1]
    rows = re.findall(r'name="row" value="([A-Z0-9-]+)"', page)
    return client.post(path, {"once": once, "row": rows, "why": "", "until": "", "instead": "", **fields})


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_asks_one_question_and_changes_nothing(passer_by, link, language):
    marks = Mark.objects.count()

    answer = passer_by.get(f"/{language}{link}")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert {"es": "¿Cuál es su respuesta?", "en": "What is your answer?"}[language] in page
    assert page.count('type="radio"') == 5
    assert "192.0.2." in page
    assert (answer.headers["Cache-Control"], answer.headers["X-Robots-Tag"]) == ("no-store", "noindex")
    assert (Mark.objects.count(), FindingRow.objects.exclude(state="open").count()) == (marks, 0)


def test_a_program_that_looks_at_links_answers_nothing(passer_by, link):
    for how in (passer_by.get, passer_by.head):
        how(f"/es{link}&a=fixed")

    assert not ReplyRow.objects.exists()
    assert 'value="fixed" checked' in passer_by.get(f"/es{link}&a=fixed").content.decode()


def test_pressing_the_button_moves_the_findings_and_says_what_happens_next(passer_by, link):
    answer = send(passer_by, f"/es{link}", answer="fixed")

    assert answer.status_code == 302
    assert "Su respuesta quedó anotada" in passer_by.get(answer.headers["Location"]).content.decode()
    assert set(FindingRow.objects.values_list("state", flat=True)) == {"fix-claimed"}


def test_what_was_answered_stands_on_the_page_the_next_time(passer_by, link):
    send(passer_by, f"/es{link}", answer="working")

    assert "Ya respondió antes" in passer_by.get(f"/es{link}").content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "answer-1"),
        ({"answer": "false"}, "why"),
        ({"answer": "false", "why": "x", "until": "yesterday"}, "until"),
        ({"answer": "fixed", "row": []}, "row-1"),
        ({"answer": "wrong-contact", "instead": "nobody"}, "instead"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(passer_by, link, fields, field):
    answer = send(passer_by, f"/es{link}", **{"why": "", **fields})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'href="#{field}"' in page
    assert fields.get("why", "") in page
    assert page.startswith("<!DOCTYPE html>") or "<title>Error" in page
    assert not ReplyRow.objects.exists()


def test_without_its_token_a_form_is_refused(link, house):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"/es{link}", {"answer": "fixed"}).status_code == 403
    assert not ReplyRow.objects.exists()


@pytest.mark.parametrize(
    "change", [lambda link: link[:-1] + "0", lambda link: link.replace("k=", "k=0"), lambda link: link.split("k=")[0] + "k="]
)
def test_a_link_that_does_not_hold_is_not_found(passer_by, link, change):
    wrong = passer_by.get(f"/es{change(link)}")
    absent = passer_by.get("/es/f/AN-2026-999999?k=00000000000000000000000000")

    assert (wrong.status_code, absent.status_code) == (404, 404)
    assert wrong.content.decode().count("Este enlace no abre nada") == absent.content.decode().count("Este enlace no abre nada") > 0


def test_a_retired_contact_opens_nothing(passer_by, link):
    ContactRow.objects.update(status="retired")

    assert passer_by.get(f"/es{link}").status_code == 404


def test_an_amber_message_shows_kinds_and_references_but_no_host(passer_by, link):
    FindingRow.objects.update(tlp="amber")

    page = passer_by.get(f"/es{link}").content.decode()

    assert "192.0.2." not in page
    assert FindingRow.objects.first().folio in page


def test_guessing_is_slowed_down_in_words(passer_by, link):
    for _ in range(5):
        passer_by.get(f"/es{link[:-1]}0")

    answer = passer_by.get(f"/es{link}")

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")


def test_a_notice_of_a_thousand_rows_is_answered_with_one_field_or_row_by_row(world, passer_by):
    organisation("hospital-central", "192.0.2.0/24", contacts=("security@hospital.example",))
    ingest(world, HEADER + "".join(line(f"192.0.2.{n % 250 + 1}", port=3000 + n // 250) for n in range(1010)))
    FindingRow.objects.update(tlp="green")
    warning.queue_notices(world, OPERATOR)
    warning.deliver_notices(world, OPERATOR)
    path = "/en" + re.search(r"csirt\.example/es(/f/[A-Z0-9-]+\?k=[0-9a-z]+)", world.messages[-1].text)[1]
    last = passer_by.get(f"{path}&page=11").content.decode()
    rows = re.findall(r'name="row" value="([A-Z0-9-]+)"', last)

    named = send(passer_by, f"{path}&page=11", answer="working", row=["", rows[0]])
    after_one = FindingRow.objects.filter(state="acknowledged").count()
    everything = send(passer_by, path, answer="working", row=[""])

    assert ("All of them (1,010)" in last, len(rows), last.count(" checked")) == (True, 10, 1)
    assert (named.status_code, after_one) == (302, 1)
    assert (everything.status_code, FindingRow.objects.filter(state="acknowledged").count()) == (302, 1010)
