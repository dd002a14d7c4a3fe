"""EPSS: how likely it is that a flaw will be exploited within thirty days, one line a flaw, a file a day.

The day stands in the comment above the header, else in the name of the file. A new model is
a break in the series; its version is kept with every row.
"""

import re
from collections.abc import Iterator

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Feed, Report
from baluarte.core.ground.text import Text
from baluarte.formats.tabular import Dialect, Source, Table, check_required, open_table

FEED = Feed("epss", Text("Probabilidad de explotación (EPSS)", "Likelihood of exploitation (EPSS)"), "clear", "B", "2")
FIELDS = ("cve", "epss", "percentile")
DIALECT = Dialect(comment="#")
_DAY, _MODEL = "score_date", "model_version"  # our columns, of what the comment says
_SAID_DAY = re.compile(rb"#[^\n]*score_date:(\d{4}-\d{2}-\d{2})", re.ASCII)
_SAID_MODEL = re.compile(rb"#[^\n]*model_version:([A-Za-z0-9._-]{1,40})", re.ASCII)
_NAMED_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})", re.ASCII)

REPORT = Report(
    FEED.name, "epss", "vulnerable-system", "exploitation-likelihood", "info", "product",
    {"seen": (_DAY,), "cve": ("cve",), "identifier": ("cve",)},
    Text("Probabilidad de que una vulnerabilidad se explote", "Likelihood that a vulnerability is exploited"),
    required=FIELDS, key_also=("cve",), known=frozenset(FIELDS), tlp=FEED.tlp, reliability=FEED.reliability, credibility=FEED.credibility,
)  # fmt: skip


def looks_like_epss(beginning: bytes) -> bool:
    r"""True for the first bytes of a file of scores: its header, below comments that begin with a hash.

    >>> looks_like_epss(b"#model_version:v2025,score_date:2026-03-05\ncve,epss,percentile\n"), looks_like_epss(b"ip,port\n")
    (True, False)
    """
    lines = [line.strip() for line in beginning.removeprefix(b"\xef\xbb\xbf").split(b"\n")[:20]]
    header = next((line for line in lines if line and not line.startswith(b"#")), b"")
    return {name.strip(b'" ').decode("utf-8", "replace") for name in header.split(b",")} >= set(FIELDS)


def open_epss(source: Source, beginning: bytes, file_name: str) -> Reading:
    """Return a file of scores as a reading. Raises `Unusable` where its columns or its day are not there."""
    table = open_table(source, DIALECT)
    check_required(REPORT, table.names)
    said, named = _SAID_DAY.search(beginning), _NAMED_DAY.search(file_name)
    day = said[1].decode() if said else named[1] if named else ""
    if not day:
        raise Unusable(
            "csv.no-day",
            "Neither the comment nor the name of the file says of which day the scores are.",
            "A score without its day cannot be compared with another.",
            "Name it epss_scores-2026-03-05.csv.gz, as it is published.",
        )
    model = _SAID_MODEL.search(beginning)
    unknown = tuple(name for name in table.names if name not in REPORT.known)
    reading = Reading(REPORT, table.names, iter(()), table.lines, unknown, (), notes=table.notes)
    reading.slices = _dated(reading, table, f"{day}T00:00:00Z", model[1].decode() if model else "")
    return reading


def _dated(reading: Reading, table: Table, day: str, model: str) -> Iterator[Slice]:
    for part in table.slices():
        dated = part.table.with_columns(pl.lit(day).alias(_DAY), pl.lit(model).alias(_MODEL))
        yield Slice(dated, part.rejects, part.after_resync, part.stood_at)
    reading.partial = table.partial
