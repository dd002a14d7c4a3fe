"""The pages of the desk: the day, one finding, one delivery, one organisation, one notice, and bringing things in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.faces.conftest import ORGANISATIONS, report

from baluarte.actions import constituency, warning
from baluarte.core.ground.query import read_query
from baluarte.core.rights.actors import Actor
from baluarte.core.warning.lists import FINDINGS, NOTICES


@pytest.fixture
def first(lived_in, world, officer) -> dict:
    """The first finding of the list."""
    return warning.list_findings(world, officer, read_query([], FINDINGS, world.now())).table.to_dicts()[0]


def test_the_day_shows_its_account_and_both_equations(on_duty, lived_in):
    text = on_duty.get("/es/desk").content.decode()

    numbers = [int(number) for number in re.findall(r'<div class="account__part[^"]*"><dt>[^<]+</dt><dd>([\d,]+)</dd>', text)]

    read, accepted, duplicate, quarantined, again, matched, unmatched = numbers
    assert (read, accepted, matched) == (63, 61, 60)
    assert read == accepted + duplicate + quarantined
    assert again == accepted == matched + unmatched


def test_every_number_of_the_day_leads_to_a_list_of_that_many(on_duty, lived_in):
    text = on_duty.get("/es/desk").content.decode()
    tallies = re.findall(r'href="([^"]+)"><span class="tally__number">([\d,]+)</span>', text)

    for link, number in tallies:
        listed = on_duty.get(link.replace("&amp;", "&")).content.decode()
        assert re.search(rf'id="list-count">{number} ', listed), link

    assert len(tallies) == 7


def test_a_finding_says_things_in_the_order_in_which_they_are_needed(on_duty, first):
    text = on_duty.get(f"/es/desk/findings/{first['folio']}").content.decode()

    order = [
        "<h1",
        "Gravedad",
        "Prioridad",
        "Haga esto hoy",
        "Vence",
        "Evidencia",
        "Qué tan seguro es",
        "Próxima comprobación",
        "Cronología",
    ]
    places = [text.index(part) for part in order]

    assert places == sorted(places)
    assert first["point"] in text
    assert "TLP:AMBER" in text


@pytest.mark.parametrize(
    ("language", "headings", "severity", "who"),
    [
        ("es", ["Visto", "Reporte", "Gravedad", "Puerto"], "alta", "la mesa"),
        ("en", ["Seen", "Report", "Severity", "Port"], "high", "the desk"),
    ],
)
def test_evidence_and_timeline_are_in_words(on_duty, first, language, headings, severity, who):
    on_duty.post(f"/es/desk/findings/{first['folio']}", {"answer": "acknowledge", "why": "En curso."})

    text = on_duty.get(f"/{language}/desk/findings/{first['folio']}").content.decode()
    table = text[text.index('id="evidence"') :]
    heads = re.findall(r'<th scope="col">(.*?)</th>', table)

    assert heads[:4] == headings
    assert not {"seen_at", "report", "severity", "matched_by"} & {re.sub(r"<[^>]+>", "", head) for head in heads}
    assert f'<td><span class="severity severity--high">{severity}</span></td>' in table
    assert f" · {who} (account-" in text


@pytest.mark.parametrize(
    ("typed", "field", "code"),
    [
        ({"answer": "accept-until", "why": "Se cambia en abril."}, "until", "Falta la fecha de término."),
        ({"answer": "false-until", "why": "Era una prueba.", "until": "2030-01-01"}, "until", "Esa fecha de término no es válida."),
        ({"answer": "false-until", "why": "Era una prueba.", "until": "tomorrow"}, "until", "Falta la fecha de término, o no es un día."),
        ({"why": "Nada."}, "answer-1", "No se eligió ninguna respuesta."),
    ],
)
def test_an_answer_that_lacks_something_keeps_what_was_typed(on_duty, first, typed, field, code):
    answer = on_duty.post(f"/es/desk/findings/{first['folio']}", typed)

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "<title>Error: " in text
    assert f'<a href="#{field}">{code}' in text
    assert typed["why"] in text


def test_an_answer_with_its_end_is_kept(on_duty, first, world, officer):
    answer = on_duty.post(
        f"/es/desk/findings/{first['folio']}", {"answer": "accept-until", "why": "Se cambia en abril.", "until": "2026-04-30"}
    )

    kept = warning.show_finding(world, officer, first["folio"]).finding
    assert answer.status_code == 302
    assert (kept.state, str(kept.until)) == ("accepted", "2026-04-30")


def test_nobody_but_the_team_may_answer_here(house, first, world):
    stranger = Client()

    answer = stranger.post(f"/es/desk/findings/{first['folio']}", {"answer": "not-ours", "why": "x"})

    assert (answer.status_code, answer["Location"]) == (302, "/es/sign-in")
    assert warning.show_finding(world, Actor("o", "officer"), first["folio"]).finding.state == "open"


def test_a_delivery_shows_where_every_row_went(on_duty, lived_in):
    text = on_duty.get(f"/en/desk/deliveries/{lived_in}").content.decode()

    assert "2026-03-05-scan_rdp-anahuac.csv" in text
    assert "Open the list: 2 rows" in text
    assert "999.1.1.1" in text


@pytest.mark.parametrize(("language", "sentence"), [("es", "No es una dirección IP."), ("en", "It is not an IP address.")])
def test_a_row_that_was_set_aside_says_why_in_a_sentence(on_duty, lived_in, language, sentence):
    said = f'{sentence} <span class="mono under">value.address</span>'

    assert said in on_duty.get(f"/{language}/desk/deliveries/{lived_in}").content.decode()
    assert said in on_duty.get(f"/{language}/desk/quarantine").content.decode()


def test_an_organisation_shows_what_is_its_own_and_nothing_of_others(on_duty, lived_in):
    text = on_duty.get("/es/desk/orgs/clinica-norte").content.decode()

    assert "198.51.100.0/25" in text
    assert "guardia@clinica-norte.example" in text
    assert 'href="/es/desk/orgs/hospital-central"' in text
    assert "203.0.113." not in text
    assert "192.0.2." not in text


def test_the_tree_shows_who_stands_below_whom(on_duty, lived_in):
    text = on_duty.get("/es/desk/tree").content.decode()

    assert re.search(r"Hospital Central de Ejemplo</a><ul class=\"tree\"><li><a[^>]*>Clínica Norte", text)


@pytest.mark.parametrize(("language", "words"), [("es", "fusionada con"), ("en", "merged into")])
def test_a_merged_organisation_says_into_whom_and_has_no_next_notice(on_duty, lived_in, world, officer, language, words):
    warning.merge_organisations(world, officer, "redes-del-sur", "hospital-central")
    into = f'<a class="govuk-link" href="/{language}/desk/orgs/hospital-central">hospital-central</a>'

    tree = on_duty.get(f"/{language}/desk/tree").content.decode()
    page = on_duty.get(f"/{language}/desk/orgs/redes-del-sur").content.decode()
    living = on_duty.get(f"/{language}/desk/orgs/clinica-norte").content.decode()

    assert f"Redes del Sur</a> ({words} {into})" in tree
    assert f"{words.capitalize()} {into}" in page
    assert "notices/new?organisation=" not in page
    assert "notices/new?organisation=clinica-norte" in living


def test_a_notice_is_shown_exactly_as_it_was_frozen(on_duty, lived_in, world, officer):
    folio = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).table["folio"][0]
    message = warning.show_notice(world, officer, folio).message

    text = on_duty.get(f"/es/desk/outbox/{folio}").content.decode()

    assert message is not None
    for line in message.text.splitlines()[:12]:
        assert line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#x27;") in text
    assert "<script" not in re.sub(r"<script (?:type=\"module\"|defer) src=[^>]+></script>", "", text)


@pytest.mark.parametrize(
    ("language", "tile", "why"),
    [
        ("es", "retenidas: requieren a una persona", "El contacto ya no está vigente."),
        ("en", "held: need a person", "The contact is no longer active."),
    ],
)
def test_a_notice_that_is_held_is_on_the_first_page_and_says_why(on_duty, lived_in, world, officer, language, tile, why):
    constituency.retire_contact(world, officer, "redes-del-sur", "abuse@redes-del-sur.example")
    warning.deliver_notices(world, officer)
    held = warning.list_notices(world, officer, read_query([("state", "held")], NOTICES, world.now())).table["folio"]

    first_page = on_duty.get(f"/{language}/desk").content.decode()
    listed = on_duty.get(f"/{language}/desk/outbox?state=held").content.decode()
    page = on_duty.get(f"/{language}/desk/outbox/{held[0]}").content.decode()

    assert f'outbox?state=held"><span class="tally__number">{len(held)}</span> <span class="tally__words">{tile}' in first_page
    assert why in listed
    assert why in page
    assert "contact-not-active" not in listed + page


def test_a_preview_keeps_nothing_and_the_button_does(on_duty, lived_in, world, officer):
    before = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).total
    world.clock = world.clock.replace(hour=23)

    shown = on_duty.get("/es/desk/notices/new?organisation=hospital-central")
    after_preview = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).total

    assert shown.status_code == 200
    assert after_preview == before


def test_a_button_pressed_with_nothing_ticked_tells_nobody(on_duty, lived_in, world, officer):
    before = warning.list_notices(world, officer, read_query([], NOTICES, world.now())).total

    answer = on_duty.post("/es/desk/notices/new", {})

    assert answer.status_code == 422
    assert "No marcó ninguna notificación" in answer.content.decode()
    assert warning.list_notices(world, officer, read_query([], NOTICES, world.now())).total == before


def test_reports_are_brought_in_and_lead_to_their_account(on_duty, lived_in):
    file = SimpleUploadedFile("2026-03-05-scan_rdp-anahuac.csv", report())

    answer = on_duty.post("/es/desk/import", {"what": "reports", "file": file})
    text = on_duty.get(answer["Location"]).content.decode()

    assert answer.status_code == 302
    assert re.search(r"<dt>duplicados</dt><dd>61</dd>", text)


def test_a_bad_register_gives_its_rows_back_and_keeps_the_good_ones(on_duty, lived_in):
    bad = ORGANISATIONS + "UPPER CASE,,public-company,health,,,es,medium,active\nnuevo,Nuevo,public-company,health,AN-01,,es,low,active\n"
    sent = {"what": "organisations", "act": "check"}

    checked = on_duty.post("/es/desk/import", {**sent, "file": SimpleUploadedFile("o.csv", bad.encode())}).content.decode()
    sheet = on_duty.post("/es/desk/import", {**sent, "act": "sheet", "file": SimpleUploadedFile("o.csv", bad.encode())})
    on_duty.post("/es/desk/import", {**sent, "act": "import", "file": SimpleUploadedFile("o.csv", bad.encode())})

    assert "no se cambió nada" in checked
    assert "5 leídos = 0 cambiados + 3 sin cambio + 1 nuevos + 1 rechazados" in checked
    assert sheet.content.decode("utf-8-sig").splitlines()[0] == "line,column,value,code,what,fix"
    assert on_duty.get("/es/desk/orgs/nuevo").status_code == 200


@pytest.mark.parametrize(
    ("sent", "field"), [({}, "what-1"), ({"what": "organisations"}, "file"), ({"what": "everything", "file": "x"}, "what-1")]
)
def test_an_import_without_its_parts_says_which_is_missing(on_duty, lived_in, sent, field):
    answer = on_duty.post("/es/desk/import", sent)

    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.content.decode()


@pytest.mark.parametrize("address", ["findings/AN-2026-999999", "deliveries/999", "orgs/nobody", "outbox/AN-2026-999999", "over-time.pdf"])
def test_what_does_not_exist_is_not_found(on_duty, lived_in, address):
    assert on_duty.get(f"/es/desk/{address}").status_code == 404


def test_the_numbers_of_the_chart_can_be_taken_home(on_duty, lived_in):
    answer = on_duty.get("/es/desk/over-time.csv")

    assert answer.content.decode("utf-8-sig").splitlines()[0] == "week,begins,opened,closed"
