"""The network of an address: enough to slow down who guesses and to know an own session again, too little to follow anybody."""

import ipaddress

_PREFIX = {4: 24, 6: 48}


def coarse(address: str) -> str:
    """Return the first address of the network somebody comes from; what is no address is nowhere, which is a network as well.

    >>> coarse("192.0.2.77"), coarse("2001:db8:1:2::3"), coarse("::ffff:192.0.2.9"), coarse("")
    ('192.0.2.0', '2001:db8:1::', '192.0.2.0', '::')
    """
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return "::"
    if isinstance(known, ipaddress.IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    return str(ipaddress.ip_network((known, _PREFIX[known.version]), strict=False).network_address)
