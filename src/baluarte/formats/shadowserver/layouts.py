"""Where each family of reports keeps what we need: columns by role, written once a family.

The URL that an infected machine asked for, or that a scanner tried, is not the machine's
own. So `http_url` of event reports has no role: matching by it would warn the wrong party.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from baluarte.core.feeds.report import Point, Role

Roles = Mapping[Role, tuple[str, ...]]

# Fourteen columns that every scan report has, and what later reports add.
_COMMON: dict[Role, tuple[str, ...]] = {
    "seen": ("timestamp",),
    "severity": ("severity",),
    "tag": ("tag",),
}
_MAKE: dict[Role, tuple[str, ...]] = {
    "vendor": ("device_vendor", "vendor"),
    "product": ("device_model", "product"),
    "version": ("version", "device_version"),
}
_SERVICE: dict[Role, tuple[str, ...]] = {
    **_COMMON,
    **_MAKE,
    "address": ("ip",),
    "host": ("hostname",),
    "port": ("port",),
    "transport": ("protocol",),
    "asn": ("asn",),
}


@dataclass(frozen=True)
class Layout:
    """A family: its roles, what a finding sits on, what must be there, what else makes a row the same."""

    point: Point
    roles: Roles
    required: tuple[str, ...]
    key_also: tuple[str, ...] = ()


def _party(prefix: str) -> dict[Role, tuple[str, ...]]:
    """Return the roles of an event whose concerned party has this prefix in its columns."""
    return {
        **_COMMON,
        **_MAKE,
        "address": (f"{prefix}_ip",),
        "host": (f"{prefix}_hostname",),
        "port": (f"{prefix}_port",),
        "transport": ("protocol",),
        "asn": (f"{prefix}_asn",),
    }


LAYOUTS: dict[str, Layout] = {
    "service": Layout("service", _SERVICE, ("timestamp", "ip")),
    "exchange": Layout("service", {**_SERVICE, "url": ("url",)}, ("timestamp", "ip")),
    "machine": Layout("machine", _SERVICE, ("timestamp", "ip")),
    "device": Layout("machine", {**_SERVICE, "account": ("account",), "url": ("url",)}, ("timestamp", "ip"), ("family", "detail")),
    "listed": Layout("machine", _SERVICE, ("timestamp", "ip"), ("source",)),
    "event": Layout("machine", _party("src"), ("timestamp", "src_ip"), ("dst_ip", "dst_port", "event_id")),
    "referer": Layout("machine", _party("http_referer"), ("timestamp", "http_referer_ip"), ("dst_ip", "dst_port", "event_id")),
    "target": Layout("machine", _party("dst"), ("timestamp", "dst_ip"), ("src_ip", "event_id")),
    "account": Layout("account", {**_COMMON, "account": ("email", "username")}, ("timestamp", "email"), ("source_url", "service")),
    "link": Layout("url", {**_SERVICE, "url": ("url",)}, ("timestamp", "url"), ("sha256",)),
    "fetched": Layout("url", {**_SERVICE, "url": ("url",)}, ("timestamp", "url"), ("md5", "sha256")),
    "sample": Layout("service", _SERVICE, ("timestamp", "ip"), ("md5", "sha256")),
    "request": Layout("host", {**_COMMON, "host": ("request",)}, ("timestamp", "request"), ("md5", "sha256", "request_type", "response")),
    # A site comes with or without its scheme; as a URL it is matched either way.
    "victim": Layout("url", {**_COMMON, "url": ("website",)}, ("timestamp", "website"), ("entity_name", "ransomware")),
}
