"""The public page of rights: purposes, counters, statements, and what it does not prove, in both languages."""

import json

import pytest

from baluarte.actions.rights import promising
from baluarte.core.rights.actors import OPERATOR
from baluarte.core.rights.purposes.use import WARNING
from baluarte.store.rights.personal.reading import Look, note_read


@pytest.fixture
def read(world, officer):
    with world.one_entry(officer.id, "list_contacts"):
        note_read(Look(officer, "list_contacts", WARNING, ("contact",)), {"hospital-central": 3}, world.now())


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("es", ("Avisar a una organización", "Mesa de guardia", "falta", "sin verificar")),
        ("en", ("Warn an organisation", "Duty desk", "missing", "unverified")),
    ],
)
def test_anybody_sees_purposes_counters_and_missing_months(passer_by, world, read, language, says):
    promising.set_promise(world.at(world.now().replace(month=1)), OPERATOR, "statement", "by decision of the council", on=True)

    answer = passer_by.get(f"/{language}/rights")

    assert answer.status_code == 200
    for words in says:
        assert words in answer.content.decode()
    assert "hospital-central" not in answer.content.decode()


def test_the_numbers_of_page_and_files_are_the_same(passer_by, read):
    told = json.loads(passer_by.get("/es/rights.json").content)["months"][0]

    assert told["reads"] == [{"purpose": "warn", "office": "duty-desk", "reads": 1, "items": 3}]
    assert b"2026-03,warn,duty-desk,1,3" in passer_by.get("/es/rights.csv").content
    assert passer_by.get("/es/rights.exe").status_code == 404


@pytest.mark.parametrize(("language", "says"), [("es", "Registro de tratamientos"), ("en", "Record of processing")])
def test_the_record_of_processing_is_printed_from_the_catalogue(passer_by, language, says):
    text = passer_by.get(f"/{language}/rights.md").content.decode()

    assert says in text
    assert "`constituency_contactrow.address`" in text
