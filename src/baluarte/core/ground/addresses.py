"""Internet addresses as numbers: one strict reader, one table of ranges that reach nobody.

An address is held as 128 bits. IPv4 lives in the mapped block `::ffff:0:0/96`,
so `::ffff:192.0.2.1` and `192.0.2.1` are the same address.
"""

import ipaddress
import re
from bisect import bisect_right
from functools import lru_cache

_IPV4 = re.compile(
    r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
    r"(?:\.(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])){3}",
    re.ASCII,
)
_is_ipv4 = _IPV4.fullmatch
_GROUPS = re.compile(r"(?:[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4}){0,7})?", re.ASCII)
_IPV6 = re.compile(r"[0-9A-Fa-f:.]{2,45}", re.ASCII)
_LENGTH = re.compile(r"0|[1-9][0-9]{0,2}", re.ASCII)
MAPPED = 0xFFFF << 32
_LOW = (1 << 64) - 1

# Accepted as data, marked, never notified (documentation and benchmark ranges are
# the exception where an asset covers them: demo and tests live there).
_NOBODY = """
0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.88.99.0/24 192.168.0.0/16 224.0.0.0/3
::/96 ::ffff:0:0:0/96 64:ff9b::/96 64:ff9b:1::/48 100::/64 2001::/32 2002::/16 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8
"""
_EXAMPLES = "192.0.2.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 2001:2::/48 2001:db8::/32 3fff::/20"
NOT_ROUTABLE = tuple(ipaddress.ip_network(text) for text in _NOBODY.split())
DOCUMENTATION = tuple(ipaddress.ip_network(text) for text in _EXAMPLES.split())


def read_address(text: str) -> int | None:
    """Return an address as 128 bits, or None where the text is not exactly one.

    Refused: leading zeros, short forms, hexadecimal and decimal numbers, blanks,
    prefixes, scope identifiers.

    >>> hex(read_address("192.0.2.1")), read_address("192.0.2.1") == read_address("::ffff:192.0.2.1")
    ('0xffffc0000201', True)
    >>> [read_address(odd) for odd in ("010.0.0.1", "127.1", "fe80::1%eth0", "192.0.2.1 ")]
    [None, None, None, None]
    """
    if _is_ipv4(text):
        a, b, c, d = text.split(".")
        return MAPPED | int(a) << 24 | int(b) << 16 | int(c) << 8 | int(d)
    if ":" not in text:
        return None
    head, gap, tail = text.partition("::")
    if not _GROUPS.fullmatch(head) or not _GROUPS.fullmatch(tail):
        return _read_mixed(text)
    front, back = head.split(":") if head else [], tail.split(":") if tail else []
    missing = 8 - len(front) - len(back)
    if missing < 1 if gap else missing != 0:
        return None
    return int("".join(group.zfill(4) for group in (*front, *["0"] * missing, *back)), 16)


def _read_mixed(text: str) -> int | None:
    """Read the rare form that ends in four decimal octets, such as `::ffff:192.0.2.1`."""
    if not _IPV6.fullmatch(text):
        return None
    try:
        return int(ipaddress.IPv6Address(text))
    except ValueError:
        return None


def halves(number: int) -> tuple[int, int]:
    """Split 128 bits into the two columns of the event schema."""
    return number >> 64, number & _LOW


def show_address(high: int, low: int) -> str:
    """Return the canonical text of an address.

    >>> show_address(*halves(read_address("2001:DB8:0::1")))
    '2001:db8::1'
    """
    number = (high << 64) | low
    if number >> 32 == 0xFFFF:
        return f"{low >> 24 & 255}.{low >> 16 & 255}.{low >> 8 & 255}.{low & 255}"
    return str(ipaddress.IPv6Address(number))


@lru_cache(maxsize=64)  # a network is read, judged wide and judged unroutable in turn
def read_network(text: str) -> tuple[int, int, int] | None:
    """Return (first, last, prefix length of 128) of a network, or None.

    A single address is a network of one. Host bits, masks and wildcards are refused.

    >>> read_network("10.0.0.1/8"), read_network("198.51.100.7")[2]
    (None, 128)
    """
    base, slash, length = text.partition("/")
    first = read_address(base)
    if first is None:
        return None
    width = 32 if ":" not in base else 128
    if slash and not _LENGTH.fullmatch(length):
        return None
    bits = int(length) if slash else width
    if bits > width:
        return None
    span = (1 << (width - bits)) - 1
    if first & span:
        return None
    return first, first | span, bits + (128 - width)


def show_network(first: int, prefix_len: int) -> str:
    """Return the canonical text of a network; prefix_len counts from 128 bits."""
    base = show_address(*halves(first))
    return f"{base}/{prefix_len - 96 if ':' not in base else prefix_len}"


def reaches_nobody(number: int) -> bool:
    """True for private, multicast, reserved, translated and other unroutable addresses."""
    return _within(number, _NOBODY_SPANS)


def network_reaches_nobody(first: int, last: int) -> bool:
    """True where every address from first to last reaches nobody."""
    place = bisect_right(_NOBODY_SPANS, (first, 1 << 128)) - 1
    return place >= 0 and last <= _NOBODY_SPANS[place][1]


def is_documentation(number: int) -> bool:
    """True for the ranges kept for documentation and benchmarks."""
    return _within(number, _EXAMPLE_SPANS)


def _spans(networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]) -> list[tuple[int, int]]:
    """Ranges of 128 bits, sorted; they do not overlap, so one look-up decides."""
    spans = [(int(net[0]), int(net[-1]), MAPPED if net.version == 4 else 0) for net in networks]
    return sorted((first | shift, last | shift) for first, last, shift in spans)


_NOBODY_SPANS, _EXAMPLE_SPANS = _spans(NOT_ROUTABLE), _spans(DOCUMENTATION)


def _within(number: int, spans: list[tuple[int, int]]) -> bool:
    place = bisect_right(spans, (number, 1 << 128)) - 1
    return place >= 0 and number <= spans[place][1]
