"""Run the main job over files: every row accounted for, every finding kept, nothing opened but what was named."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import BinaryIO, Protocol

import polars as pl

from baluarte.core.constituency.asset_file import AssetFile
from baluarte.core.errors import Unusable
from baluarte.core.feeds.accounting import Accounting
from baluarte.core.feeds.normalise import ACCOUNT_SCHEMA
from baluarte.core.feeds.reading import Reading
from baluarte.core.warning.deduplicate import Memory, nothing_known
from baluarte.core.warning.index import Index
from baluarte.core.warning.job import Part, Stage, Terms, run, untimed
from baluarte.core.warning.match import build_index
from baluarte.faces.cli.offline.gathering import Gathering
from baluarte.faces.cli.offline.lanes import lanes, side_by_side
from baluarte.faces.cli.offline.pages import keep_pages
from baluarte.faces.cli.offline.shelf import Shelf
from baluarte.faces.cli.printing import file_name
from baluarte.formats.generic import Mapping
from baluarte.formats.reports import open_report, refused_rows
from baluarte.formats.shadowserver import Catalogue


class Keeper(Protocol):
    """Where a run puts what it cannot hold in memory: events and rejected rows, by the number of their file.

    Files of different lanes call at the same time; the calls for one file come in order.
    """

    def keep_events(self, file: int, part: Part) -> None:
        """Keep the accepted events of one report and day."""
        ...

    def keep_rejects(self, file: int, name: str, rejects: pl.DataFrame) -> None:
        """Keep rows that were set aside, under the name of their file."""
        ...


class Nowhere:
    """Keeps nothing: a run that only counts."""

    def keep_events(self, file: int, part: Part) -> None:
        """Let the events go."""

    def keep_rejects(self, file: int, name: str, rejects: pl.DataFrame) -> None:
        """Let the rows go; they are counted."""


@dataclass
class FileAccount:
    """What became of one file, or of one report in an archive."""

    file: str
    feed: str = ""
    report: str = ""
    counts: Accounting = field(default_factory=Accounting)
    physical_lines: int = 0
    unknown_columns: tuple[str, ...] = ()
    recognised: bool = True
    partial: str = ""
    notes: tuple[str, ...] = ()
    refusal: Unusable | None = None

    def to_dict(self) -> dict[str, object]:
        """Return the account as `accounting.json` holds it."""
        return {
            "file": self.file, "feed": self.feed, "report": self.report, "recognised": self.recognised,
            **self.counts.to_dict(), "codes": dict(sorted(self.counts.codes.items())),
            "lines": self.physical_lines, "unknown_columns": list(self.unknown_columns),
            "partial": self.partial, "notes": list(self.notes), "refused": self.refusal.code if self.refusal else "",
        }  # fmt: skip


@dataclass(frozen=True)
class Order:
    """What is to be read, against which assets, and how."""

    files: tuple[Path, ...]
    assets: AssetFile
    received_at: datetime
    account_key: bytes
    feed: str = "auto"
    catalogue: Catalogue | None = None
    mapping: Mapping | None = None
    stage: Stage = untimed


@dataclass
class Result:
    """Accounts of the files in order, and the clear names behind the pseudonyms."""

    files: list[FileAccount]
    accounts: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ACCOUNT_SCHEMA))

    @property
    def total(self) -> Accounting:
        """The sums over all files."""
        return sum((account.counts for account in self.files), Accounting())

    @property
    def clean(self) -> bool:
        """Was every row of every file taken?"""
        return not any(account.refusal or account.partial or account.counts.quarantined for account in self.files)

    def to_dict(self) -> dict[str, object]:
        """Return the object of `accounting.json`."""
        return {"files": [account.to_dict() for account in self.files], "total": self.total.to_dict()}


def run_files(order: Order, keeper: Keeper, shelf: Shelf, step: Callable[[int], None] = lambda _bytes: None) -> Result:
    """Read all files and return what they became, with their findings on the shelf; `step` is told of the bytes read.

    A file that cannot be read stops nothing: it is accounted for under its refusal.
    """
    keep_pages()
    with order.stage("index"):
        index = build_index(order.assets.claims)
    found = [_Lane(order, index, keeper, step, files, Gathering(shelf, order.stage)) for files in lanes(order.files)]
    side_by_side([lane.read for lane in found])
    accounts = {number: account for lane in found for number, account in lane.accounts.items()}
    names = pl.concat([pl.DataFrame(schema=ACCOUNT_SCHEMA), *(lane.gathering.names() for lane in found)])
    in_order = [account for number in sorted(accounts) for account in accounts[number]]
    return Result(in_order, names.unique("pseudonym", keep="first", maintain_order=True))


class Stop(Protocol):
    """Asks a lane to end early: an event of threads, or one that processes share."""

    def is_set(self) -> bool:
        """Is it time to end?"""
        ...


@dataclass(frozen=True)
class Leash:
    """What ties a lane to whoever runs it: to be told of the bytes read, and to ask it to stop."""

    step: Callable[[int], None] = lambda _bytes: None
    stop: Stop = field(default_factory=Event)


def read_lane(  # noqa: PLR0913, PLR0917 - what a lane has
    order: Order, index: Index, keeper: Keeper, shelf: Shelf, files: list[tuple[int, Path]], leash: Leash
) -> tuple[dict[int, list[FileAccount]], pl.DataFrame]:
    """Read the files of one lane wherever that is, and return their accounts with the names behind pseudonyms."""
    lane = _Lane(order, index, keeper, leash.step, files, Gathering(shelf, order.stage))
    lane.read(leash.stop)
    return lane.accounts, lane.gathering.names()


@dataclass
class _Lane:
    """Files that are read one after another, with the memory they share."""

    order: Order
    index: Index
    keeper: Keeper
    step: Callable[[int], None]
    files: list[tuple[int, Path]]
    gathering: Gathering
    accounts: dict[int, list[FileAccount]] = field(default_factory=dict)
    memory: Memory = field(default_factory=lambda: Memory(nothing_known))

    def read(self, stop: Stop) -> None:
        """Read the files of the lane; end early when asked to."""
        order = self.order
        for number, path in self.files:
            terms = Terms(self.index, order.account_key, order.received_at, number, stage=order.stage, collapse=False)
            sink = _Sink(number, terms, self.memory, self.keeper, self.gathering, stop)
            self.accounts[number] = self._read_path(path, sink)
            for account in self.accounts[number]:
                account.counts.check(account.file)
            if stop.is_set():
                return
        self.gathering.gather()

    def _read_path(self, path: Path, sink: "_Sink") -> list[FileAccount]:
        try:
            with _opened(path, self.step) as stream:
                return list(_read_file(file_name(path), stream, self.order, sink))
        except Unusable as refusal:  # it cannot be opened: of its rows nobody knows
            return [FileAccount(file_name(path), recognised=False, refusal=refusal)]


@dataclass(frozen=True)
class _Sink:
    """What every row of one file goes through."""

    number: int
    terms: Terms
    memory: Memory
    keeper: Keeper
    gathering: Gathering
    stop: Stop


def _read_file(name: str, stream: BinaryIO, order: Order, sink: _Sink) -> Iterator[FileAccount]:
    try:
        readings = open_report(name, stream, feed=order.feed, catalogue=order.catalogue, mapping=order.mapping)
    except Unusable as refusal:
        yield _refused(name, stream, refusal, sink)
        return
    for reading in readings:
        yield _read(name, reading, sink)


def _read(name: str, reading: Reading, sink: _Sink) -> FileAccount:
    report = reading.report
    account = FileAccount(name, report.feed, report.name, recognised=report.recognised)
    try:
        for batch in run(reading, sink.terms, sink.memory):
            account.counts += batch.counts
            sink.keeper.keep_rejects(sink.number, name, batch.rejects)
            with sink.terms.stage("keep"):
                for part in batch.parts:
                    sink.keeper.keep_events(sink.number, part)
            sink.gathering.add(report, batch)
            if sink.stop.is_set():
                break
    except Unusable as broken_off:  # in the middle: what was read stays, the rest is named
        account.partial = broken_off.code
    account.partial = account.partial or reading.partial
    account.physical_lines = reading.lines.physical
    account.unknown_columns, account.notes = reading.unknown_columns, tuple(dict.fromkeys(reading.notes))
    return account


def _refused(name: str, stream: BinaryIO, refusal: Unusable, sink: _Sink) -> FileAccount:
    """Account for the rows of a file that is refused as a whole."""
    account = FileAccount(name, recognised=False, refusal=refusal)
    stream.seek(0)
    for rejects in refused_rows(name, stream, refusal.code):
        account.counts += Accounting(read=rejects.height, quarantined=rejects.height, codes={refusal.code: rejects.height})
        sink.keeper.keep_rejects(sink.number, name, rejects)
    return account


@contextmanager
def _opened(path: Path, step: Callable[[int], None]) -> Iterator[BinaryIO]:
    """Open a file that somebody named, and tell of its bytes as they are read."""
    try:
        stream = path.open("rb")
    except OSError as error:
        raise Unusable("command.file", f"'{path}' cannot be opened: {error.strerror}.", "", "Check the name and the rights.") from error
    with stream:
        told = 0

        class Counted(io.BufferedReader):
            def read(self, size: int | None = -1, /) -> bytes:
                nonlocal told
                data = super().read(size)
                step(max(0, self.tell() - told))
                told = max(told, self.tell())
                return data

        yield Counted(stream.raw)
