"""From which network somebody asks, so that wrong tries slow down one network and no other."""

from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest

_THIS_MACHINE = ("127.0.0.1", "::")  # as networks
_SUBSCRIBER_BITS = 64  # of an IPv6 address: the rest is for one's own choice


def network(request: HttpRequest) -> str:
    """Return whose tries these are. A proxy on this machine names the caller last; nobody else is believed."""
    caller = network_of(request.META.get("REMOTE_ADDR", ""))
    if caller in _THIS_MACHINE:
        return network_of(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()) or caller
    return caller


def network_of(address: str) -> str:
    """Return the network one subscriber has; an empty text where the server names none.

    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3::4"), network_of("")
    ('192.0.2.7', '2001:db8:1:2::', '')
    """
    try:
        place = ip_address(address)
    except ValueError:
        return ""
    if isinstance(place, IPv6Address) and place.ipv4_mapped is None:
        return str(IPv6Address(int(place) >> _SUBSCRIBER_BITS << _SUBSCRIBER_BITS))
    return str(getattr(place, "ipv4_mapped", None) or place)
