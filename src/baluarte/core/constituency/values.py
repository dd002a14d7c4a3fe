"""The one form of an asset's value: what is checked here is what is compared later.

A value that is not exactly of its kind is refused with a code, never mended by guessing.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from baluarte.core.constituency.asset import AssetKind
from baluarte.core.constituency.inventory.product import read_product
from baluarte.core.ground.addresses import network_reaches_nobody, read_address, read_network, show_network
from baluarte.core.ground.names import read_host, read_url

if TYPE_CHECKING:
    from tldextract import TLDExtract

# Claims wider than these need a human before they match anything (/8 of IPv4, /19 of IPv6).
WIDEST_IPV4 = 96 + 8
WIDEST_IPV6 = 19
_NUMBER = re.compile(r"0|[1-9][0-9]{0,9}", re.ASCII)
_ADDRESS = re.compile(r"[0-9.]+|\[?[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\]?", re.ASCII)
# Numbers that stand for no network of the world (RFC 7607, 6793, 6996, 7300, and IANA's reserve).
RESERVED_ASNS = ((0, 0), (23_456, 23_456), (64_512, 65_535), (65_552, 131_071), (4_200_000_000, 4_294_967_295))


@dataclass(frozen=True)
class Wrong:
    """Why a text is no value: a stable code, whose words are in `row_problems`."""

    code: str


def read_asset_value(kind: AssetKind, text: str) -> str | Wrong:
    """Return the canonical value of an asset, or what is wrong with the text.

    >>> read_asset_value("cidr", "192.0.2.7"), read_asset_value("cidr", "192.0.2.7/24")
    ('192.0.2.7/32', Wrong(code='value.host-bits'))
    >>> read_asset_value("asn", "AS64496"), read_asset_value("asn", "1.0"), read_asset_value("domain", "Example")
    ('64496', '65536', Wrong(code='value.single-label'))
    """
    return _READERS[kind](text.strip())


def is_wide(kind: AssetKind, value: str) -> bool:
    """Is this network so wide that somebody should look before it matches?"""
    network = read_network(value) if kind == "cidr" else None
    if network is None:
        return False
    first, _, length = network
    return length < (WIDEST_IPV4 if first >> 32 == 0xFFFF else WIDEST_IPV6)


def is_unroutable(kind: AssetKind, value: str) -> bool:
    """Does this network lie wholly where no address reaches anybody: private, multicast, reserved?"""
    network = read_network(value) if kind == "cidr" else None
    if network is None:
        return False
    first, last, _ = network
    return network_reaches_nobody(first, last)


def _read_cidr(text: str) -> str | Wrong:
    network = read_network(text)
    if network is not None:
        return show_network(network[0], network[2])
    base, slash, length = text.partition("/")
    address = read_address(base)
    if address is not None and slash and _NUMBER.fullmatch(length) and int(length) <= (128 if ":" in base else 32):
        return Wrong("value.host-bits")
    return Wrong("value.network")


def _read_asn(text: str) -> str | Wrong:
    plain = text[2:].strip() if text[:2].upper() == "AS" else text
    high, dot, low = plain.partition(".")
    if not _NUMBER.fullmatch(high) or (dot and not _NUMBER.fullmatch(low)):
        return Wrong("value.asn")
    if dot and (int(high) > 65_535 or int(low) > 65_535):
        return Wrong("value.asn")
    number = (int(high) << 16) + int(low) if dot else int(high)
    if number > 4_294_967_295:
        return Wrong("value.asn")
    if any(first <= number <= last for first, last in RESERVED_ASNS):
        return Wrong("value.asn-reserved")
    return str(number)


def _read_name(text: str) -> str | Wrong:
    if "*" in text:
        return Wrong("value.wildcard")
    if _ADDRESS.fullmatch(text):
        return Wrong("value.address-for-name")
    name = read_host(text)
    if name is None:
        return Wrong("value.host")
    return name if "." in name else Wrong("value.single-label")


def _read_domain(text: str) -> str | Wrong:
    name = _read_name(text)
    if isinstance(name, str) and _is_public_suffix(name):
        return Wrong("value.public-suffix")
    return name


def _read_host(text: str) -> str | Wrong:
    name = _read_name(text)
    return Wrong("value.host") if isinstance(name, str) and "_" in name else name


def _read_url(text: str) -> str | Wrong:
    read = read_url(text)
    return Wrong("value.url") if read is None else read[0]


def _read_product(text: str) -> str | Wrong:
    product = read_product(text)
    return Wrong(product) if isinstance(product, str) else str(product)


def _is_public_suffix(name: str) -> bool:
    """Is everything below this name open to anybody? `gob.mx` is nobody's own domain."""
    found = _suffix_list()(name)
    return not found.domain and bool(found.suffix)


@cache
def _suffix_list() -> "TLDExtract":
    import tldextract

    # The list inside the package: no download, no cache on disk.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


_READERS = {
    "cidr": _read_cidr,
    "asn": _read_asn,
    "domain": _read_domain,
    "host": _read_host,
    "url": _read_url,
    "account_domain": _read_domain,
    "product": _read_product,
}
