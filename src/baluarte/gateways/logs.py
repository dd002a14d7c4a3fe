"""The log of another place, read over the one door to the web: as everybody would, no session, no token."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from baluarte.core.errors import Missing, Unreachable
from baluarte.gateways.http import Leave, fetch

_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_OURSELVES = frozenset({"127.0.0.1", "localhost", "::1"})
_OK, _GONE = 200, frozenset({404, 410})
_MOST_BYTES = 32 << 20  # a bundle has at most 16 MiB


def reader_of(url: str) -> Callable[[str], bytes]:
    """Return what reads a path below the prefix of a log; plain http is for this machine alone."""
    host = urlsplit(url).hostname or ""
    here = host in _OURSELVES
    schemes = frozenset({"https", "http"}) if here else frozenset({"https"})
    leave = Leave(frozenset({host}), schemes, _MOST_BYTES, allow=_LOOPBACK if here else ())

    def read(path: str) -> bytes:
        answer = fetch(f"{url.rstrip('/')}/{path}", leave)
        if answer.status in _GONE:
            raise Missing("ledger.no-file", f"The log has no file '{path}'.", "", "Check the address.")
        if answer.status != _OK:
            raise Unreachable("ledger.no-answer", f"The log answered '{answer.status}'.", "", "Wait and do the same again.")
        return answer.body

    return read
