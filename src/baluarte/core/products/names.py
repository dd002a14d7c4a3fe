"""One key for the many ways in which makers and products are spelt.

Case, signs, underscores, legal forms, a vendor repeated in the product, and abbreviations
in brackets say nothing; a few other spellings are facts, with their source, in `aliases.csv`.
Beyond that nothing is guessed: two names that differ are two products.
"""

import csv
import io
import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

_BRACKETS = re.compile(r"\([^()]{1,40}\)")
_SIGNS = re.compile(r"[^0-9a-z+#]+", re.ASCII)
_LEGAL = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "ltd", "limited", "llc", "gmbh", "ag", "sa", "bv", "plc", "the", "and"}
)
_PARTS = re.compile(r",| and | & |/", re.IGNORECASE)
_SEVERAL = re.compile(r"\bmultiple\b", re.IGNORECASE)


@lru_cache(maxsize=65_536)
def name_key(vendor: str, product: str) -> str:
    """Return what a vendor and a product are compared by.

    >>> name_key("Synacor ", "Zimbra Collaborate Suite (ZCS)") == name_key("zimbra", "collaboration")
    True
    >>> name_key("Microsoft Corporation", "Microsoft Exchange_Server"), name_key("D-Link", "DIR-600 Router")
    ('microsoft|exchange server', 'd link|dir 600 router')
    """
    maker = _vendor(vendor)
    # The brackets hold an abbreviation, unless nothing stands outside them.
    name = _words(_BRACKETS.sub(" ", product)) or _words(product)
    name = " ".join(word for word in name.split() if word not in {"the", "and"})
    if maker and name.startswith(f"{maker} "):
        alias = _aliases().get((maker, name))
        name = name if alias else name.removeprefix(f"{maker} ")
    maker, name = _aliases().get((maker, name), (maker, name))
    return f"{maker}|{name}"


def name_keys(vendor: str, product: str) -> frozenset[str]:
    """Return every key under which a listed product may be looked up.

    `FortiOS and FortiProxy` is both of them and each; `Multiple Products` names none.

    >>> sorted(name_keys("Fortinet", "FortiOS and FortiProxy"))
    ['fortinet|fortios', 'fortinet|fortios fortiproxy', 'fortinet|fortiproxy']
    >>> name_keys("Apple", "Multiple Products")
    frozenset()
    """
    if is_several(product):
        return frozenset()
    parts = [part for part in _PARTS.split(product) if _words(_BRACKETS.sub(" ", part))]
    whole = [product, *parts] if len(parts) > 1 else [product]
    return frozenset(name_key(vendor, part) for part in whole)


def is_several(product: str) -> bool:
    """Does a list say `multiple products`, and so name none? Then only its CVE record can tell which."""
    return bool(_SEVERAL.search(product))


def _vendor(text: str) -> str:
    name = _words(_BRACKETS.sub(" ", text)) or _words(text)
    kept = " ".join(word for word in name.split() if word not in _LEGAL) or name
    meant = _aliases().get((kept, ""))
    return meant[0] if meant else kept


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _SIGNS.sub(" ", plain.encode("ascii", "ignore").decode()).strip()


@cache
def _aliases() -> dict[tuple[str, str], tuple[str, str]]:
    text = files("baluarte.core.products").joinpath("aliases.csv").read_text("utf-8")
    return {(row["vendor"], row["product"]): (row["meant_vendor"], row["meant_product"]) for row in csv.DictReader(io.StringIO(text))}
