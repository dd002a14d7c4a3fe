"""One strict loader for all JSON: exact numbers, each key once, bounded depth and size."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NoReturn

DEEPEST = 64
LONGEST_STRING = 1 << 20
_LONGEST_NUMBER = 4_300  # digits; Python's own limit, met before Python meets it
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class Bad(Exception):
    """A text that is not the JSON we read. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load_strict(data: bytes, *, most: int = 1 << 24) -> Any:
    """Return the value of a JSON text, or raise `Bad`.

    Refused: NaN and infinities, `1e999`, a key twice, more than 64 levels, strings over
    1 MiB, lone surrogates, other encodings than UTF-8, and anything behind the value.

    >>> load_strict(b'{"a": [1, -0, 2.5]}')
    {'a': [1, 0, 2.5]}
    >>> load_strict(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    baluarte.formats.jsontext.Bad: json.key-twice
    """
    if len(data) > most:
        raise Bad("json.too-large")
    text = _text(data)
    _check_depth(text)
    try:
        value = _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        raise Bad("json.syntax") from None
    _check_strings(value)
    return value


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Bad("bytes.encoding") from None


def _check_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for token in _NESTING.finditer(text):
        letter = text[token.start()]
        depth += (letter in "[{") - (letter in "]}")
        if depth > DEEPEST:
            raise Bad("json.depth")


def _check_strings(value: object) -> None:
    """Walk without recursion: strings must be storable text."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting.extend(one.keys())
            waiting.extend(one.values())
        elif isinstance(one, list):
            waiting.extend(one)
        elif isinstance(one, str):
            _check_string(one)


def _check_string(text: str) -> None:
    if len(text) > LONGEST_STRING:
        raise Bad("json.too-large")
    if "\0" in text:
        raise Bad("bytes.nul")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise Bad("bytes.encoding") from None


def _constant(name: str) -> NoReturn:
    raise Bad("json.number")


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise Bad("json.number")
    return value


def _int(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise Bad("json.number")
    return int(text)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Bad("json.key-twice")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_float, parse_int=_int, parse_constant=_constant)
