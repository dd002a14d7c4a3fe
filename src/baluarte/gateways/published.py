"""What an installation shows to everybody, fetched as everybody would: no session, no token."""

import ipaddress
from typing import Any
from urllib.parse import urlsplit

from baluarte.core.errors import Unreachable, Unusable
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.gateways.http import Leave, fetch

_LOOPBACK = (ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128"))
_OURSELVES = frozenset({"127.0.0.1", "localhost", "::1"})
_MOST_BYTES = 64 << 20
_OK = 200


def fetch_document(base: str, path: str) -> dict[str, Any]:
    """Return the JSON document at a path of an installation; plain HTTP is for this machine alone."""
    parts = urlsplit(base if "://" in base else f"https://{base}")
    host = parts.hostname or ""
    here = host in _OURSELVES
    leave = Leave(
        frozenset({host}),
        schemes=frozenset({"https", "http"}) if here else frozenset({"https"}),
        most_bytes=_MOST_BYTES,
        allow=_LOOPBACK if here else (),
    )
    answer = fetch(f"{parts.scheme}://{parts.netloc}{path}", leave)
    if answer.status != _OK:
        raise Unreachable(
            "check.not-published", f"'{host}' answered '{answer.status}'.", "It was asked for what it publishes.", "Try later."
        )
    try:
        document = load_strict(answer.body, most=_MOST_BYTES)
    except Bad as error:
        raise Unusable("check.not-a-document", f"'{host}' did not send a JSON document.", "", "Check the address.") from error
    if not isinstance(document, dict):
        raise Unusable("check.not-a-document", f"'{host}' did not send a JSON document.", "", "Check the address.")
    return document
