"""CISA's catalogue of known exploited vulnerabilities, as JSON or as CSV.

Read as it is: blanks at the end of a name are trimmed, a due date before the date added
is kept and noted. The day of adding is the time of an entry; it has no hour of its own.
"""

import io
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Reading, Slice
from baluarte.core.feeds.report import Feed, Report
from baluarte.core.ground.text import Text
from baluarte.formats.jsontext import Bad, as_text, load_strict
from baluarte.formats.tabular import Dialect, Table, check_required, open_table

FEED = Feed("kev", Text("Vulnerabilidades explotadas (CISA KEV)", "Known exploited vulnerabilities (CISA KEV)"), "clear", "B", "1")
MOST_BYTES = 1 << 26
FIELDS = (
    "cveID", "vendorProject", "product", "vulnerabilityName", "dateAdded", "shortDescription", "requiredAction", "dueDate",
    "knownRansomwareCampaignUse", "notes", "cwes",
)  # fmt: skip
_ADDED = "added_at"  # our column: the day as a moment
_NEEDED = ("cveID", "vendorProject", "product", "dateAdded")
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

REPORT = Report(
    FEED.name, "kev", "vulnerable-system", "known-exploited-vulnerability", "high", "product",
    # One finding a vulnerability: two flaws of one product are two things to mend.
    {"seen": (_ADDED,), "cve": ("cveID",), "identifier": ("cveID",), "vendor": ("vendorProject",), "product": ("product",)},
    Text("Vulnerabilidades que se sabe que se explotan", "Vulnerabilities known to be exploited"),
    required=_NEEDED, key_also=("cveID",), known=frozenset(FIELDS), tlp=FEED.tlp, reliability=FEED.reliability,
    credibility=FEED.credibility,
)  # fmt: skip


def looks_like_kev(beginning: bytes) -> bool:
    """True for the first bytes of the catalogue as JSON."""
    return (beginning.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"catalogVersion"' in beginning) or b'"cveID"' in beginning


def is_kev_header(names: tuple[str, ...]) -> bool:
    """True for the header of the catalogue as CSV."""
    return set(_NEEDED) <= set(names)


def open_kev_json(data: bytes) -> Reading:
    """Return the catalogue as a reading; an entry that lacks what it must have is set aside. Raises `Unusable`."""
    entries = _entries(data)
    rows, rejects = _judged(entries)
    extra = sorted({key for _, entry in rows for key in entry} - set(FIELDS))
    header = (*FIELDS, *extra)
    columns = {name: [as_text(entry.get(name)) for _, entry in rows] for name in header}
    table = pl.DataFrame(columns, schema=dict.fromkeys(header, pl.String)).with_columns(
        pl.Series(ROW, [number for number, _ in rows], pl.UInt32), pl.lit(0, pl.UInt32).alias(LINE)
    )
    reading = Reading(REPORT, header, iter(()), unknown_columns=tuple(extra))
    table, reading.notes = _trimmed(table)
    reading.slices = iter([Slice(table, pl.DataFrame(rejects, schema=REJECT_SCHEMA, orient="row"))])
    return reading


def open_kev_table(table: Table) -> Reading:
    """Return the catalogue read from CSV. Raises `Unusable` where its columns are not there."""
    check_required(REPORT, table.names)
    unknown = tuple(name for name in table.names if name not in REPORT.known)
    missing = tuple(name for name in FIELDS if name not in table.names)
    reading = Reading(REPORT, table.names, iter(()), table.lines, unknown, missing, notes=table.notes)
    reading.slices = _watched(reading, table)
    return reading


def read_kev(data: bytes) -> pl.DataFrame:
    """Return one row a vulnerability: cve, added, due, ransomware, vendor, product, name. Raises `Unusable`."""
    json_like = data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{")
    reading = open_kev_json(data) if json_like else open_kev_table(open_table(io.BytesIO(data), Dialect()))
    tables = [part.table for part in reading.slices]
    table = pl.concat(tables, how="diagonal") if tables else pl.DataFrame(schema=dict.fromkeys(FIELDS, pl.String))
    absent = [pl.lit("").alias(name) for name in FIELDS if name not in table.columns]
    return (
        table.with_columns(absent)
        .select(
            cve=pl.col("cveID").str.to_uppercase(),
            added=pl.col("dateAdded").str.to_date("%Y-%m-%d", strict=False),
            due=pl.col("dueDate").str.to_date("%Y-%m-%d", strict=False),
            ransomware=pl.col("knownRansomwareCampaignUse") == "Known",
            vendor="vendorProject",
            product="product",
            name="vulnerabilityName",
        )
        .unique("cve", keep="last")
        .sort("cve")
    )


def _entries(data: bytes) -> list[Any]:
    try:
        whole = load_strict(data, most=MOST_BYTES)
    except Bad as wrong:
        raise Unusable(wrong.code, "The catalogue is not sound JSON.", "It is read whole and strictly.", "Fetch it again.") from None
    entries = whole.get("vulnerabilities") if isinstance(whole, dict) else None
    if not isinstance(entries, list):
        raise Unusable("file.not-this-format", "This is not the KEV catalogue.", "It has a list `vulnerabilities`.", "Fetch it again.")
    return entries


def _judged(entries: list[Any]) -> tuple[list[tuple[int, dict[str, Any]]], list[tuple[object, ...]]]:
    rows: list[tuple[int, dict[str, Any]]] = []
    rejects: list[tuple[object, ...]] = []
    for number, entry in enumerate(entries, 1):
        column, code = _fault(entry)
        if code:
            value = as_text(entry.get(column)) if isinstance(entry, dict) else ""
            rejects.append((number, 0, 0, 0, column, value, code, as_text(entry).encode()))
        else:
            rows.append((number, entry))
    return rows, rejects


def _fault(entry: object) -> tuple[str, str]:
    """Return the column and the code of what is wrong with an entry; two empty texts where nothing is."""
    if not isinstance(entry, dict):
        return "", "json.not-an-object"
    for name in _NEEDED:
        if not isinstance(entry.get(name), str):
            return name, "value.missing"
    if not _CVE.fullmatch(entry["cveID"].strip().upper()):
        return "cveID", "value.cve"
    return ("", "") if _DAY.fullmatch(entry["dateAdded"].strip()) else ("dateAdded", "time.form")


def _watched(reading: Reading, table: Table) -> Iterator[Slice]:
    for part in table.slices():
        trimmed, notes = _trimmed(part.table)
        reading.notes += [note for note in notes if note not in reading.notes]
        yield Slice(trimmed, part.rejects, part.after_resync, part.stood_at)
    reading.partial = table.partial


def _trimmed(table: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Trim names, add the moment of adding, and say what was odd."""
    texts = [name for name in table.columns if name not in {ROW, LINE}]
    trimmed = table.with_columns(pl.col(texts).str.strip_chars(" \t\u00a0"))
    notes = [] if trimmed.select(texts).equals(table.select(texts)) else ["kev.trimmed"]
    if "dueDate" in texts and trimmed.select(((pl.col("dueDate") < pl.col("dateAdded")) & (pl.col("dueDate") != "")).any()).item():
        notes.append("kev.due-before-added")
    moment = pl.when(pl.col("dateAdded").str.contains(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")).then(pl.col("dateAdded") + "T00:00:00Z")
    return trimmed.with_columns(moment.otherwise("dateAdded").alias(_ADDED)), notes
