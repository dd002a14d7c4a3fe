"""What somebody pastes to claim: up to 1,000 names or networks at once, each read strictly or given back with its reason."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from baluarte.core.constituency.asset import AssetKind
from baluarte.core.constituency.claims.method import Method
from baluarte.core.constituency.values import Wrong, is_wide, read_asset_value
from baluarte.core.errors import Unusable

MOST_AT_ONCE = 1_000
MOST_LETTERS = 300_000
_BETWEEN = re.compile(r"[\s,;]+")
_ASN = re.compile(r"AS[0-9]+(?:\.[0-9]+)?", re.ASCII | re.IGNORECASE)
_NETWORK = re.compile(r"[0-9a-f:.]+(?:/[0-9]{1,3})?", re.ASCII | re.IGNORECASE)
# Where the list of public suffixes does not know the last label (a country in a story, an inner
# name), what registries usually sell names under is taken to be open to anybody.
_SOLD_UNDER = frozenset({"gob", "gov", "com", "org", "net", "edu", "mil", "ac", "co", "or", "gub", "gouv"})


@dataclass(frozen=True)
class Wanted:
    """One line that was pasted: what it is, or the code of why it cannot be claimed."""

    text: str
    kind: AssetKind = "domain"
    value: str = ""
    code: str = ""


def read_pasted(text: str, method: Method) -> tuple[Wanted, ...]:
    """Return what was pasted, each value once, in its order.

    >>> from baluarte.core.constituency.claims.method import METHODS
    >>> [one.value or one.code for one in read_pasted("Instituto.example, gob.example;instituto.example", METHODS["dns"])]
    ['instituto.example', 'value.public-suffix']
    """
    if len(text) > MOST_LETTERS:
        raise _too_many()
    seen: dict[tuple[str, str], Wanted] = {}
    for one in _read_each(text, method):
        seen.setdefault((one.kind, one.value or one.text), one)
        if len(seen) > MOST_AT_ONCE:
            raise _too_many()
    if not seen:
        raise Unusable("claim.nothing", "Nothing was written.", "A claim names at least one domain or network.", "Write one on each line.")
    return tuple(seen.values())


def read_claimed(kind: AssetKind, text: str, method: Method) -> Wanted:
    """Return one thing that is claimed by one method, or the code of why it cannot be."""
    if kind not in method.kinds:
        return Wanted(text, kind, code="claim.method")
    value = read_asset_value(kind, text)
    if isinstance(value, Wrong):
        return Wanted(text, kind, code=value.code)
    if kind in {"domain", "account_domain", "host"} and is_public_suffix(value):
        return Wanted(text, kind, code="value.public-suffix")
    if is_wide(kind, value):
        return Wanted(text, kind, code="claim.wide")
    return Wanted(text, kind, value)


def is_public_suffix(name: str) -> bool:
    """Is everything below this name open to anybody?

    >>> is_public_suffix("gob.example"), is_public_suffix("gob.mx"), is_public_suffix("salud.gob.example")
    (True, True, False)
    """
    first, _, rest = name.partition(".")
    return read_asset_value("domain", name) == Wrong("value.public-suffix") or (first in _SOLD_UNDER and "." not in rest)


def kind_of(text: str, method: Method) -> AssetKind:
    """Return what a line most likely is; a method that proves one host alone makes every name a host.

    >>> from baluarte.core.constituency.claims.method import METHODS
    >>> [kind_of(text, METHODS["review"]) for text in ("192.0.2.0/24", "AS64496", "instituto.example", "https://a.example/")]
    ['cidr', 'asn', 'domain', 'url']
    """
    if _ASN.fullmatch(text):
        return "asn"
    if (_NETWORK.fullmatch(text) and any(mark in text for mark in (":", "/"))) or text.replace(".", "").isdigit():
        return "cidr"
    if "://" in text:
        return "url"
    return "host" if "domain" not in method.kinds else "domain"


def _read_each(text: str, method: Method) -> Iterator[Wanted]:
    for word in _BETWEEN.split(text):
        if word:
            yield read_claimed(kind_of(word, method), word[:400], method)


def _too_many() -> Unusable:
    return Unusable(
        "claim.too-many",
        f"More than {MOST_AT_ONCE} names were written at once.",
        f"Up to {MOST_AT_ONCE} are claimed together.",
        "Write the rest in a second list. One token serves them all.",
    )
