"""The catalogue of report types: our own compact table, and the official file merged over it.

Our table says what a type means to us and where its columns are. The official file, read
at run time, knows newer types and every column name; where both speak, it classifies.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from baluarte.core.errors import Unusable
from baluarte.core.feeds.report import Feed, Report, TagRule
from baluarte.core.feeds.taxonomy import read_type
from baluarte.core.ground.text import Text
from baluarte.formats.jsontext import Bad, load_strict
from baluarte.formats.shadowserver.layouts import LAYOUTS
from baluarte.formats.tabular import Names, unknown_report

FEED = Feed("shadowserver", Text("Shadowserver", "Shadowserver"), "amber", "B", "2")
_WEB_SHELL = (TagRule("webshell", "system-compromise", "exchange-server-webshell"),)
_FAMILIES = (("scan_", "scan6_"), ("population_", "population6_"), ("event4_", "event6_"))
_MOST_BYTES = 1 << 26


@dataclass(frozen=True)
class Catalogue:
    """All report types that are known, by name."""

    reports: Mapping[str, Report]

    def report(self, name: str, columns: Iterable[str] = ()) -> Report:
        """Return the type of that name; one that nobody knows is read by its column names.

        >>> catalogue().report("scan6_ssh").identifier, catalogue().report("scan_new_thing").recognised
        ('open-ssh', False)
        """
        return self.reports.get(name) or _unknown(name, columns)


@cache
def catalogue() -> Catalogue:
    """Return our own table."""
    text = files("baluarte.formats.shadowserver").joinpath("reports.csv").read_text("utf-8")
    reports: dict[str, Report] = {}
    for row in csv.DictReader(text.split("\n")):
        report = _of_row(row)
        reports[report.name] = report
        if row["six"]:
            title = Text(f"{report.title.es} (IPv6)", f"{report.title.en} (IPv6)")
            reports[sibling(report.name)] = replace(report, name=sibling(report.name), title=title)
    return Catalogue(reports)


def sibling(name: str) -> str:
    """Return the name of the IPv6 report beside an IPv4 one.

    >>> sibling("event4_sinkhole"), sibling("scan_ssh"), sibling("device_id")
    ('event6_sinkhole', 'scan6_ssh', 'device_id6')
    """
    for four, six in _FAMILIES:
        if name.startswith(four):
            return six + name.removeprefix(four)
    return f"{name}6"


def load_catalogue(official: bytes) -> Catalogue:
    """Merge the official `reports.json` over our table, or raise `Unusable`."""
    try:
        types = load_strict(official, most=_MOST_BYTES)
    except Bad as wrong:
        raise Unusable(
            wrong.code, "The official catalogue is no JSON.", "It is an object keyed by report type.", "Fetch it again."
        ) from None
    if not isinstance(types, dict) or not types or not all(_is_entry(entry) for entry in types.values()):
        raise Unusable(
            "file.not-this-format",
            "This is not the official list of report types.",
            "Each type has a list `fields`.",
            "Fetch reports.json again.",
        )
    own = catalogue().reports
    return Catalogue({**own, **{name: _merged(name, entry, own) for name, entry in types.items()}})


def _unknown(name: str, columns: Iterable[str]) -> Report:
    return unknown_report(Names(FEED, name, naive_is_utc=True), columns)


def _of_row(row: Mapping[str, str]) -> Report:
    layout = LAYOUTS[row["layout"]]
    return Report(
        FEED.name, row["report"], row["type"], row["identifier"], row["severity"], layout.point, layout.roles,
        Text(row["es"], row["en"]), required=layout.required, by_tag=_WEB_SHELL if row["layout"] == "exchange" else (),
        key_also=layout.key_also, tlp=FEED.tlp, reliability=FEED.reliability, credibility=FEED.credibility,
    )  # fmt: skip


def _is_entry(entry: object) -> bool:
    return isinstance(entry, dict) and isinstance(entry.get("fields"), list) and all(isinstance(one, str) for one in entry["fields"])


def _merged(name: str, entry: Mapping[str, object], own: Mapping[str, Report]) -> Report:
    """Return a type with the official columns; its official class wins, its IPv4 sibling fills a gap."""
    fields = entry["fields"]
    columns = frozenset(fields) if isinstance(fields, list) else frozenset()
    report = own.get(name) or _like_its_sibling(name, own) or replace(_unknown(name, columns), recognised=True)
    stated = entry.get("classification.type")
    if isinstance(stated, str) and not report.by_tag:
        report = replace(report, type=read_type(stated))
    title = entry.get("name")
    if name not in own and isinstance(title, str):
        report = replace(report, title=Text(title, title))
    return replace(report, known=columns)


def _like_its_sibling(name: str, own: Mapping[str, Report]) -> Report | None:
    for report in own.values():
        if sibling(report.name) == name:
            return replace(report, name=name)
    return None
