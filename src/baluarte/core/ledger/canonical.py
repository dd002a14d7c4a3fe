"""Canonical JSON: one value, one row of bytes (RFC 8785 on a narrow subset).

On the subset the standard library writes exactly what the standard asks for; beyond it
they part ways (`1.0`, keys outside ASCII), so the subset is checked first.
"""

import json
import re
import unicodedata
from typing import NoReturn, TypeAlias

from baluarte.core.errors import Unusable

Value: TypeAlias = "str | int | list[Value] | dict[str, Value]"  # bool is an int
MOST_BYTES = 8192
MOST_DEPTH = 4
MOST_INTEGER = 2**53 - 1
_KEY = re.compile(r"[a-z][a-z0-9_]*")


def write_canonical(value: Value) -> bytes:
    """Return the one way in which this value is written. Raises `Unusable` beyond the subset.

    >>> write_canonical({"b": [True, 7], "a": "ñ"}).decode()
    '{"a":"ñ","b":[true,7]}'
    """
    _check(value, 1)
    data = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
    if len(data) > MOST_BYTES:
        _refuse(f"It has {len(data)} bytes; {MOST_BYTES} are allowed.")
    return data


def read_canonical(data: bytes) -> Value:
    """Return the value of bytes that are written canonically and not otherwise. Raises `Unusable`."""
    if len(data) > MOST_BYTES:
        _refuse(f"It has {len(data)} bytes; {MOST_BYTES} are allowed.")
    try:
        value: Value = json.loads(data.decode())
    except (ValueError, RecursionError):
        _refuse("It is not JSON in UTF-8.")
    if write_canonical(value) != data:
        _refuse("The same value would be written in other bytes.")
    return value


def _check(value: object, depth: int) -> None:
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > MOST_INTEGER:
            _refuse("A whole number is beyond 2^53 - 1.")
    elif isinstance(value, dict | list):
        if depth > MOST_DEPTH:
            _refuse(f"It is nested deeper than {MOST_DEPTH}.")
        for key in value if isinstance(value, dict) else ():
            if not isinstance(key, str) or not _KEY.fullmatch(key):
                _refuse(f"{key!r} is not a name for a field.")
        for inner in value.values() if isinstance(value, dict) else value:
            _check(inner, depth + 1)
    else:
        _refuse(f"A value is neither text, whole number, truth value, list nor object: {type(value).__name__}.")


def _check_text(text: str) -> None:
    if any(letter < " " or "\x7f" <= letter <= "\x9f" or "\ud800" <= letter <= "\udfff" for letter in text):
        _refuse("A text holds a control character or half a letter.")
    if not unicodedata.is_normalized("NFC", text):
        _refuse("A text is not in the composed form (NFC).")


def _refuse(why: str) -> NoReturn:
    raise Unusable("ledger.not-canonical", "This is not canonical JSON.", why, "Write it again with the subset of specs/ledger/entries.md.")
