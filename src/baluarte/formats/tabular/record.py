"""The strict quote rules, for one record at a time.

A value is quoted from its first letter to its last, or not at all. Inside quotes a
quote is doubled. Anything else is not a dialect, it is an error of whoever wrote it.
"""

import re

from baluarte.formats.tabular.dialect import FIELD_CAP

# Possessive, hence linear: everything up to a quote that is not doubled.
_INSIDE = re.compile(r'"([^"]*+(?:""[^"]*+)*+)')


class Faulty(Exception):
    """A record that breaks a rule. `column` counts from 0; -1 when no column is to blame."""

    def __init__(self, code: str, column: int = -1, value: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value


class Unclosed(Faulty):
    """A record whose last quote is still open at its end: more lines may close it."""


def split_record(text: str, delimiter: str) -> list[str]:
    """Return the values of one record without its line end, or raise `Faulty`.

    >>> split_record('1,"a ""b"", c",', ",")
    ['1', 'a "b", c', '']
    >>> split_record('1,"a"b', ",")
    Traceback (most recent call last):
    baluarte.formats.tabular.record.Faulty: csv.quote
    """
    if '"' not in text:
        return _within_cap(text.split(delimiter), len(text))
    if text[0] == '"' and text[-1] == '"':
        values = text[1:-1].split(f'"{delimiter}"')
        if text.count('"') == 2 * len(values) and len(text) > 1:
            return _within_cap(values, len(text))
    return _within_cap(_walk(text, delimiter), len(text))


def _walk(text: str, delimiter: str) -> list[str]:
    values: list[str] = []
    at, length = 0, len(text)
    while True:
        if at < length and text[at] == '"':
            value, at = _quoted(text, at, len(values))
            if at < length and text[at] != delimiter:
                raise Faulty("csv.quote", len(values), value)
        else:
            end = text.find(delimiter, at)
            end = length if end < 0 else end
            value, at = text[at:end], end
            if '"' in value:
                raise Faulty("csv.quote", len(values), value)
        values.append(value)
        if at >= length:
            return values
        at += 1


def _quoted(text: str, at: int, column: int) -> tuple[str, int]:
    """Return the value that begins with the quote at `at`, and where its closing quote ends."""
    found = _INSIDE.match(text, at)
    if found is None or found.end() >= len(text):
        raise Unclosed("csv.quote", column, text[at + 1 :])
    return found[1].replace('""', '"'), found.end() + 1


def _within_cap(values: list[str], length: int) -> list[str]:
    if length > FIELD_CAP:
        for column, value in enumerate(values):
            if len(value) > FIELD_CAP:
                raise Faulty("lines.too-long", column, value)
    return values
