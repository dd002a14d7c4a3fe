"""Intake: the files of one delivery read to their end, with every part durable and nothing yet real.

Batches come from `core.warning.job`. Accepted events go to the lake at once, in files no
manifest names; what must wait for the one transaction (rows set aside, findings, account
names, sums) is gathered here, bounded, whatever the size of the delivery.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import BinaryIO

import polars as pl

from baluarte.core.errors import Unusable
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.normalise import ACCOUNT_SCHEMA
from baluarte.core.feeds.reading import REJECT_SCHEMA, ROW, Lines, Reading, Slice
from baluarte.core.sources.benign.index import BenignIndex
from baluarte.core.sources.evidence import Census
from baluarte.core.sources.shapes import Header
from baluarte.core.warning.collapse import FOUND_SCHEMA, merge_found
from baluarte.core.warning.deduplicate import Memory
from baluarte.core.warning.job import Batch, Terms, run
from baluarte.store.feeds.durable import Step
from baluarte.store.feeds.lake import Lake, Written
from baluarte.store.feeds.quarantine import MOST_BYTES
from baluarte.store.feeds.spool import Spool
from baluarte.store.products.listing import LISTS, Listed

_FRAMES = 8  # tables of findings or names that wait before they are merged


@dataclass
class Intake:
    """What a delivery became, before its transaction."""

    lake: Lake
    rejects: Spool
    step: Step
    renew: Callable[[], None]
    files: list[Written] = field(default_factory=list)
    counts: Accounting = field(default_factory=Accounting)
    lines: Lines = field(default_factory=Lines)
    reports: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    partial: str = ""  # code of why the end is missing
    refused: str = ""  # code of why a file of it was not read at all
    empty: set[str] = field(default_factory=set)  # report types that came without a single row
    listed: Listed = field(default_factory=Listed)  # what it says about flaws themselves
    census: Census = field(default_factory=Census)  # whose rows they are, where a source expects some countries alone
    headers: list[Header] = field(default_factory=list)
    benign: BenignIndex | None = None  # what is known to be harmless marks findings, and deletes none
    _found: list[pl.DataFrame] = field(default_factory=list)
    _names: list[pl.DataFrame] = field(default_factory=list)

    def read(self, readings: list[Reading], terms: Terms) -> None:
        """Read every file of the delivery; rows are numbered through its files in order."""
        memory = Memory(terms.known)
        for number, reading in enumerate(readings):
            self._begin(reading)
            before = self.counts.read
            listing = reading.report.name in LISTS
            counted = replace(reading, slices=self.census.watch(reading))
            watched = replace(counted, slices=self.listed.watch(counted)) if listing else counted
            shifted = replace(watched, slices=_shifted(watched.slices, before)) if before else watched
            try:
                for batch in run(shifted, terms, memory):
                    # A list of flaws shows nothing by itself: whom they concern is a match of its own.
                    self._take(number, replace(batch, found=batch.found.clear()) if listing else batch)
                    self.renew()
            except Unusable as refusal:
                self._broke_off(refusal, nothing_read=self.counts.read == before)
            self._end(reading, nothing_read=self.counts.read == before)

    def refused_whole(self, code: str, stream: BinaryIO, size: int) -> "Intake":
        """Return the account of a delivery whose rows cannot be told apart: one row, set aside under the refusal.

        Parts that were written before the refusal stay without a manifest row and are swept.
        """
        row = {"row": 1, "line": 0, "byte_from": 0, "byte_to": size, "column": "", "value": "", "code": code}
        self.rejects.clear()
        self.rejects.add(0, pl.DataFrame([{**row, "raw": stream.read(MOST_BYTES)}], schema=REJECT_SCHEMA))
        counts = Accounting(read=1, quarantined=1, codes={code: 1})
        return replace(
            self, counts=counts, refused=code, files=[], lines=Lines(), partial="", empty=set(), listed=Listed(),
            headers=[], _found=[], _names=[],
        )  # fmt: skip

    def found(self) -> pl.DataFrame:
        """Return the findings of the whole delivery, one row an identity."""
        return merge_found(self._found) if self._found else pl.DataFrame(schema=FOUND_SCHEMA)

    def names(self) -> pl.DataFrame:
        """Return the account names that came, one row a pseudonym."""
        return pl.concat(self._names).unique("pseudonym", keep="first") if self._names else pl.DataFrame(schema=ACCOUNT_SCHEMA)

    def arrivals(self, received: date) -> list[tuple[str, date]]:
        """Return the report types with the days they told of; a report without a row tells of the day it came."""
        return [(file.report, file.day) for file in self.files] + [(report, received) for report in sorted(self.empty)]

    def _begin(self, reading: Reading) -> None:
        self.reports.append(reading.report.name)
        self.feeds.append(reading.report.feed)
        self.headers.append(Header(reading.report.feed, reading.report.name, reading.header))
        self.unknown += [name for name in reading.unknown_columns if name not in self.unknown]

    def _take(self, number: int, batch: Batch) -> None:
        for part in batch.parts:
            self.files.append(self.lake.write(part.report, part.day, part.events, self.step))
        self.rejects.add(number, batch.rejects)
        self.counts += batch.counts
        self._found.append(batch.found)
        self._names.append(batch.accounts)
        if len(self._found) > _FRAMES:
            self._found, self._names = [self.found()], [self.names()]

    def _broke_off(self, refusal: Unusable, *, nothing_read: bool) -> None:
        """A refusal in the middle keeps the rows before it; one at the start is a refused file."""
        if nothing_read:
            raise refusal
        self.partial = refusal.code

    def _end(self, reading: Reading, *, nothing_read: bool) -> None:
        self.partial = self.partial or reading.partial
        self.notes += [note for note in reading.notes if note not in self.notes]
        if nothing_read and not reading.partial:
            self.empty.add(reading.report.name)
        for name in ("header", "comment", "blank", "covered"):
            setattr(self.lines, name, getattr(self.lines, name) + getattr(reading.lines, name))


def _shifted(slices: Iterator[Slice], by: int) -> Iterator[Slice]:
    """Number the rows of a later file after those of the files before it."""
    for part in slices:
        told = part.stood

        def stood_at(rows, told=told):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
            return told([row - by for row in rows])

        yield replace(
            part, table=part.table.with_columns(pl.col(ROW) + by), rejects=part.rejects.with_columns(pl.col("row") + by), stood_at=stood_at
        )
