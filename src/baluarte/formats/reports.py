"""Open any report file: unpack it, tell its format, hand over its rows.

The only module that knows several formats. It decides by content first (magic bytes,
then header), by name where a format says its type there, and refuses what nobody reads.
"""

from collections.abc import Iterator
from typing import BinaryIO

from baluarte.core.errors import Unusable
from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Report
from baluarte.formats.shadowserver import Catalogue, report_name
from baluarte.formats.shadowserver import catalogue as own_catalogue
from baluarte.formats.tabular import Table, open_table


def open_report(file_name: str, stream: BinaryIO, *, feed: str = "auto", catalogue: Catalogue | None = None) -> list[Reading]:
    """Return one reading for each report file inside, or raise `Unusable`."""
    table = open_table(stream)
    name = report_name(file_name)
    report = (catalogue or own_catalogue()).report(name or "unknown", table.names)
    return [_reading(report, table)]


def _reading(report: Report, table: Table) -> Reading:
    missing = [column for column in report.required if column not in table.names]
    if missing:
        raise Unusable(
            "csv.header",
            f"The header lacks {', '.join(missing)}.",
            f"A report {report.name} must name the time and the party concerned.",
            "Check the file, or its type in the file name.",
        )
    reading = Reading(report, table.names, iter(()), table.lines, notes=table.notes)
    reading.slices = _watched(reading, table)
    return reading


def _watched(reading: Reading, table: Table) -> Iterator[Slice]:
    yield from table.slices()
    reading.partial = table.partial
