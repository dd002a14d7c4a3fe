"""The manifest: which files of the lake are real. Readers ask here and nowhere else."""

from collections.abc import Iterable, Sequence
from datetime import date

from baluarte.store.feeds.lake import Written
from baluarte.store.feeds.models import ManifestRow, ProvenanceRow

SCHEMA = "2026-11"  # of the event columns; a file says which it was written under


def add(delivery: int, files: Iterable[Written]) -> None:
    """Make files real. Call it in the transaction of the delivery they came with."""
    made = ManifestRow.objects.bulk_create(
        [
            ManifestRow(
                report=file.report, schema=SCHEMA, day=file.day, path=file.path, rows=file.rows,
                bytes=file.bytes, sha256=file.sha256, delivery_id=delivery,
            )
            for file in files
        ],
        batch_size=100,
    )  # fmt: skip
    tell_origin([(row.id, delivery, row.rows) for row in made])


def add_merged(file: Written, origins: dict[int, int]) -> None:
    """Make a file real that holds the rows of several deliveries: how many of each."""
    row = ManifestRow.objects.create(
        report=file.report, schema=SCHEMA, day=file.day, path=file.path, rows=file.rows,
        bytes=file.bytes, sha256=file.sha256, delivery_id=max(origins),
    )  # fmt: skip
    tell_origin([(row.id, delivery, rows) for delivery, rows in sorted(origins.items())])


def tell_origin(told: Iterable[tuple[int, int, int]]) -> None:
    """Write (file, delivery, rows): how many rows of a file came with which delivery."""
    rows = [ProvenanceRow(part_id=part, delivery_id=delivery, rows=count) for part, delivery, count in told]
    ProvenanceRow.objects.bulk_create(rows, batch_size=200)


def paths(report: str, day: date) -> list[str]:
    """Return the files of one report and day."""
    return list(ManifestRow.objects.filter(report=report, day=day).order_by("id").values_list("path", flat=True))


def within(reports: Sequence[str], first: date, last: date) -> list[str]:
    """Return the files of some reports from a day to a day."""
    found = ManifestRow.objects.filter(report__in=reports, day__gte=first, day__lte=last)
    return list(found.order_by("day", "id").values_list("path", flat=True))


def of_delivery(delivery: int) -> list[tuple[str, str]]:
    """Return (path, SHA-256) of the files that hold rows of a delivery; they may hold those of others too."""
    found = ProvenanceRow.objects.filter(delivery_id=delivery).order_by("part_id")
    return list(found.values_list("part__path", "part__sha256"))


def named() -> frozenset[str]:
    """Return every path that is real."""
    return frozenset(ManifestRow.objects.values_list("path", flat=True))
