"""Read a Shadowserver file: its type by its name, else by its header; its rows as they are."""

import re

from baluarte.core.feeds.reading import Reading
from baluarte.formats.shadowserver.catalogue import Catalogue
from baluarte.formats.tabular import Table, reading_of

# Date, type (without a hyphen), then whatever organisation and filter add.
_FILE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-([a-z0-9_]{2,80})(?:-.*)?\.csv", re.ASCII | re.DOTALL)
_FIRST_WORD = re.compile(r"([a-z0-9_]{2,80}).*", re.ASCII | re.DOTALL)
_PACKED = re.compile(r"(?:\.csv)?\.(?:gz|zip)$")


def report_name(file_name: str) -> str:
    """Return the report type that a file name states, or an empty text.

    >>> report_name("2026-03-04-scan_ssl-anahuac-national.csv"), report_name("2026-03-04-SCAN_SSL-X.CSV.GZ"), report_name("events.csv")
    ('scan_ssl', 'scan_ssl', '')
    """
    found = _FILE.fullmatch(_PACKED.sub(".csv", _last_part(file_name).lower()))  # some file systems write in capitals
    return found[1] if found else ""


def known_name(file_name: str, catalogue: Catalogue) -> str:
    """Return a known type that a file name begins with, such as `scan_ssl.csv`; else an empty text."""
    found = _FIRST_WORD.fullmatch(_last_part(file_name).lower())
    return found[1] if found and found[1] in catalogue.reports else ""


def fits(catalogue: Catalogue, columns: tuple[str, ...]) -> str:
    """Return the known type whose columns are exactly these, in any order; empty where none or several fit.

    Only a catalogue that knows columns (the official file) can answer.
    """
    present = frozenset(columns)
    found = [report.name for report in catalogue.reports.values() if report.known and report.known == present]
    return found[0] if len(found) == 1 else ""


def open_shadowserver(name: str, table: Table, catalogue: Catalogue) -> Reading:
    """Return the reading of a table as that report type; `Unusable` where time or party is missing."""
    return reading_of(catalogue.report(name, table.names), table)


def _last_part(file_name: str) -> str:
    return file_name.replace("\\", "/").rpartition("/")[2]
