"""IntelMQ events: one JSON object an event, keys with dots, as lines or as one array.

The concerned party is the source. The time is when it happened, else when it was received.
Keys that nobody knows are kept; `extra` comes as an object or as keys of its own.
"""

from collections.abc import Iterator

import polars as pl

from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Feed, Report
from baluarte.core.ground.text import Text
from baluarte.formats.tabular import JsonTable, Source, open_json_rows

FEED = Feed("intelmq", Text("Eventos de IntelMQ", "IntelMQ events"), "amber", "C", "3")
_SEEN, _HOST, _TAG = "seen_at", "source_host", "tags_said"  # our columns, each the first of several that is filled
_FIRST_OF = {
    _SEEN: ("time.source", "time.observation"),
    _HOST: ("source.fqdn", "source.reverse_dns"),
    _TAG: ("extra.tag", "malware.name"),
}
REPORT = Report(
    FEED.name, "intelmq", "undetermined", "intelmq-event", "info", "machine",
    {
        "seen": (_SEEN,), "address": ("source.ip",), "host": (_HOST,), "port": ("source.port",), "transport": ("protocol.transport",),
        "asn": ("source.asn",), "account": ("source.account",), "url": ("source.url",), "tag": (_TAG,), "severity": ("severity",),
        "vendor": ("product.vendor",), "product": ("product.name",), "version": ("product.version",), "cve": ("product.vulnerabilities",),
        "type": ("classification.type",), "identifier": ("classification.identifier",), "tlp": ("tlp",),
    },
    Text("Eventos de IntelMQ", "IntelMQ events"), required=(_SEEN,), key_also=("feed.name", "feed.code", "destination.ip", "malware.name"),
    key_without=("severity",), naive_is_utc=False, tlp=FEED.tlp, reliability=FEED.reliability, credibility=FEED.credibility,
)  # fmt: skip


def looks_like_intelmq(beginning: bytes) -> bool:
    """True for the first bytes of events with dotted keys.

    >>> looks_like_intelmq(b'{"classification.type": "scanner", "time.source": "x"}'), looks_like_intelmq(b'{"ip": "192.0.2.1"}')
    (True, False)
    """
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"{", b"[")) and (b'"classification.t' in start or b'"feed.provider"' in start) and b'"time.' in start


def open_intelmq(source: Source, beginning: bytes) -> Reading:
    """Return events as a reading; one without a time or with a bad value is set aside by the common rules."""
    array = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    table = open_json_rows(source, array=array)
    reading = Reading(REPORT, table.names, iter(()), table.lines, notes=table.notes)
    reading.slices = _slices(reading, table)
    return reading


def _slices(reading: Reading, table: JsonTable) -> Iterator[Slice]:
    for part in table.slices():
        yield Slice(_filled(part.table), part.rejects, part.after_resync, part.stood_at)
    reading.partial = table.partial


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Add our columns: of several keys, the first that says something. Spaces around a time are no part of it."""
    made = []
    for ours, theirs in _FIRST_OF.items():
        said = [
            pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars()) for name in theirs if name in rows.columns
        ]
        made.append(pl.coalesce(*said, pl.lit("")).alias(ours))
    return rows.with_columns(made)
