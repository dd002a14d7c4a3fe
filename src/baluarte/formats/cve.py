"""CVE records, JSON 5.x: one in a file, several in a list, or one a line.

Each record is one row: what it says of the flaw as text, and its products with their
versions as they were written (`affected`). A score is taken from the authority that
numbered the flaw; where it gives none, from whoever added one. A rejected record stays
a row: what was withdrawn must be known as withdrawn.
"""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import LINE, REJECT_SCHEMA, ROW, Lines, Reading, Slice
from baluarte.core.feeds.report import Feed, Report
from baluarte.core.ground.moments import read_moment
from baluarte.core.ground.text import Text
from baluarte.core.products.record import By, write_concerned
from baluarte.formats.jsontext import Bad, as_text, load_strict

FEED = Feed("cve", Text("Registros CVE", "CVE records"), "clear", "B", "2")
MOST_BYTES = 1 << 28  # of a file of many; a single record is at most 16 MiB
_MOST_TEXT = 4_000
_COLUMNS = (
    "cveId", "state", "seen_at", "datePublished", "dateUpdated", "assigner", "title", "description", "cvssVersion", "cvssScore",
    "cvssSeverity", "cvssVector", "cwes", "references", "affected", "replacedBy",
)  # fmt: skip
_CVE = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}", re.ASCII)
_VERSION = re.compile(r"5\.[0-9]+(?:\.[0-9]+)?", re.ASCII)
# The newest scheme first: a record may be scored by several.
_SCHEMES = ("cvssV4_0", "cvssV3_1", "cvssV3_0", "cvssV2_0")
_BANDS = ((9.0, "critical"), (7.0, "high"), (4.0, "medium"), (0.1, "low"))

REPORT = Report(
    FEED.name, "cve", "vulnerable-system", "published-vulnerability", "medium", "product",
    {"seen": ("seen_at",), "cve": ("cveId",), "identifier": ("cveId",), "severity": ("cvssSeverity",)},
    Text("Registros de vulnerabilidades publicadas", "Records of published vulnerabilities"),
    required=("cveId", "seen_at"), key_also=("cveId", "dateUpdated", "state"), known=frozenset(_COLUMNS), tlp=FEED.tlp,
    reliability=FEED.reliability, credibility=FEED.credibility,
)  # fmt: skip


def looks_like_cve(beginning: bytes) -> bool:
    """True for the first bytes of a record, of a list of them, or of a file with one a line."""
    return b'"CVE_RECORD"' in beginning or (b'"cveMetadata"' in beginning and b'"dataVersion"' in beginning)


def open_cve(data: bytes) -> Reading:
    """Return the records of a file as a reading; one that is not as the schema says is set aside. Raises `Unusable`."""
    if len(data) > MOST_BYTES:
        raise Unusable("json.too-large", "The file of CVE records is too large.", f"At most {MOST_BYTES} bytes.", "Send it in parts.")
    rows: list[tuple[object, ...]] = []
    rejects: list[tuple[object, ...]] = []
    lines = Lines()
    for number, (record, line, place) in enumerate(_records(data, lines), 1):
        column, code = ("", record.code) if isinstance(record, Bad) else _fault(record)
        if code:
            raw = data[place[0] : place[1]] if place else as_text(record).encode()
            rejects.append((number, line, *(place or (0, 0)), column, _shown(record, column), code, raw))
        else:
            rows.append((*_row(record).values(), number, line))
    schema = {**dict.fromkeys(_COLUMNS, pl.String), ROW: pl.UInt32, LINE: pl.UInt32}
    table = pl.DataFrame(rows, schema=schema, orient="row")
    return Reading(REPORT, _COLUMNS, iter([Slice(table, pl.DataFrame(rejects, schema=REJECT_SCHEMA, orient="row"))]), lines)


def _records(data: bytes, lines: Lines) -> Iterator[tuple[Any, int, tuple[int, int] | None]]:
    """Yield each record, or why it is none, with its line and the bytes it stands in."""
    try:
        whole = load_strict(data, most=MOST_BYTES)
    except Bad as wrong:
        if not _is_one_a_line(data, wrong):
            raise Unusable(wrong.code, "The file is not sound JSON.", "It is read whole and strictly.", "Fetch it again.") from None
        yield from _by_line(data, lines)
        return
    for record in whole if isinstance(whole, list) else [whole]:
        yield record, 0, None


def _is_one_a_line(data: bytes, wrong: Bad) -> bool:
    """Is a file that is not sound as a whole one with a record a line?

    The first record of such a file may be unsound in itself, by a number or a doubled key, before
    its end is found; then one line that holds a whole record tells. A list is read as a list.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").strip()
    if b"\n" not in text:
        return False
    if wrong.code == "json.syntax":
        return True
    return not text.startswith(b"[") and any(_is_whole(line.strip()) for line in text.split(b"\n"))


def _is_whole(line: bytes) -> bool:
    return line.startswith(b"{") and line.endswith(b"}") and b'"cveMetadata"' in line


def _by_line(data: bytes, lines: Lines) -> Iterator[tuple[Any, int, tuple[int, int] | None]]:
    place = 0
    for number, text in enumerate(data.split(b"\n"), 1):
        end = place + len(text)
        if text.strip(b" \t\r\xef\xbb\xbf"):
            lines.covered += 1
            try:
                yield load_strict(text), number, (place, end)
            except Bad as wrong:
                yield wrong, number, (place, end)
        elif end < len(data):
            lines.blank += 1
        place = end + 1


def _shown(record: object, column: str) -> str:
    meta = record.get("cveMetadata") if isinstance(record, dict) else None
    return as_text(meta.get(column))[:200] if isinstance(meta, dict) and column else ""


def _fault(record: object) -> tuple[str, str]:
    """Return the column and the code of what is wrong with a record; two empty texts where nothing is."""
    meta = record.get("cveMetadata") if isinstance(record, dict) else None
    if not isinstance(record, dict) or not isinstance(meta, dict):
        return "cveMetadata", "json.not-an-object"
    version = record.get("dataVersion")
    if record.get("dataType") != "CVE_RECORD" or not isinstance(version, str) or not _VERSION.fullmatch(version):
        return "dataVersion", "file.not-this-format"
    identifier = meta.get("cveId")
    if not isinstance(identifier, str) or not _CVE.fullmatch(identifier):
        return "cveId", "value.cve"
    if meta.get("state") not in {"PUBLISHED", "REJECTED"}:
        return "state", "value.missing"
    if not isinstance(_cna(record), dict):
        return "containers", "value.missing"
    moment = _moment(meta)
    return ("", "") if moment and not isinstance(read_moment(moment, naive_is_utc=True), str) else ("dateUpdated", "time.form")


def _row(record: dict[str, Any]) -> dict[str, str]:
    meta, cna = record["cveMetadata"], _cna(record)
    containers = _containers(record)
    score = next((found for _, one in containers if (found := _score(one.get("metrics")))), ("", "", "", ""))
    return {
        "cveId": meta["cveId"], "state": meta["state"], "seen_at": _moment(meta), "datePublished": as_text(meta.get("datePublished")),
        "dateUpdated": as_text(meta.get("dateUpdated")), "assigner": as_text(meta.get("assignerShortName")),
        "title": as_text(cna.get("title"))[:_MOST_TEXT], "description": _description(cna), "cvssVersion": score[0], "cvssScore": score[1],
        "cvssSeverity": score[2], "cvssVector": score[3], "cwes": ";".join(_cwes(containers)), "references": ";".join(_references(cna)),
        "affected": write_concerned([(by, one.get("affected")) for by, one in containers]), "replacedBy": as_text(cna.get("replacedBy")),
    }  # fmt: skip


def _cna(record: dict[str, Any]) -> Any:
    containers = record.get("containers")
    return containers.get("cna") if isinstance(containers, dict) else None


def _containers(record: dict[str, Any]) -> list[tuple[By, dict[str, Any]]]:
    """The authority's own container first, then what others added."""
    added = record["containers"].get("adp")
    return [("cna", _cna(record)), *(("adp", one) for one in (added if isinstance(added, list) else []) if isinstance(one, dict))]


def _moment(meta: dict[str, Any]) -> str:
    """When the record last changed; a record of its first day may say only when it was published or rejected."""
    for name in ("dateUpdated", "dateRejected", "datePublished", "dateReserved"):
        if isinstance(meta.get(name), str) and meta[name]:
            return str(meta[name])
    return ""


def _description(cna: dict[str, Any]) -> str:
    texts = [one for name in ("descriptions", "rejectedReasons") for one in _objects(cna.get(name)) if isinstance(one.get("value"), str)]
    english = next((one for one in texts if as_text(one.get("lang")).casefold().startswith("en")), texts[0] if texts else None)
    return " ".join(english["value"].split())[:_MOST_TEXT] if english else ""


def _score(metrics: object) -> tuple[str, str, str, str] | None:
    """Return version, score, severity and vector of the newest scheme that gives a score."""
    entries = _objects(metrics)
    for scheme in _SCHEMES:
        for entry in entries:
            found = entry.get(scheme)
            if not isinstance(found, dict):
                continue
            score = found.get("baseScore")
            if isinstance(score, int | float) and not isinstance(score, bool) and 0 <= score <= 10:
                severity = next((word for least, word in _BANDS if score >= least), "info")
                return scheme.removeprefix("cvssV").replace("_", "."), f"{score:.1f}", severity, as_text(found.get("vectorString"))[:300]
    return None


def _cwes(containers: list[tuple[By, dict[str, Any]]]) -> list[str]:
    found = [
        as_text(text.get("cweId"))
        for _, one in containers
        for problem in _objects(one.get("problemTypes"))
        for text in _objects(problem.get("descriptions"))
    ]
    return list(dict.fromkeys(code for code in found if re.fullmatch(r"CWE-[0-9]{1,6}", code, re.ASCII)))


def _references(cna: dict[str, Any]) -> list[str]:
    links = [as_text(one.get("url")) for one in _objects(cna.get("references"))]
    return [link for link in links if link.startswith(("https://", "http://")) and ";" not in link][:20]


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
