"""What a bundle holds: flaws with their products and versions, and never an asset of anybody.

It goes one way: into a house that may not say what it runs, and nothing comes back. So it
holds only what every reader under its label may know.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.ground.moments import iso, read_moment
from baluarte.core.products.tables import EXPLOITED_SCHEMA, LIKELY, RECORD_SCHEMA, SCORE_SCHEMA
from baluarte.core.sharing.label import Label, read_label

FORMAT = "baluarte/bundle/1"
LICENCE = "CC0-1.0"  # of the catalogue and of the records; what we say ourselves is given under the same
VALID = timedelta(days=7)  # a bundle a week, and one at once when something urgent is published
EXPLOITED, RECORDS = "exploited.jsonl", "records.jsonl"
# Whether a list may be known to be in a bundle: the catalogue is public; our own word stays in the community.
_LABELS: Mapping[str, Label] = {"kev": "clear", "national": "green"}
_ALLOWED: tuple[Label, ...] = ("clear", "green")
_PATH = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?(?:/[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?)?", re.ASCII)
_FILE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,10}) (\S+)", re.ASCII)
_EDITION = re.compile(r"[0-9]{4}-W[0-9]{2}\.[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One file of a bundle, as its manifest names it."""

    sha256: str
    size: int
    path: str


@dataclass(frozen=True)
class Manifest:
    """What a bundle is: its edition, how long it is valid, under which label, and each of its files."""

    edition: str
    made: datetime
    until: datetime
    label: Label
    parts: tuple[Part, ...]

    def expired(self, now: datetime) -> bool:
        """Is there a newer one by now?"""
        return now > self.until

    def __str__(self) -> str:
        head = (FORMAT, self.edition, iso(self.made), iso(self.until), f"TLP:{self.label.upper()}", LICENCE)
        files = (f"{one.sha256} {one.size} {one.path}" for one in sorted(self.parts, key=lambda one: one.path))
        return "".join(f"{line}\n" for line in (*head, *files))


@dataclass(frozen=True)
class Bundle:
    """A bundle that was made: its bytes, what its manifest says, the key that signed it, and how many flaws it tells of."""

    data: bytes
    manifest: Manifest
    key: str
    flaws: int


def edition_of(moment: datetime) -> str:
    """Return the name of an edition: its week, and its day.

    >>> from datetime import UTC
    >>> edition_of(datetime(2026, 3, 5, tzinfo=UTC))
    '2026-W10.2026-03-05'
    """
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02d}.{moment.date().isoformat()}"


def read_manifest(text: str) -> Manifest:
    """Return a manifest exactly as `str` writes it. Raises `Unusable`."""
    lines = text.split("\n")
    head, files = lines[:6], lines[6:-1]
    made, until = (read_moment(line, naive_is_utc=False) for line in head[2:4]) if len(head) == 6 else ("", "")
    label = read_label(head[4].removeprefix("TLP:").lower()) if len(head) == 6 else None
    found = [_FILE.fullmatch(line) for line in files]
    parts = tuple(Part(one[1], int(one[2]), one[3]) for one in found if one)
    sound = isinstance(made, datetime) and isinstance(until, datetime) and label in _ALLOWED and len(parts) == len(files)
    if sound and head[0] == FORMAT and _EDITION.fullmatch(head[1]) and all(_PATH.fullmatch(one.path) for one in parts):
        assert isinstance(made, datetime) and isinstance(until, datetime) and label  # noqa: S101, PT018 - said above; mypy does not follow
        manifest = Manifest(head[1], made, until, label, parts)
        if str(manifest) == text and len({one.path for one in parts}) == len(parts):
            return manifest
    raise Unusable("bundle.manifest", "The manifest of the bundle cannot be read.", f"It is not {FORMAT}.", "Fetch the bundle again.")


def check_label(label: Label) -> Label:
    """Return the label of a bundle, or raise `Unusable`: what is stricter than GREEN is told to its holder alone."""
    if label not in _ALLOWED:
        raise Unusable("bundle.label", f"A bundle cannot be TLP:{label.upper()}.", "Whoever has it can read it all.", "Use clear or green.")
    return label


def exploited_lines(exploited: pl.DataFrame, records: pl.DataFrame, scores: pl.DataFrame, label: Label) -> Iterator[str]:
    """Yield one line a flaw in use that this label may carry: the entry, and what its record says of versions."""
    told = {row["cve"]: row for row in records.iter_rows(named=True)}
    likely = dict(scores.select("cve", "percentile").iter_rows())
    for row in exploited.sort("cve").iter_rows(named=True):
        if _ALLOWED.index(_LABELS.get(row["source"], "green")) <= _ALLOWED.index(label):
            yield _line({**row, "record": _record(told.get(row["cve"])), "percentile": likely.get(row["cve"])})


def record_lines(records: pl.DataFrame, exploited: pl.DataFrame, scores: pl.DataFrame) -> Iterator[str]:
    """Yield one line a record worth carrying that is not listed as exploited: bad by score, or likely to be used."""
    likely = dict(scores.select("cve", "percentile").iter_rows())
    listed = set(exploited["cve"].to_list())
    for row in records.sort("cve").iter_rows(named=True):
        worth = row["severity"] in {"critical", "high"} or likely.get(row["cve"], 0) >= LIKELY
        if row["cve"] not in listed and row["state"] == "PUBLISHED" and worth:
            yield _line({"cve": row["cve"], "record": _record(row), "percentile": likely.get(row["cve"])})


@dataclass(frozen=True)
class Contents:
    """The tables of a bundle, as the match takes them."""

    exploited: pl.DataFrame
    records: pl.DataFrame
    scores: pl.DataFrame

    @property
    def facts(self) -> pl.DataFrame:
        """What decides priorities: one row a flaw that is listed or scored."""
        listed = self.exploited.select("cve", "added", "due", "ransomware")
        return listed.join(self.scores.select("cve", "percentile"), on="cve", how="full", coalesce=True)


def read_contents(lines: Iterable[str]) -> Contents:
    """Return the tables of the lines of both lists. Raises `Unusable` where a line is none of ours."""
    try:
        rows = [json.loads(line) for line in lines]
        listed = [{name: _value(row.get(name), EXPLOITED_SCHEMA[name]) for name in EXPLOITED_SCHEMA} for row in rows if "added" in row]
        told = [
            {**{name: _value(row["record"].get(name), RECORD_SCHEMA[name]) for name in RECORD_SCHEMA}, "cve": row["cve"]}
            for row in rows
            if row.get("record")
        ]
        scored = [(row["cve"], 0.0, row["percentile"], None) for row in rows if row.get("percentile") is not None]
        return Contents(
            pl.DataFrame(listed, schema=EXPLOITED_SCHEMA), pl.DataFrame(told, schema=RECORD_SCHEMA), pl.DataFrame(scored, schema=SCORE_SCHEMA, orient="row")
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
        raise Unusable(
            "bundle.contents", "A list of the bundle cannot be read.", "It is signed, so it is ours that is wrong.", "Report it."
        ) from None


def _record(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: row[name] for name in RECORD_SCHEMA if name not in {"cve", "description"}}


def _value(value: Any, kind: pl.DataType) -> Any:
    return date.fromisoformat(value) if kind == pl.Date() and isinstance(value, str) else value


def _line(row: Mapping[str, Any]) -> str:
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()}
    plain["record"] = {
        name: value.isoformat() if isinstance(value, date) else value for name, value in (row["record"] or {}).items()
    } or None
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
