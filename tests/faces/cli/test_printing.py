import json
from datetime import UTC, datetime

import polars as pl
import pytest

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text
from baluarte.faces.cli import printing
from baluarte.faces.cli.flags import Flags
from baluarte.faces.cli.terminal import Terminal, sit_down

SHAPE = Shape(
    "things",
    Text("Cosas", "Things"),
    (
        Column("id", Text("Clave", "Identifier")),
        Column("state", Text("Estado", "State"), "choice", (("open", Text("abierto", "open")),)),
        Column("seen", Text("Visto", "Seen"), "moment"),
        Column("tags", Text("Etiquetas", "Tags"), "list", shown=False),
        Column("tlp", Text("TLP", "TLP"), shown=False),
    ),
    identity="id",
)
MOMENT = datetime(2026, 3, 5, 15, tzinfo=UTC)


@pytest.fixture
def answer():
    table = pl.DataFrame(
        {"id": ["a", "b"], "state": ["open", "open"], "seen": [MOMENT, None], "tags": [["x", "y"], []], "tlp": ["amber", "red"]},
        schema={"id": pl.String, "state": pl.String, "seen": pl.Datetime("us", "UTC"), "tags": pl.List(pl.String), "tlp": pl.String},
    )
    return Rows(read_query([], SHAPE, MOMENT), table, 2)


def printed(capsys, answer, **flags):
    sit_down(Terminal(Flags(**flags)))
    code = printing.rows(answer)
    return code, capsys.readouterr()


def test_a_row_above_the_limit_is_counted_and_not_printed(capsys, answer):
    code, both = printed(capsys, answer, language="en", form="json")

    assert code == 3
    assert [row["id"] for row in json.loads(both.out)] == ["a"]
    assert "1 rows above TLP:AMBER were not printed" in both.err


def test_with_leave_for_red_every_row_is_printed(capsys, answer):
    code, both = printed(capsys, answer, form="json", max_tlp="red")

    assert code == 0
    assert json.loads(both.out)[0] == {"id": "a", "state": "open", "seen": "2026-03-05T15:00:00Z", "tags": ["x", "y"], "tlp": "amber"}


def test_programs_get_every_column_and_people_the_shown_ones(capsys, answer):
    _, table = printed(capsys, answer, language="es", max_tlp="red")

    assert table.out.splitlines()[0].split() == ["Clave", "Estado", "Visto"]
    assert "abierto" in table.out


def test_each_form_holds_the_same_rows(capsys, answer):
    _, lines = printed(capsys, answer, form="jsonl", max_tlp="red")
    _, csv = printed(capsys, answer, form="csv", max_tlp="red")
    _, markdown = printed(capsys, answer, form="md", max_tlp="red")

    assert [json.loads(line)["id"] for line in lines.out.splitlines()] == ["a", "b"]
    assert [line.split(",")[0] for line in csv.out.lstrip("\ufeff").splitlines()] == ["id", "a", "b"]
    assert markdown.out.splitlines()[1] == "| --- | --- | --- |"


def test_fields_are_chosen_by_name_and_an_unknown_one_is_refused(capsys, answer):
    _, both = printed(capsys, answer, form="json", fields=("state", "id"), max_tlp="red")

    assert list(json.loads(both.out)[0]) == ["state", "id"]
    with pytest.raises(Unusable):
        printed(capsys, answer, form="json", fields=("nope",))


def test_one_thing_above_the_limit_is_refused():
    sit_down(Terminal(Flags()))

    with pytest.raises(Refused):
        printing.check_label("amber+strict")
    with pytest.raises(Refused):
        printing.check_label("a label that nobody knows")


def test_a_quiet_run_says_nothing_beside_its_data(capsys, answer):
    _, both = printed(capsys, answer, quiet=True)

    assert both.err == ""
