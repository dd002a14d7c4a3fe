"""Charts as SVG and PNG, drawn here without script or network. A table in, a picture out.

The title of a chart is a sentence that says the finding; the table beneath it carries the
numbers. Series differ by dash and mark as well as by colour. A value nobody knows is a gap.

A process that has drawn must not fork: the engine hangs in the child. So nothing is drawn
at import, and only workers draw. A specification is code, so it is built in this file alone,
from tables and words; nothing from a request enters it, and no mark that could open a file.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal

import polars as pl

from baluarte.core.ground.text import Language, Text

FONT = "Public Sans"
WIDTH, HEIGHT = 860, 260
INK, QUIET, LINE = "#1d1716", "#56504a", "#d9d0c1"
# Each pair keeps 3:1 against paper and differs in lightness; the desk's dark theme maps them.
COLOURS = ("#611232", "#1f6f78", "#8a5a00")
DASHES = ([1, 0], [6, 4], [2, 3])
MARKS = ("circle", "square", "triangle-up")
_DESCRIBED = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_LOCALE: dict[Language, Literal["es-MX", "en-US"]] = {"es": "es-MX", "en": "en-US"}
_WEEK: dict[Language, str] = {"es": "%-d %b %Y", "en": "%b %-d, %Y"}


@dataclass(frozen=True)
class Series:
    """One line of a chart: the column that holds it, and its name."""

    column: str
    name: Text


@dataclass(frozen=True)
class Chart:
    """What is to be drawn. `time` is a column of days; `title` is the sentence that says the finding."""

    table: pl.DataFrame
    time: str
    series: tuple[Series, ...]
    title: str
    subtitle: str
    source: str
    language: Language


@dataclass(frozen=True)
class Drawing:
    """A chart as it stands on a page, with the words that go with it."""

    title: str
    subtitle: str
    source: str
    svg: str


def draw(chart: Chart) -> Drawing:
    """Return a chart as SVG; the same table gives the same bytes in every process."""
    return Drawing(chart.title, chart.subtitle, chart.source, _svg(_key(chart), chart.language))


def picture(chart: Chart) -> bytes:
    """Return a chart as PNG at double size, for mail and papers."""
    _register_fonts()
    import vl_convert

    specification = _specification(_key(chart), chart.language)
    png: bytes = vl_convert.vegalite_to_png(
        specification, scale=2, format_locale=_LOCALE[chart.language], time_format_locale=_LOCALE[chart.language]
    )
    return png


Key = tuple[tuple[tuple[str, tuple[tuple[str, float | None], ...]], ...], str]


def _key(chart: Chart) -> Key:
    """Return the numbers alone, in a form that can be remembered: (name, (day, value)...) a series."""
    days = chart.table[chart.time].cast(pl.String).to_list()
    lines = tuple(
        (one.name.in_(chart.language), tuple(zip(days, chart.table[one.column].cast(pl.Float64).to_list(), strict=True)))
        for one in chart.series
    )
    return lines, chart.language


@lru_cache(maxsize=64)
def _svg(key: Key, language: Language) -> str:
    _register_fonts()
    import vl_convert

    svg: str = vl_convert.vegalite_to_svg(
        _specification(key, language), format_locale=_LOCALE[language], time_format_locale=_LOCALE[language]
    )
    # The engine describes its parts in English; the page says in its own words what the chart shows.
    return _DESCRIBED.sub("", svg)


@cache
def _register_fonts() -> None:
    """Show the engine our own font: a font that is named but absent would drop all text, silently."""
    import vl_convert

    vl_convert.register_font_directory(str(files("baluarte.formats").joinpath("fonts")))


def _specification(key: Key, language: Language) -> dict[str, Any]:
    import altair as alt

    lines, _ = key
    names = [name for name, _ in lines]
    axis_x = alt.Axis(format=_WEEK[language], labelAngle=0, tickCount=6, grid=False, labelOverlap=True)
    axis_y = alt.Axis(format=",.0f", tickMinStep=1, tickCount=5, domain=False)
    layers = []
    for number, (name, points) in enumerate(lines):
        values = [{"day": day, "value": value, "series": name} for day, value in points]
        line = alt.Chart({"values": values}).encode(
            x=alt.X("day:T", title=None, axis=axis_x),
            y=alt.Y("value:Q", title=None, axis=axis_y, scale=alt.Scale(nice=True, zero=True)),
            color=alt.Color("series:N", title=None, scale=alt.Scale(domain=names, range=COLOURS[: len(names)])),
        )
        shape = alt.Shape("series:N", title=None, scale=alt.Scale(domain=names, range=MARKS[: len(names)]))
        # The dash belongs to the line alone: as a second encoding it would break the legend apart.
        layers += [
            line.mark_line(strokeWidth=2.5, strokeDash=DASHES[number]),
            line.mark_point(filled=True, size=45, opacity=1).encode(shape=shape),
        ]
    framed = alt.layer(*layers).properties(width=WIDTH, height=HEIGHT, background="transparent").configure(font=FONT)
    specification: dict[str, Any] = _styled(framed).to_dict()
    return specification


def _styled(chart: Any) -> Any:
    """Return the chart in the house's type and colours."""
    return (
        chart.configure_view(stroke=None)
        .configure_axis(labelColor=INK, labelFontSize=14, gridColor=LINE, domainColor=QUIET, tickColor=QUIET, labelPadding=8)
        .configure_legend(orient="top", labelFontSize=15, labelColor=INK, symbolSize=120, columnPadding=24, padding=0)
    )
