"""Template filters: values as people read them. Each asks `formats/words` and adds the markup."""

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from baluarte.core.ground.moments import iso
from baluarte.core.ground.text import Language, Text
from baluarte.formats import words

register = template.Library()


def tongue() -> Language:
    """Return the language that the page is written in."""
    return "en" if (get_language() or "es").startswith("en") else "es"


@register.filter
def say(text: Text) -> str:
    """Return a text of the core in the language of the page."""
    return text.in_(tongue())


@register.filter
def number(value: float | None) -> str:
    """Return a number with its groups, or a dash where nobody knows it."""
    return "–" if value is None else words.number(value, tongue())


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
