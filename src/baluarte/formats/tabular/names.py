"""Read a report that nobody knows by the names its columns usually have.

Its rows are kept, classed as other and undetermined, and flagged: somebody should say
what they are. Nothing is guessed from values.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from baluarte.core.errors import Unusable
from baluarte.core.feeds.report import Feed, Point, Report, Role
from baluarte.core.ground.text import Text

# The concerned party before any other, hence src_ip before dst_ip.
COMMON_NAMES: Mapping[Role, tuple[str, ...]] = {
    "seen": ("timestamp", "time", "seen_at", "observed_at", "datetime", "date"),
    "severity": ("severity",),
    "tag": ("tag", "tags"),
    "address": ("ip", "src_ip", "http_referer_ip", "ip_address", "address", "dst_ip"),
    "host": ("hostname", "src_hostname", "http_referer_hostname", "host", "domain", "fqdn"),
    "port": ("port", "src_port", "http_referer_port"),
    "transport": ("protocol", "transport"),
    "asn": ("asn", "src_asn", "http_referer_asn"),
    "account": ("email", "account", "username"),
    "url": ("url",),
    "vendor": ("device_vendor", "vendor"),
    "product": ("device_model", "product"),
    "version": ("version", "device_version"),
    "cve": ("cve", "cves"),
}
_PARTIES: tuple[Role, ...] = ("address", "host", "url", "account", "asn", "product")
_POINTS: Mapping[Role, Point] = {
    "address": "machine",
    "host": "host",
    "url": "url",
    "account": "account",
    "asn": "machine",
    "product": "product",
}


@dataclass(frozen=True)
class Names:
    """What an unknown report is called, and where it came from."""

    feed: Feed
    report: str
    naive_is_utc: bool


def unknown_report(names: Names, columns: Iterable[str]) -> Report:
    """Return a report type read by the usual column names, flagged as not recognised.

    All account columns are marked, since each holds a person; of other roles the first
    name that is present counts.
    """
    present = frozenset(columns)
    roles: dict[Role, tuple[str, ...]] = {}
    for role, usual in COMMON_NAMES.items():
        found = tuple(one for one in usual if one in present)
        if found:
            roles[role] = found if role == "account" else found[:1]
    party: Role = next((role for role in _PARTIES if role in roles), "address")
    required = (roles.get("seen", ("timestamp",))[0], roles.get(party, ("ip",))[0])
    feed, point = names.feed, _POINTS[party]
    if names.report.startswith(("scan", "population")) and point == "machine":
        point = "service"
    return Report(
        feed.name, names.report, "undetermined", names.report.replace("_", "-"), "info", point, roles,
        Text(f"Reporte sin clasificar: {names.report}", f"Unclassified report: {names.report}"), required=required,
        naive_is_utc=names.naive_is_utc, tlp=feed.tlp, reliability=feed.reliability, credibility=feed.credibility, recognised=False,
    )  # fmt: skip


def check_required(report: Report, columns: tuple[str, ...]) -> None:
    """Refuse a file without its time or without the party concerned, and say what it has instead."""
    missing = [column for column in report.required if column not in columns]
    if missing:
        raise Unusable(
            "csv.header",
            f"The header lacks {', '.join(missing)}; it has {', '.join(columns[:40])}.",
            f"Each row of {report.name} must say when, and name the party concerned.",
            "Check the file, its delimiter, and the report type in its name.",
        )
