"""The table on screen: every control is an address, and the address is all there is."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

import polars as pl
import pytest

from baluarte.core.ground.query import read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.screen import Screen, address, show, tidy
from baluarte.core.ground.shape import Column, Shape
from baluarte.core.ground.text import Text

NOW = datetime(2026, 3, 5, 15, tzinfo=UTC)
FRUIT = Shape(
    "fruit",
    Text("Fruta", "Fruit"),
    (
        Column("name", Text("Nombre", "Name"), searched=True),
        Column("colour", Text("Color", "Colour"), "choice", (("red", Text("rojo", "red")), ("green", Text("verde", "green")))),
        Column("weight", Text("Peso", "Weight"), "number"),
        Column("picked", Text("Corte", "Picked"), "moment", shown=False),
    ),
    identity="name",
    main_time="picked",
    sort="name",
)


def screen_of(text: str, *, total: int = 120, height: int = 25) -> Screen:
    query = read_query(parse_qsl(text, keep_blank_values=True), FRUIT, NOW)
    table = pl.DataFrame(
        {"name": [f"n{i}" for i in range(height)], "colour": "red", "weight": 1, "picked": NOW},
        schema={"name": pl.String, "colour": pl.String, "weight": pl.Int64, "picked": pl.Datetime("us", "UTC")},
    )
    return show(Rows(query, table, total), "/es/desk/fruit", lambda row: f"/es/fruit/{row['name']}")


def pairs_of(link: str) -> list[tuple[str, str]]:
    return parse_qsl(link.partition("?")[2])


def test_a_bound_is_a_chip_in_words_and_taking_it_away_keeps_the_rest():
    screen = screen_of("colour=red&weight.from=3&sort=-weight")

    assert [(chip.column.en, chip.how.en, chip.words.en) for chip in screen.chips] == [("Colour", "", "red"), ("Weight", "from", "3")]
    assert pairs_of(screen.chips[0].without) == [("weight.from", "3"), ("sort", "-weight")]


def test_a_head_asks_for_the_other_order_when_pressed_again():
    screen = screen_of("sort=weight")

    heads = {head.column.name: (head.direction, head.asks) for head in screen.headings}

    assert heads == {"name": ("", "name"), "colour": ("", "colour"), "weight": ("ascending", "-weight")}


def test_sorting_begins_at_the_first_page_and_keeps_bounds_and_columns():
    screen = screen_of("colour=red&cols=name,colour&page=3&sort=name")

    assert screen.kept == [("colour", "red"), ("cols", "name,colour")]


def test_the_files_are_the_same_list_without_its_window():
    screen = screen_of("colour=red&page=3&per=50&sort=-name")

    assert screen.files[0] == ("/es/desk/fruit.csv?colour=red&per=50&sort=-name", "CSV")


def test_pages_name_both_ends_and_the_neighbours():
    screen = screen_of("page=10", total=1000)

    assert [number for number, _ in screen.pages] == [1, 8, 9, 10, 11, 12, 40]
    assert pairs_of(screen.previous) == [("page", "9")]
    assert pairs_of(screen.following) == [("page", "11")]


def test_the_last_page_leads_no_further():
    screen = screen_of("page=5", total=120, height=20)

    assert screen.following == ""
    assert (screen.first_row, screen.last_row) == (101, 120)


def test_a_page_past_the_end_knows_the_last_one():
    screen = screen_of("page=9", total=120, height=0)

    assert screen.past_the_end
    assert pairs_of(screen.last) == [("page", "5")]


def test_a_column_moves_by_a_link_and_the_ends_do_not_move_outwards():
    screen = screen_of("cols=weight,name")

    places = {place.column.name: (place.shown, place.earlier, place.later) for place in screen.places}

    assert list(places) == ["weight", "name", "colour", "picked"]
    assert places["weight"] == (True, "", "?cols=name,weight")
    assert places["colour"] == (False, "", "")


def test_the_row_link_stands_in_the_identity_or_else_in_the_first_cell():
    with_identity, without = screen_of("cols=weight,name"), screen_of("cols=weight,colour")

    assert [cell.href for cell in with_identity.lines[0].cells] == ["", "/es/fruit/n0"]
    assert [cell.href for cell in without.lines[0].cells] == ["/es/fruit/n0", ""]


def test_a_filter_form_sends_along_the_bounds_it_has_no_field_for():
    screen = screen_of("name=n1&colour=red&sort=name&q=x&picked.not=2026-03-01")

    assert screen.unseen == [("name", "n1"), ("sort", "name"), ("picked.not", "2026-03-01")]


def test_a_control_shows_what_binds_the_list():
    screen = screen_of("colour=red&weight.to=9&picked.from=2026-03-01")

    controls = {control.column.name: control for control in screen.controls}

    assert [choice.value for choice in controls["colour"].choices if choice.chosen] == ["red"]
    assert controls["weight"].highest == "9"
    assert controls["picked"].lowest == "2026-03-01"


@pytest.mark.parametrize(
    ("sent", "stated"),
    [
        ("q=&colour=red", [("colour", "red")]),
        ("weight.from=&weight.to=3", [("weight.to", "3")]),
        ("sort=name&sort=-weight", [("sort", "-weight")]),
        ("cols=name&cols=weight", [("cols", "name,weight")]),
        ("colour=red&colour=red&colour=green", [("colour", "red"), ("colour", "green")]),
    ],
)
def test_what_a_form_sends_becomes_the_tidy_address(sent, stated):
    assert tidy(parse_qsl(sent, keep_blank_values=True), FRUIT.names) == stated


def test_tidying_a_tidy_address_changes_nothing():
    pairs = parse_qsl("q=a&colour=red&weight.from=2&sort=-weight&cols=name,weight&page=2")

    assert tidy(tidy(pairs, FRUIT.names), FRUIT.names) == pairs


def test_a_real_blank_choice_is_kept():
    assert tidy([("colour", ""), ("q", "")], FRUIT.names, ["colour"]) == [("colour", "")]


def test_an_address_survives_odd_letters():
    pairs = [("q", "a&b=c ñ%"), ("name", "x,y")]

    assert parse_qsl(address(pairs)[1:]) == pairs
