"""A product of an inventory: who makes it, what it is, and which version runs, as far as its owner says."""

import re
from dataclasses import dataclass

from baluarte.core.constituency.inventory.cpe import NA, Cpe, plain, read_cpe

_WORDS = re.compile(r"[^\x00-\x1f\x7f:|]{1,100}")
# A version may hold blanks and brackets: `8.8.15 Patch 33`, `15.2(7)E`; `between 1 and 2` is a sentence.
_BOUND = re.compile(
    r"(<=|>=|<|>|=)? *(v?[0-9][A-Za-z0-9._+~()-]{0,63}(?: [A-Za-z]{1,10}\.?(?: ?[0-9][A-Za-z0-9._-]{0,15})?){0,2}|[A-Za-z][A-Za-z0-9._+~-]{0,63})",
    re.ASCII,
)


@dataclass(frozen=True)
class Product:
    """What an asset of kind `product` says. `bounds` is a version, a range such as `>=7.0,<7.3`, or empty."""

    vendor: str
    product: str
    bounds: str = ""

    @property
    def version(self) -> str:
        """The one version that runs; empty where the owner names none, or a range.

        >>> Product("a", "b", "=7.2").version, Product("a", "b", ">=7.0,<7.3").version
        ('7.2', '')
        """
        return "" if "," in self.bounds or self.bounds[:1] in {"<", ">"} else self.bounds.removeprefix("=").strip()

    def __str__(self) -> str:
        return ":".join((self.vendor, self.product, self.bounds) if self.bounds else (self.vendor, self.product))


def read_product(text: str) -> Product | str:
    """Return the product that a value names, or the code of what is wrong with it.

    >>> str(read_product("Acme : Mail  Server: >= 7.0, <7.2.11")), read_product("acme")
    ('Acme:Mail Server:>=7.0,<7.2.11', 'value.product')
    >>> str(read_product("cpe:2.3:a:synacor:zimbra_collaboration_suite:8.8.15:p33:*:*:*:*:*:*"))
    'synacor:zimbra collaboration suite:8.8.15 p33'
    """
    if text[:4].lower() == "cpe:":
        cpe = read_cpe(text)
        return "value.cpe" if cpe is None else of_cpe(cpe)
    vendor, mark, rest = text.partition(":")
    product, _, bounds = rest.partition(":")
    if not mark:
        return "value.product"
    return write_product(vendor, product, bounds)


def write_product(vendor: str, product: str, bounds: str) -> Product | str:
    """Return the product of three cells, or the code of what is wrong with them."""
    parts = [" ".join(part.split()) for part in (vendor, product)]
    if not all(_WORDS.fullmatch(part) for part in parts):
        return "value.product"
    wanted = [" ".join(bound.split()) for bound in bounds.split(",") if bound.strip()]
    read = [_BOUND.fullmatch(bound) for bound in wanted]
    kept = [(bound[1] or "") + bound[2] for bound in read if bound]
    if len(kept) < len(wanted):
        return "value.product-range"
    return Product(parts[0], parts[1], ",".join(kept))


def of_cpe(cpe: Cpe) -> Product | str:
    """Return the product that a CPE names; one for any vendor or any product names none."""
    vendor, product, version, update = (plain(part).replace(":", " ") for part in (cpe.vendor, cpe.product, cpe.version, cpe.update))
    if not vendor or not product or any("*" in part or "?" in part for part in (vendor, product, version)):
        return "value.cpe"
    told = version if cpe.update == NA or not update or not version else f"{version} {update}"
    return write_product(vendor, product, told)
