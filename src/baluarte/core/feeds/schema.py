"""The one event schema: every row of every feed, whatever its format, becomes this.

Data, column by column; the reference page is printed from it. Columns of a report that
the schema does not know stay beside these, unchanged, in that report's own files; one
that has the name of a schema column is kept as `<name>_raw`. New columns go last.
"""

from dataclasses import dataclass

import polars as pl

SEVERITIES = ("critical", "high", "medium", "low", "info")
RELIABILITIES = ("A", "B", "C", "D", "E", "F")
CREDIBILITIES = ("1", "2", "3", "4", "5", "6")
MATCHED_BY = ("network", "url", "host", "domain", "asn", "account", "product", "delegation")
TLP = ("clear", "green", "amber", "amber+strict", "red")


@dataclass(frozen=True)
class EventColumn:
    """One column of the schema: its name, type and meaning."""

    name: str
    type: pl.DataType
    meaning: str


_MOMENT = pl.Datetime("us", "UTC")
COLUMNS = (
    EventColumn("key", pl.UInt64(), "xxh3 of what makes the row the same, with report and day: see the row key"),
    EventColumn("delivery", pl.UInt32(), "the delivery it came in"),
    EventColumn("row", pl.UInt32(), "record number in that delivery, from 1, header not counted"),
    EventColumn("feed", pl.Categorical(), "source, such as shadowserver"),
    EventColumn("report", pl.Categorical(), "report type of that source, such as scan_ssl"),
    EventColumn("seen_at", _MOMENT, "when the sensor saw it"),
    EventColumn("received_at", _MOMENT, "when the delivery arrived"),
    EventColumn("ip_hi", pl.UInt64(), "upper 64 bits of the address; IPv4 is held as ::ffff:a.b.c.d; null where there is none"),
    EventColumn("ip_lo", pl.UInt64(), "lower 64 bits of the address"),
    EventColumn("port", pl.UInt16(), "port of the party concerned; 0 is kept as stated"),
    EventColumn("transport", pl.Categorical(), "tcp, udp, icmp, sctp, as the feed says, lower case"),
    EventColumn("asn", pl.UInt32(), "number of the autonomous system; 0 in a feed means unknown and is null"),
    EventColumn("domain", pl.String(), "host name: lower case, A-labels, no trailing dot"),
    EventColumn("url", pl.String(), "URL as the feed gives it"),
    EventColumn("account", pl.String(), "pseudonym of an account name or mail address"),
    EventColumn("type", pl.Categorical(), "RSIT type code; the class follows from it"),
    EventColumn("identifier", pl.Categorical(), "short stable name of the problem"),
    EventColumn("severity", pl.Enum(SEVERITIES), "the row's own severity, else the report's default"),
    EventColumn("cves", pl.List(pl.String()), "CVE identifiers, upper case, sorted, each once"),
    EventColumn("tags", pl.List(pl.String()), "tags as stated, lower case, in order"),
    EventColumn("vendor", pl.String(), "as the feed names it"),
    EventColumn("product", pl.String(), "as the feed names it"),
    EventColumn("version", pl.String(), "as the feed names it"),
    EventColumn("tlp", pl.Enum(TLP), "sharing label, TLP 2.0"),
    EventColumn("reliability", pl.Enum(RELIABILITIES), "Admiralty scale of the source; F is unknown, not the middle"),
    EventColumn("credibility", pl.Enum(CREDIBILITIES), "Admiralty scale of the information; 6 is unknown"),
    EventColumn("org", pl.UInt32(), "number of the organisation concerned; 0 is nobody of ours"),
    EventColumn("asset", pl.UInt32(), "number of the asset that matched; 0 is none"),
    EventColumn("matched_by", pl.Enum(MATCHED_BY), "rule that matched; null where none did"),
    EventColumn("prefix_len", pl.UInt8(), "length of the matching prefix, of 128 bits; null for other rules"),
)
EVENT_SCHEMA = pl.Schema({column.name: column.type for column in COLUMNS})
