"""The main job, as one stream: a file being read becomes batches of events and findings.

The same kernels run in the command, on the server and in a pool: a batch knows nothing
of where it is kept. Each stage runs inside `stage(name)`, so that a caller with a clock
can see which one is slow; the core has none.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.normalise import ADDRESS, WORDS, Circumstances, Normalised, normalise
from baluarte.core.feeds.reading import Reading, Slice
from baluarte.core.feeds.report import Report
from baluarte.core.feeds.schema import EVENT_SCHEMA
from baluarte.core.warning.collapse import SEEN_SCHEMA, collapse, sightings
from baluarte.core.warning.deduplicate import Known, Memory, nothing_known
from baluarte.core.warning.index import Index
from baluarte.core.warning.match import match

Stage = Callable[[str], AbstractContextManager[None]]


def untimed(_name: str) -> AbstractContextManager[None]:
    """Run a stage without looking at a clock."""
    return nullcontext()


@dataclass(frozen=True)
class Terms:
    """What a run knows before it reads: who owns what, when the file came, what was seen before."""

    index: Index
    account_key: bytes
    received_at: datetime
    delivery: int
    known: Known = nothing_known
    stage: Stage = untimed
    collapse: bool = True  # False where the caller collapses the sightings of many slices together


@dataclass(frozen=True)
class Part:
    """The accepted events of one report and one day, sorted by organisation: one file of the lake."""

    report: str
    day: date
    events: pl.DataFrame


@dataclass(frozen=True)
class Batch:
    """What one slice of a file became: `found`, or the sightings (`seen`) that the caller collapses."""

    parts: list[Part]
    rejects: pl.DataFrame
    accounts: pl.DataFrame
    found: pl.DataFrame
    counts: Accounting = field(default_factory=Accounting)
    seen: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=SEEN_SCHEMA))


def run(reading: Reading, terms: Terms, memory: Memory | None = None) -> Iterator[Batch]:
    """Yield a batch for each slice of the file, in order.

    `memory` is shared by the files of one call, so that a row in two of them counts once.
    """
    memory = memory or Memory(terms.known)
    slices = iter(reading.slices)
    while True:
        with terms.stage("read"):
            part = next(slices, None)
        if part is None:
            return
        yield _batch(part, reading.report, terms, memory)


def _batch(part: Slice, report: Report, terms: Terms, memory: Memory) -> Batch:
    circumstances = Circumstances(terms.delivery, terms.received_at, terms.account_key)
    with terms.stage("normalise"):
        normal = normalise(part, report, circumstances)
    with terms.stage("deduplicate"):
        events = normal.events.with_columns(new=memory.mark_new(normal.events, report.name))
    with terms.stage("match"):
        matched = match(events, terms.index)
    with terms.stage("collapse"):
        seen = sightings(matched)
        found = collapse(seen if terms.collapse else seen.clear(), report.point)
    with terms.stage("arrange"):
        parts = _parts(matched, report)
    rejects = pl.concat([part.rejects, normal.rejects])
    return Batch(parts, rejects, normal.accounts, found, _count(part, normal, matched, rejects), seen)


def _count(part: Slice, normal: Normalised, matched: pl.DataFrame, rejects: pl.DataFrame) -> Accounting:
    accepted = matched.filter("new")
    owners = accepted.select("row", owned=pl.col("org") > 0).unique("row")
    codes = dict(rejects["code"].value_counts().iter_rows())
    return Accounting(
        read=part.table.height + part.rejects.height,
        accepted=owners.height,
        duplicate=normal.events.height - owners.height,
        quarantined=rejects.height,
        matched=int(owners["owned"].sum()),
        unmatched=int((~owners["owned"]).sum()),
        codes=codes,
    )


def _parts(matched: pl.DataFrame, report: Report) -> list[Part]:
    """Split the accepted events by day, each sorted by organisation so that its rows lie together."""
    own = [name for name in matched.columns if name not in EVENT_SCHEMA.names() and name not in {"new", WORDS, ADDRESS}]
    names = [*EVENT_SCHEMA.names(), *own]
    accepted = matched.filter("new").select(names)
    if not accepted.height:
        return []
    days = accepted.select(pl.col("seen_at").dt.date()).to_series()
    if days.n_unique() == 1:
        return [Part(report.name, days[0], accepted.sort("org", maintain_order=True))]
    by_day = accepted.with_columns(days.alias("#day")).partition_by("#day", as_dict=True, include_key=False)
    return [Part(report.name, day, events.sort("org", maintain_order=True)) for (day,), events in sorted(by_day.items())]
