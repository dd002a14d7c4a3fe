"""The lists of the desk: the screen is the address is the file, and the count is the same everywhere."""

import csv
import io
import json
import re

import polars as pl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.actions.feeding import ingest
from tests.actions.test_flaws import LISTED, catalogue

from baluarte.actions.campaigns import Proposal, ask_campaign
from baluarte.actions.constituency import import_register
from baluarte.actions.measures import take_measures
from baluarte.core.ground.query import read_query
from baluarte.core.ground.text import Text
from baluarte.faces.desk.registers import LISTINGS

# What comes back after a notice needs mails to be there: `test_replies` looks at those lists.
ELSEWHERE = {"inbox", "claims", "unreachable"}
NAMES = tuple(LISTINGS)


def cells(text: str) -> list[list[str]]:
    """Return the bare texts of the table on a page."""
    body = re.search(r"<tbody.*?</tbody>", text, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", body[0] if body else "", re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)] for row in rows]


@pytest.fixture
def stocked(lived_in, world, officer):
    """The same house, where one organisation said what it runs and a flaw of it is exploited."""
    product = b"organisation,kind,value\nclinica-norte,product,Synacor:ZCS:8.8.15\n"
    import_register(world, officer, "assets", "products.csv", product)
    ingest(world, catalogue(LISTED), "kev.json", "kev")
    take_measures(world, officer)
    said = Text("Hay una falla.", "There is a flaw."), Text("Corrija hoy.", "Fix it today.")
    rows = b"timestamp,severity,ip,port,protocol\n2026-03-05 01:00:00,high,192.0.2.77,443,tcp\n"
    ask_campaign(world, officer, Proposal("Correo", "report", "2026-03-05-scan_ssl-x.csv", *said, file=rows))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ELSEWHERE])
def test_every_list_shows_its_rows_and_their_count(on_duty, stocked, world, officer, name, language):
    listing = LISTINGS[name]
    total = listing.ask(world, officer, read_query([], listing.shape, world.now())).total

    text = on_duty.get(f"/{language}/desk/{name}").content.decode()

    assert total > 0
    assert len(cells(text)) == min(total, 25)
    assert re.search(rf'id="list-count">{total} (?:renglón|renglones|row|rows)\b', text)


@pytest.mark.parametrize("name", NAMES)
def test_the_files_have_the_rows_order_and_columns_of_the_screen(on_duty, stocked, name):
    shape = LISTINGS[name].shape
    first = [column.name for column in shape.columns[:5]]
    chosen = list(dict.fromkeys([*reversed(first), shape.identity]))
    query = f"cols={','.join(chosen)}&sort=-{shape.identity}"

    screen = cells(on_duty.get(f"/es/desk/{name}?{query}&per=100").content.decode())
    rows = list(csv.reader(io.StringIO(on_duty.get(f"/es/desk/{name}.csv?{query}").content.decode("utf-8-sig"))))
    document = json.loads(on_duty.get(f"/es/desk/{name}.json?{query}").content)
    lines = [json.loads(line) for line in on_duty.get(f"/es/desk/{name}.jsonl?{query}").content.splitlines()]

    plain = [column.removesuffix("_utc") for column in rows[0]]
    assert plain[: len(chosen)] == chosen
    assert len(rows) - 1 == len(screen) == document["meta"]["total"] == len(document["rows"])
    assert lines == document["rows"]
    at = chosen.index(shape.identity)
    assert [row[at] for row in rows[1:]] == [str(row[shape.identity]) for row in document["rows"]]
    assert [row[at] for row in screen] == [row[at] for row in rows[1:]]


@pytest.mark.parametrize("name", ["findings", "orgs"])
def test_a_workbook_has_the_same_rows(on_duty, lived_in, name):
    answer = on_duty.get(f"/en/desk/{name}.xlsx")

    table = pl.read_excel(io.BytesIO(answer.content), sheet_id=2)

    assert table.height == json.loads(on_duty.get(f"/en/desk/{name}.json").content)["meta"]["total"]


def test_a_file_has_day_and_query_in_its_name_and_its_label_in_the_head(on_duty, lived_in):
    answer = on_duty.get("/es/desk/findings.csv?severity=high&sort=-due")

    assert re.search(r'filename="findings_2026-03-05_[0-9a-f]{8}\.csv"', answer["Content-Disposition"])
    assert answer["X-TLP"] == "amber"
    assert answer.content.startswith(b"\xef\xbb\xbf")


def test_what_a_form_sends_is_led_to_the_tidy_address(on_duty, lived_in):
    answer = on_duty.get("/es/desk/findings?q=&severity=high&due.from=&cols=folio&cols=point&per=25")

    assert answer.status_code == 302
    assert answer["Location"] == "/es/desk/findings?severity=high&cols=folio,point&per=25"


def test_a_bound_is_visible_and_removable(on_duty, lived_in):
    text = on_duty.get("/es/desk/findings?severity=high&q=rdp").content.decode()

    chips = re.findall(r'<a class="chip" href="([^"]+)">(.*?)</a>', text, re.DOTALL)

    assert [link.replace("&amp;", "&") for link, _ in chips] == ["?severity=high", "?q=rdp"]
    assert "alta" in chips[1][1]


def test_an_empty_list_offers_the_wider_one(on_duty, lived_in):
    text = on_duty.get("/es/desk/findings?severity=high&q=no-such-thing").content.decode()

    assert "sin la búsqueda" in text
    assert "sin «Gravedad: alta»" in text
    assert 'id="list-count">0 renglones' in text


def test_an_unknown_filter_is_refused_with_the_nearest_right_one(on_duty, lived_in):
    answer = on_duty.get("/es/desk/findings?severty=high")

    text = answer.content.decode()
    assert answer.status_code == 422
    assert "La lista no conoce la clave «severty»." in text
    assert "¿Quiso escribir «severity»?" in text
    assert 'href="/es/desk/findings">Mostrar la lista sin filtros' in text


def test_the_active_head_alone_says_how_it_is_sorted(on_duty, lived_in):
    text = on_duty.get("/es/desk/findings?sort=-point").content.decode()

    assert re.findall(r'aria-sort="(\w+)"[^>]*><button[^>]*id="sort-(\w+)"', text) == [("descending", "point")]


def test_what_a_sender_wrote_never_becomes_markup(on_duty, lived_in):
    for address in ("/es/desk/quarantine", f"/es/desk/deliveries/{lived_in}", "/es/desk/quarantine?cols=raw,value"):
        text = on_duty.get(address).content.decode()

        assert "<b>odd</b>" not in text
        assert "&lt;b&gt;odd&lt;/b&gt;" in text


def test_importing_what_was_exported_changes_nothing(on_duty, lived_in, world, officer):
    for what, name in (("organisations", "orgs"), ("contacts", "contacts"), ("assets", "assets")):
        file = SimpleUploadedFile(f"{name}.csv", on_duty.get(f"/es/desk/{name}.csv").content)

        answer = on_duty.post("/es/desk/import", {"what": what, "act": "import", "file": file})

        assert "3 leídos = 0 cambiados + 3 sin cambio + 0 nuevos + 0 rechazados" in answer.content.decode()
