"""The rules for templates: strict CSP, no unescaped text, no markup that only a mouse can use."""

import re
from collections.abc import Iterator

from tools.rules.source import Source

_UNSAFE = re.compile(r"\|\s*safe\b|\{%\s*autoescape\s+off|\|\s*safeseq\b")
_INLINE = re.compile(r"""<[^>]*\s(style|on[a-z]+)\s*=\s*["']|<style\b|javascript:""", re.IGNORECASE)
_SCRIPT = re.compile(r"<script(?![^>]*\b(src|nonce)=)", re.IGNORECASE)
_FROM_OUTSIDE = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)\s*=\s*["']https?://""", re.IGNORECASE)


def unescaped(source: Source) -> Iterator[int]:
    """A template never switches escaping off: what is markup already was made so in one file."""
    yield from _lines(source, _UNSAFE)


def breaks_csp(source: Source) -> Iterator[int]:
    """No inline style or script, no handler in an attribute: the policy refuses them, and so would a reader with scripts off."""
    yield from _lines(source, _INLINE)
    yield from _lines(source, _SCRIPT)


def fetches_from_outside(source: Source) -> Iterator[int]:
    """Every picture, style and script is our own: a reader's visit is nobody else's business."""
    yield from _lines(source, _FROM_OUTSIDE)


def _lines(source: Source, form: re.Pattern[str]) -> Iterator[int]:
    yield from (number for number, line in enumerate(source.text.split("\n"), 1) if form.search(line))
