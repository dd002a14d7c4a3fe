"""Template filters: values as people read them. Each asks `formats/words` and adds the markup."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import nh3
import polars as pl
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe  # noqa: TID251 - wiring is the one place that makes markup
from django.utils.translation import get_language

from baluarte.core.campaigns.lists import CAMPAIGNS, FOLLOWED
from baluarte.core.constituency.lists import ASSETS, CONTACTS, ORGANISATIONS
from baluarte.core.feeds.lists import DELIVERIES, QUARANTINE
from baluarte.core.feeds.reject_words import reject_words
from baluarte.core.ground.moments import iso
from baluarte.core.ground.shape import Column
from baluarte.core.ground.text import Language, Text
from baluarte.core.measures.lists import READINGS
from baluarte.core.measures.reading import Reading
from baluarte.core.replies.lists import DISPUTES, REPLIES, UNREACHABLE
from baluarte.core.sources.health import Gap, SourceHealth, gaps
from baluarte.core.sources.lists import ROUNDS, SOURCES
from baluarte.core.warning.findings import name_of
from baluarte.core.warning.lists import FINDINGS, NOTICES, SEVERITY_WORDS
from baluarte.formats import words
from baluarte.formats.notes import note_words

register = template.Library()
_SHAPES = {
    shape.name: shape
    for shape in (
        DELIVERIES,
        QUARANTINE,
        ORGANISATIONS,
        CONTACTS,
        ASSETS,
        FINDINGS,
        NOTICES,
        READINGS,
        CAMPAIGNS,
        FOLLOWED,
        REPLIES,
        DISPUTES,
        UNREACHABLE,
        SOURCES,
        ROUNDS,
    )
}
_LONG = frozenset({"raw", "sha256", "key"})  # no blank to break at
_LETTER_TAGS = {
    "p", "br", "hr", "h1", "h2", "h3", "ul", "ol", "li", "strong", "em", "b", "i", "a", "code", "pre", "div", "span", "blockquote",
    "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd",
}  # fmt: skip
_NAMES_IN_DIGITS = frozenset({"id", "delivery"})  # numbers that name a thing are not grouped
_EXACT = frozenset(
    {"folio", "slug", "point", "value", "address", "recipient", "sha256", "raw", "file", "asset", "identifier", "code", "except_below"}
)


def tongue() -> Language:
    """Return the language that the page is written in."""
    return "en" if (get_language() or "es").startswith("en") else "es"


@register.filter
def say(text: Text) -> str:
    """Return a text of the core in the language of the page."""
    return text.in_(tongue())


@register.filter(name="gaps")
def gaps_of(standing: tuple[SourceHealth, ...], reports: Any = ()) -> tuple[Gap, ...]:
    """Return what a page must say about the feeds it rests on, or about those of some report types."""
    return gaps(standing, tuple(reports or ()))


@register.filter
def number(value: float | None) -> str:
    """Return a number with its groups, or a dash where nobody knows it."""
    return "–" if value is None else words.number(value, tongue())


@register.filter
def reads(reading: Reading) -> str:
    """Return the value of a reading as people read it: an interval, a median, or that there was nothing to look at."""
    return reading.words(tongue())


@register.filter
def moment(value: datetime) -> SafeString:
    """Return a moment with its offset, and the same in the markup for machines."""
    return format_html('<time datetime="{}">{}</time>', iso(value), words.moment_words(value, settings.BALUARTE.zone, tongue()))


@register.filter
def day(value: date) -> SafeString:
    """Return a day in prose, and the same in the markup for machines."""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.medium_date(value, tongue()))


@register.filter
def label(value: str) -> str:
    """Return a sharing label as it is printed; what has none counts as AMBER."""
    return f"TLP:{(value or 'amber').upper()}"


@register.filter
def get(mapping: dict[str, Any], key: str) -> object:
    """Return what a mapping holds under a key that only the template knows."""
    return mapping.get(key, "")


@register.filter
def cell(value: object, column: Column) -> object:
    """Return one cell as the table shows it; exports have the bare value.

    Days and moments stand in ISO form, so that they sort and compare by eye; an unknown
    value is a dash, never a zero.
    """
    if value is None or value in ("", []):
        nothing = dict(column.choices).get("")
        return nothing.in_(tongue()) if nothing and value == "" else "–"
    if column.name in _SPOKEN:
        return _SPOKEN[column.name](str(value))
    if column.kind == "choice":
        return column.words(str(value)).in_(tongue())
    if isinstance(value, (int, float)) and column.name not in _NAMES_IN_DIGITS:
        return words.number(value, tongue())
    return _exactly(value, column) if isinstance(value, str) else bare(value)


def _named(identifier: str) -> SafeString:
    """Return the name of a problem, with the identifier that searches and exports use."""
    name = name_of(identifier).in_(tongue())
    if name == identifier:
        return format_html('<span class="mono">{}</span>', identifier)
    return format_html('{} <span class="mono under">{}</span>', name, identifier)


def _exactly(value: str, column: Column) -> object:
    """Return a text; what people copy letter by letter stands in a typeface that tells them apart."""
    if column.name in _LONG:
        return format_html('<span class="mono long">{}</span>', value)
    return format_html('<span class="mono">{}</span>', value) if column.name in _EXACT else value


def _iso_moment(value: datetime) -> SafeString:
    zone = settings.BALUARTE.zone
    local = value.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}"><span class="nowrap">{}</span> <span class="nowrap">{}</span></time>',
        iso(value),
        local.date().isoformat(),
        words.clock(value, zone),
    )


@register.filter
def severity(value: str) -> SafeString:
    """Return a severity as word and colour together, never colour alone."""
    spoken = dict(SEVERITY_WORDS).get(value, Text(value, value)).in_(tongue())
    return format_html('<span class="severity severity--{}">{}</span>', value if value in dict(SEVERITY_WORDS) else "info", spoken)


@register.filter
def word(value: str, where: str) -> str:
    """Return the words of a choice, looked up by list and column: `deliveries.state`."""
    shape, _, column = where.partition(".")
    return _SHAPES[shape].column(column).words(str(value)).in_(tongue())


@register.filter
def reason(code: str) -> SafeString:
    """Return the sentence of a reason, where it has one, with the code that searches and exports use."""
    sentence = reject_words(code)
    if sentence is None:
        return format_html('<span class="mono">{}</span>', code)
    return format_html('{} <span class="mono under">{}</span>', sentence.in_(tongue()), code)


@register.filter
def note(value: str) -> str:
    """Return why a message did not leave, in words."""
    return note_words(value).in_(tongue())


@register.filter
def bare(value: object) -> object:
    """Return a value of a table of evidence as it stands; an unknown one is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, datetime):
        return _iso_moment(value)
    if isinstance(value, date):
        return format_html('<time datetime="{0}" class="nowrap">{0}</time>', value.isoformat())
    if isinstance(value, (list, tuple, pl.Series)):
        return ", ".join(map(str, value)) or "–"
    return str(value)


@register.filter
def drawn(svg: str) -> SafeString:
    """Return a chart for the page. Only `formats/charts` makes one, from numbers and our own words."""
    return mark_safe(svg)  # noqa: S308 - see above; a test looks for anything active in it


@register.filter
def harmless(page: str) -> SafeString:
    """Return the page part of a mail without styles, scripts, pictures or forms; headings become small ones."""
    cleaned = nh3.clean(page, tags=_LETTER_TAGS, attributes={"a": {"href"}, "th": {"scope"}}, url_schemes={"https", "http", "mailto"})
    for heading in ("h1", "h2", "h3"):
        cleaned = cleaned.replace(f"<{heading}>", "<p><strong>").replace(f"</{heading}>", "</strong></p>")
    return mark_safe(cleaned)  # noqa: S308 - cleaned two lines above


# Columns whose cells say more than their bare value.
_SPOKEN: dict[str, Callable[[str], str]] = {"severity": severity, "identifier": _named, "note": note, "code": reason}
