"""The forms that a value of an entry may have: none of them is a sentence, and none can hold a person.

Fractions are decimal text with four places, so that the log holds exactly what was shown.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date

from baluarte.core.ledger.canonical import MOST_INTEGER
from baluarte.core.ledger.checkpoint import is_origin
from baluarte.core.ledger.note import COSIGNATURE, ED25519, read_base64

Words = Mapping[str, tuple[str, ...]]  # a closed vocabulary by its name
OPEN = "open"  # of a day that has not come: in force, not expired
NO_CLAIM = "none"
_MOST_ITEMS = 100


def _text(pattern: str) -> Callable[[object], bool]:
    form = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _day(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_INTEGER


def _vkey(value: object) -> bool:
    name, _, rest = value.partition("+") if isinstance(value, str) else ("", "", "")
    key_id, _, raw = rest.partition("+")
    known = read_base64(raw)
    return is_origin(name) and re.fullmatch(r"[0-9a-f]{8}", key_id) is not None and len(known) == 33 and known[:1] in {ED25519, COSIGNATURE}


_SHARE = _text(r"0\.[0-9]{4}|1\.0000")
_MONTH = _text(r"[0-9]{4}-(0[1-9]|1[0-2])")
FORMS: Mapping[str, Callable[[object], bool]] = {
    "code": _text(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?"),
    "count": _count,
    "date": _day,
    "date-or-open": lambda value: value == OPEN or _day(value),
    "hash": _text(r"[0-9a-f]{64}"),
    "month": _MONTH,
    "number": _text(r"-?(0|[1-9][0-9]{0,14})\.[0-9]{4}"),
    "origin": _text(r"(?=.{1,200}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?(/[A-Za-z0-9._-]+)*"),
    "period": lambda value: _day(value) or _MONTH(value) or _text(r"[0-9]{4}(-Q[1-4]|-W(0[1-9]|[1-4][0-9]|5[0-3]))?")(value),
    "share": _SHARE,
    "share-or-none": lambda value: value == NO_CLAIM or _SHARE(value),
    "version": _text(r"[0-9]{1,6}(\.[0-9]{1,6}){0,3}([a-z]{1,5}[0-9]{1,4})?"),
    "vkey": _vkey,
}


def fits(form: str, value: object, words: Words) -> bool:
    """Say whether a value has a form: one of `FORMS`, `words:NAME`, `list:FORM` or `counts:NAME`.

    >>> fits("date", "2026-02-30", {}), fits("words:x", "a", {"x": ("a", "b")}), fits("list:share", ["0.5000"], {})
    (False, True, True)
    """
    kind, _, of = form.partition(":")
    if not of:
        return FORMS[form](value)
    if kind == "words":
        return isinstance(value, str) and value in words[of]
    if kind == "list":
        return isinstance(value, list) and 0 < len(value) <= _MOST_ITEMS and all(fits(of, one, words) for one in value)
    return isinstance(value, dict) and set(value) == set(words[of]) and all(_count(one) for one in value.values())


def is_form(form: str, words: Words) -> bool:
    """Say whether this names a form: so that a kind cannot be declared with free text."""
    kind, _, of = form.partition(":")
    if not of:
        return form in FORMS
    return of in words if kind in {"words", "counts"} else kind == "list" and of in FORMS
