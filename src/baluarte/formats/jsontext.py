"""One strict loader for all JSON: exact numbers, each key once, bounded depth and size."""

import json
import math
import re
from typing import Any, NoReturn

DEEPEST = 64
LONGEST_STRING = 1 << 20
_LONGEST_NUMBER = 4_300  # digits; Python's own limit, met before Python meets it
_PLAIN = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\s,\]}]+', re.DOTALL)
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[\]{}]', re.DOTALL)


class Bad(Exception):
    """A text that is not the JSON we read. `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def load_strict(data: bytes, *, most: int = 1 << 24) -> Any:
    """Return the value of a JSON text, or raise `Bad`.

    Refused: NaN and infinities, `1e999`, a key twice, more than 64 levels, strings over
    1 MiB, lone surrogates, NUL, other encodings than UTF-8, and anything behind the value.

    >>> load_strict(b'{"a": [1, -0, 2.5]}')
    {'a': [1, 0, 2.5]}
    >>> load_strict(b'{"a": 1, "a": 2}')
    Traceback (most recent call last):
    baluarte.formats.jsontext.Bad: json.key-twice
    """
    if len(data) > most:
        raise Bad("json.too-large")
    text = _text(data)
    check_depth(text)
    try:
        value = _DECODER.decode(text)
    except (json.JSONDecodeError, RecursionError):
        raise Bad("json.syntax") from None
    check_strings(value)
    return value


def load_next(text: str, at: int) -> tuple[Any, int]:
    """Return the value that begins at `at`, and where it ends. Raises `Bad`.

    For values one behind the other; the caller reads more where `json.syntax` may only
    mean that the text is not all there yet.
    """
    try:
        value, end = _DECODER.raw_decode(text, at)
    except json.JSONDecodeError:
        raise Bad("json.syntax") from None
    except RecursionError:
        raise Bad("json.depth") from None
    check_depth(text[at:end])
    check_strings(value)
    return value, end


def skip_next(text: str, at: int) -> int:
    """Return where the value that begins at `at` ends, by its brackets alone; -1 where that is not in sight.

    For a value that is refused: what follows it can still be read.
    """
    if text[at] not in "[{":
        found = _PLAIN.match(text, at)
        return found.end() if found and found.end() < len(text) else -1
    depth = 0
    for token in _NESTING.finditer(text, at):
        letter = text[token.start()]
        depth += (letter in "[{") - (letter in "]}")
        if not depth:
            return token.end()
    return -1


def as_text(value: object) -> str:
    """Return a JSON value as the text of a table: null is empty, a list of plain values is joined by `;`.

    >>> as_text(True), as_text(None), as_text(["a", 1]), as_text({"b": 2})
    ('true', '', 'a;1', '{"b": 2}')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str | int) and not isinstance(one, bool) for one in value):
        return ";".join(str(one) for one in value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def check_depth(text: str) -> None:
    """Raise `Bad` where brackets nest deeper than 64, without entering them."""
    if text.count("[") + text.count("{") <= DEEPEST:
        return
    depth = 0
    for token in _NESTING.finditer(text):
        letter = text[token.start()]
        depth += (letter in "[{") - (letter in "]}")
        if depth > DEEPEST:
            raise Bad("json.depth")


def check_strings(value: object) -> None:
    """Raise `Bad` unless every string can be stored as text; it walks without recursion."""
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


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Bad("bytes.encoding") from None


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


def _constant(_: str) -> NoReturn:
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
