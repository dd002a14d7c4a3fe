"""Tell the report type of a Shadowserver file: by its name, else by its header."""

import re

from baluarte.formats.shadowserver.catalogue import Catalogue

# Date, type (without a hyphen), then whatever organisation and filter add.
_FILE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}-([a-z0-9_]{2,80})(?:-.*)?\.csv", re.ASCII | re.DOTALL)


def report_name(file_name: str) -> str:
    """Return the report type that a file name states, or an empty text.

    >>> report_name("2026-03-04-scan_ssl-anahuac-national.csv"), report_name("events.csv")
    ('scan_ssl', '')
    """
    found = _FILE.fullmatch(file_name.rpartition("/")[2].removesuffix(".gz").removesuffix(".zip"))
    return found[1] if found else ""


def fits(catalogue: Catalogue, columns: tuple[str, ...]) -> str:
    """Return the known type whose columns are exactly these, in any order; empty where none or several fit.

    Only a catalogue that knows columns (the official file) can answer.
    """
    present = frozenset(columns)
    found = [report.name for report in catalogue.reports.values() if report.known and report.known == present]
    return found[0] if len(found) == 1 else ""
