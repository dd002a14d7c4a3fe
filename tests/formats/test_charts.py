"""Charts are drawn here, offline, always the same, and hold nothing active."""

import re
from datetime import date, timedelta

import polars as pl
import pytest

from baluarte.core.ground.text import Text
from baluarte.formats.charts import Chart, Series, draw, picture

pytest.importorskip("vl_convert", reason="charts belong to the server install")


def chart(language="es", values=(3, 8, None, 1500)) -> Chart:
    days = [date(2026, 1, 5) + timedelta(weeks=7 * number) for number in range(len(values))]
    table = pl.DataFrame({"day": days, "opened": values, "closed": [2, 2, 9, 4][: len(values)]}, schema_overrides={"opened": pl.Int64})
    series = (Series("opened", Text("abiertos", "opened")), Series("closed", Text("cerrados", "closed")))
    return Chart(table, "day", series, "Título", "", "", language)


def strokes(svg: str) -> int:
    """Count the unbroken pieces of the first line."""
    path = re.search(r'<path[^>]*d="([^"]*)"[^>]*stroke="#611232"', svg)
    assert path is not None
    return path[1].count("M")


def test_the_same_table_gives_the_same_bytes():
    assert draw(chart()).svg == draw(chart()).svg


def test_a_chart_holds_no_style_script_or_link():
    svg = draw(chart()).svg

    assert not re.search(r"<style|style=|<script|href=|\son\w+=|<image|<foreignObject|\sid=|\saria-|\srole=", svg)


def test_numbers_and_months_are_those_of_the_language():
    spanish, english = draw(chart("es")).svg, draw(chart("en")).svg

    assert "1,500" in spanish
    assert "abr 2026" in spanish
    assert "Apr" in english
    assert "abr" not in english


def test_the_series_are_named_in_the_language():
    assert "cerrados" in draw(chart("es")).svg
    assert "closed" in draw(chart("en")).svg


def test_series_differ_by_more_than_colour():
    svg = draw(chart()).svg

    assert "stroke-dasharray" in svg


def test_what_nobody_knows_is_a_gap():
    whole, gap = draw(chart(values=(3, 8, 5, 9))).svg, draw(chart(values=(3, 8, None, 9))).svg

    assert strokes(whole) == 1
    assert strokes(gap) == 2


def test_a_picture_shows_its_words():
    # An engine without our font would drop every letter and say nothing.
    spoken, mute = chart(), chart()
    object.__setattr__(mute, "series", (Series("opened", Text(" ", " ")), Series("closed", Text("  ", "  "))))

    assert picture(spoken)[:8] == b"\x89PNG\r\n\x1a\n"
    assert len(picture(spoken)) > len(picture(mute)) + 300
