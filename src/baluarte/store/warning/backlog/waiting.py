"""Findings that wait: a file that is durable, and the row that says how far it has been merged.

A million rows are some hundred thousand findings. Written in the one transaction of their
delivery they would hold the only writer of the database for many seconds, and nobody's
page or answer could be marked meanwhile. So what a large delivery found is made durable
beside the raw bytes first; the one transaction makes the delivery real and names that
file; then the findings are merged a few at a time, each few with how far that was. A
process that ends in between goes on at that place, and reads nothing again.
"""

import hashlib
import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from baluarte.core.errors import Broken
from baluarte.core.warning.collapse import FOUND_SCHEMA
from baluarte.store.feeds.durable import Step, drop, make_folder, settle
from baluarte.store.warning.models import BacklogRow

MOST_AT_ONCE = 5_000  # findings that are still written in the transaction of their delivery
_FOLDER = "waiting"


@dataclass(frozen=True)
class Written:
    """Findings that are durable beside the place where they will wait."""

    path: Path
    sha256: str
    rows: int


@dataclass(frozen=True)
class Left:
    """What a delivery left to be merged, and what is to be said of it when that is done."""

    written: Written
    state: str
    feeds: tuple[str, ...]
    arrivals: tuple[tuple[str, date], ...]


@dataclass(frozen=True)
class Place:
    """Where files wait: below the folder of the data."""

    data: Path

    @contextmanager
    def aside(self, delivery: int, found: pl.DataFrame) -> Iterator[Written]:
        """Write the findings of a delivery and make them durable, before its transaction; what is not taken is gone afterwards.

        Only who holds the turn may put them where they wait: that is done in the transaction, by `begin`.
        """
        out = io.BytesIO()
        found.write_ipc(out, compression="zstd")
        make_folder(self.data / _FOLDER, self.data)
        aside = self.data / _FOLDER / f".{delivery}.{os.getpid()}"
        try:
            with aside.open("wb") as file:
                file.write(out.getbuffer())
                file.flush()
                os.fsync(file.fileno())
            yield Written(aside, hashlib.sha256(out.getbuffer()).hexdigest(), found.height)
        finally:
            drop(aside)

    def read(self, row: BacklogRow) -> pl.DataFrame:
        """Return the findings that a row names, every byte verified."""
        path = self.file(row.delivery_id)
        body = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(body).hexdigest() != row.sha256:
            raise Broken(
                "warning.backlog",
                f"The findings of delivery '{row.delivery_id}' that wait to be merged are not those that were written.",
                "Their file is gone or damaged.",
                "Restore the data folder from the backup, then read the delivery again.",
            )
        return pl.read_ipc(io.BytesIO(body)).match_to_schema(FOUND_SCHEMA)

    def file(self, delivery: int) -> Path:
        """Return where the findings of a delivery wait."""
        return self.data / _FOLDER / f"{delivery}.arrow"


def begin(place: Place, delivery: int, left: Left, step: Step) -> None:
    """Put the file of a delivery where it waits, and name it in the transaction that makes it real."""
    settle(left.written.path, place.file(delivery), step, "warning.backlog")
    BacklogRow.objects.update_or_create(
        delivery_id=delivery,
        defaults={
            "sha256": left.written.sha256, "rows": left.written.rows, "merged": 0, "state": left.state,
            "feeds": list(left.feeds), "arrivals": [[report, day.isoformat()] for report, day in left.arrivals],
        },
    )  # fmt: skip


def of(delivery: int) -> BacklogRow | None:
    """Return what a delivery left to be merged, or None."""
    return BacklogRow.objects.filter(delivery_id=delivery).first()


def advance(row: BacklogRow, merged: int) -> None:
    """Say how far a delivery has been merged, in the transaction that merges."""
    BacklogRow.objects.filter(id=row.id).update(merged=merged)
    row.merged = merged


def arrivals(row: BacklogRow) -> Iterable[tuple[str, date]]:
    """Return the report types and days whose arrival the finished delivery is evidence of."""
    return [(report, date.fromisoformat(day)) for report, day in row.arrivals]
