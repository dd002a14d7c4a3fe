"""The columns of our generated reports, in the form in which IntelMQ's Shadowserver parser is told of layouts.

IntelMQ fetches this table from Shadowserver; a benchmark that runs without the network
brings one of its own, for the five report types of the generated day, with the same kinds
of conversion as the fetched one has.
"""

from typing import Any

_WHERE = [["source.asn", "asn", "invalidate_zero"], ["source.geolocation.cc", "geo"], ["source.geolocation.region", "region"],
          ["source.geolocation.city", "city"], ["source.reverse_dns", "hostname"]]  # fmt: skip
_SCAN_EXTRA = ("severity", "tag", "naics", "hostname_source", "sector", "device_vendor", "device_type", "device_model",
               "response_size", "sha1_fingerprint", "banner")  # fmt: skip
_EVENT_EXTRA = ("src_naics", "src_sector", "device_vendor", "device_type", "device_model", "severity", "public_source", "infection",
                "family", "tag", "application", "version", "event_id")  # fmt: skip


def _scan(name: str, application: str) -> dict[str, Any]:
    constant = {
        "classification.taxonomy": "vulnerable", "classification.type": "vulnerable-system",
        "classification.identifier": f"open-{application}", "protocol.application": application,
    }  # fmt: skip
    return {
        "constant_fields": constant, "feed_name": name, "file_name": f"scan_{application}",
        "required_fields": [["time.source", "timestamp", "add_UTC_to_timestamp"], ["source.ip", "ip", "validate_ip"], ["source.port", "port", "convert_int"]],
        "optional_fields": [["protocol.transport", "protocol"], *_WHERE, *(["extra.", column, "validate_to_none"] for column in _SCAN_EXTRA)],
    }  # fmt: skip


def _event(name: str, file: str, kind: tuple[str, str]) -> dict[str, Any]:
    source = [[key, f"src_{column}", *more] for key, column, *more in _WHERE]
    target = [["destination.ip", "dst_ip", "validate_ip"], ["destination.port", "dst_port", "convert_int"],
              ["destination.asn", "dst_asn", "invalidate_zero"], ["destination.geolocation.cc", "dst_geo"]]  # fmt: skip
    constant = {"classification.taxonomy": kind[0], "classification.type": kind[1], "classification.identifier": file}
    return {
        "constant_fields": constant, "feed_name": name, "file_name": file,
        "required_fields": [["time.source", "timestamp", "add_UTC_to_timestamp"], ["source.ip", "src_ip", "validate_ip"], ["source.port", "src_port", "convert_int"]],
        "optional_fields": [["protocol.transport", "protocol"], *source, *target, *(["extra.", column, "validate_to_none"] for column in _EVENT_EXTRA)],
    }  # fmt: skip


SCHEMA: dict[str, Any] = {
    "scan_rdp": _scan("Accessible-RDP", "rdp"),
    "scan_ssl": _scan("Accessible-SSL", "ssl"),
    "scan_http": _scan("Accessible-HTTP", "http"),
    "event4_sinkhole": _event("IPv4-Sinkhole-Events", "event4_sinkhole", ("malicious-code", "infected-system")),
    "event4_honeypot_brute_force": _event(
        "IPv4-Honeypot-Brute-Force", "event4_honeypot_brute_force", ("intrusion-attempts", "brute-force")
    ),
}
