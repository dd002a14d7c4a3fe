"""n6 events: JSON objects with a category, a source and a restriction, as lines or as one array.

An event may name several addresses; the first is the concerned party and all of them are
kept as they came. A category says what was seen and not how bad it is: `server-exploit`
is somebody who tries, not somebody who was broken into.
"""

from collections.abc import Iterator

import polars as pl

from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Feed, Report
from baluarte.core.ground.text import Text
from baluarte.formats.tabular import JsonTable, Source, open_json_rows

FEED = Feed("n6", Text("Eventos de n6", "n6 events"), "amber", "B", "3")
_ADDRESS, _ASN, _TYPE, _LABEL = "address_ip", "address_asn", "rsit_type", "label"  # our columns
TYPES = {
    "amplifier": "ddos-amplifier", "bots": "infected-system", "backdoor": "system-compromise", "cnc": "c2-server",
    "deface": "unauthorised-information-modification", "dns-query": "undetermined", "dos-attacker": "ddos", "dos-victim": "ddos",
    "exposed": "potentially-unwanted-accessible", "flow": "undetermined", "flow-anomaly": "undetermined", "fraud": "masquerade",
    "scam": "masquerade", "leak": "data-leak", "malurl": "malware-distribution", "malware-action": "malware-configuration",
    "webinject": "malware-configuration", "phish": "phishing", "proxy": "other", "tor": "other", "other": "other",
    "sandbox-url": "undetermined", "scanning": "scanner", "server-exploit": "ids-alert", "spam": "spam", "spam-url": "spam",
    "vulnerable": "vulnerable-system",
}  # fmt: skip
# Who may see it, as the source says; the strictest reading where it says something else.
_LABELS = {"public": "clear", "need-to-know": "amber", "internal": "amber+strict"}
REPORT = Report(
    FEED.name, "n6", "undetermined", "n6-event", "info", "machine",
    {
        "seen": ("time",), "address": (_ADDRESS,), "host": ("fqdn",), "port": ("sport",), "transport": ("proto",), "asn": (_ASN,),
        "account": ("email",), "url": ("url",), "tag": ("name",), "product": ("product",), "type": (_TYPE,), "identifier": ("category",),
        "tlp": (_LABEL,),
    },
    Text("Eventos de n6", "n6 events"), required=("time",), key_also=("source", "dip", "dport", "target"),
    naive_is_utc=False, tlp=FEED.tlp, reliability=FEED.reliability, credibility=FEED.credibility,
)  # fmt: skip


def looks_like_n6(beginning: bytes) -> bool:
    """True for the first bytes of events that have what every n6 event has.

    >>> looks_like_n6(b'[{"id": "0", "source": "a.b", "restriction": "public", "confidence": "low", "category": "bots", "time": "x"}]')
    True
    """
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    always = (b'"restriction"', b'"confidence"', b'"category"', b'"source"')
    return start.startswith((b"{", b"[")) and all(key in start for key in always)


def open_n6(source: Source, beginning: bytes) -> Reading:
    """Return events as a reading."""
    array = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    table = open_json_rows(source, array=array)
    reading = Reading(REPORT, table.names, iter(()), table.lines, notes=table.notes)
    reading.slices = _slices(reading, table)
    return reading


def _slices(reading: Reading, table: JsonTable) -> Iterator[Slice]:
    for part in table.slices():
        rows, several = _made(part.table)
        if several and "n6.more-addresses" not in reading.notes:
            reading.notes.append("n6.more-addresses")
        yield Slice(rows, part.rejects, part.after_resync, part.stood_at)
    reading.partial = table.partial


def _made(rows: pl.DataFrame) -> tuple[pl.DataFrame, bool]:
    """Add our columns, and say whether an event named several addresses."""
    absent = [pl.lit("").alias(name) for name in ("address", "category", "restriction") if name not in rows.columns]
    whole = rows.with_columns(absent)
    made = whole.with_columns(
        pl.col("address").str.extract(r'"ip"\s*:\s*"([^"]*)"', 1).fill_null("").alias(_ADDRESS),
        pl.col("address").str.extract(r'"asn"\s*:\s*([0-9]+)', 1).fill_null("").alias(_ASN),
        pl.col("category").replace_strict(TYPES, default="undetermined", return_dtype=pl.String).alias(_TYPE),
        pl.col("restriction").replace_strict(_LABELS, default="amber+strict", return_dtype=pl.String).alias(_LABEL),
    )
    several = bool((whole["address"].str.count_matches(r'"ip"\s*:') > 1).any())
    return made, several
