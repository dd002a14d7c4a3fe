"""Is this message real? Folio and printed code are typed here; a folio alone confirms nothing.

The answer holds nothing of what was typed, so that a wrong code and a made-up folio are
answered with the same bytes.
"""

from ipaddress import IPv6Address, ip_address

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from baluarte.actions import warning
from baluarte.core.errors import Refused
from baluarte.core.ground.text import Language
from baluarte.faces.portal import problems
from baluarte.faces.portal.asked import PortalRequest

_TOO_MANY = 429
_THIS_MACHINE = ("127.0.0.1", "::")  # as networks
_SUBSCRIBER_BITS = 64  # of an IPv6 address: the rest is for one's own choice


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: PortalRequest, language: Language) -> HttpResponse:  # noqa: ARG001 - the path carries it
    """Ask for folio and code, or say whether a message with both left us."""
    if request.method != "POST":
        return render(request, "portal/verify.html")
    folio, code = request.POST.get("folio", ""), request.POST.get("code", "")
    try:
        verified = warning.verify_notice(request.world, request.actor, folio, code, _network(request))
    except Refused as slowly:
        page = problems.answer(request, slowly, _TOO_MANY)
        page.headers["Retry-After"] = problems.RETRY_AFTER
        return page
    return render(request, "portal/verified.html", {"verified": verified})


def _network(request: PortalRequest) -> str:
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
