"""The lake: Parquet files by report and day, written once, real when the manifest names them.

The order of writing is fixed: a temporary file in the folder where it will live, `fsync`,
rename to the SHA-256 of its bytes, `fsync` of the folder, and then, in somebody else's
transaction, the manifest row. A file without a row is an orphan and is swept when it is
older than the longest transaction. Nobody ever lists a folder to read.
"""

import hashlib
import io
import os
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from baluarte.core.errors import Broken
from baluarte.core.feeds.tally.part import FOOT, Kind, read_tally, tally, write_tally
from baluarte.store.feeds.durable import Step, drop, make_folder, settle
from baluarte.store.feeds.keys.known import OURS

ROWS_A_GROUP = 1 << 16  # small enough to prune by organisation, large enough to compress
LONGEST = timedelta(hours=24)  # no transaction, and no reading before it, takes longer
_ASKED = ["key", "org", "type"]  # what a tally is counted from
_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}", re.ASCII)


@dataclass(frozen=True)
class Written:
    """One file that is durable, and not yet real."""

    report: str
    day: date
    path: str  # below the folder of the lake
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Lake:
    """The files below one folder."""

    root: Path

    def write(self, report: str, day: date, events: pl.DataFrame, step: Step) -> Written:
        """Write one part, sorted by organisation, and return what the manifest must say of it."""
        body = _parquet(events)
        digest = hashlib.sha256(body).hexdigest()
        folder = self.root / _folder(report) / day.isoformat()
        make_folder(folder, self.root.parent)
        final = folder / f"{digest}.parquet"
        aside = folder / f".{digest}.{os.getpid()}"
        try:
            _write_synced(aside, body, step)
            step("feeds.lake.synced")
            settle(aside, final, step, "feeds.lake")
        finally:
            drop(aside)
        return Written(report, day, str(final.relative_to(self.root)), events.height, len(body), digest)

    def keys(self, paths: Iterable[str]) -> pl.Series:
        """Return the keys of these files, each once; no other column is read."""
        return self._keys(paths).unique()

    def held(self, paths: Iterable[str], asked: pl.Series) -> pl.Series:
        """Return those of some keys that these files hold, in one pass over their key column."""
        real = [self._real(path) for path in paths]
        return _key_column(real).filter(pl.col("key").is_in(asked.implode())).collect()["key"].unique() if real else asked.clear()

    def known(self, report: str, day: date, paths: Sequence[str], asked: pl.Series) -> pl.Series:
        """Return those of some keys that the files of a report and day hold; asked again, from memory."""
        return OURS.among((str(self.root), report, day), paths, asked, (self._keys, self.held))

    def _keys(self, paths: Iterable[str]) -> pl.Series:
        real = [self._real(path) for path in paths]
        return _key_column(real).collect()["key"] if real else pl.Series("key", [], dtype=pl.UInt64)

    def tallies(self, paths: Iterable[str]) -> Iterator[tuple[Kind, ...]]:
        """Yield, file by file, how many events of which type each organisation has; its rows stay unread.

        A file that was written without a tally is counted from three of its columns.
        """
        for path in paths:
            place = self._real(path)
            told = read_tally(pl.read_parquet_metadata(place).get(FOOT))
            yield read_tally(_counted(pl.read_parquet(place, columns=_ASKED))) or () if told is None else told

    def scan(self, paths: Iterable[str]) -> pl.LazyFrame:
        """Return all rows of these files, lazily; columns that a file lacks are null."""
        real = [self._real(path) for path in paths]
        if not real:
            return pl.LazyFrame()
        return pl.concat([pl.scan_parquet(path) for path in real], how="diagonal_relaxed")

    def damage(self, path: str, sha256: str, *, deep: bool) -> str:
        """Return what is wrong with a file that the manifest names, or an empty text."""
        place = self.root / path
        if not place.is_file():
            return "is not there"
        if not deep:
            return ""
        with place.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        return "" if found == sha256 else "is not the file that was written"

    def sweep(self, named: frozenset[str]) -> int:
        """Remove files that no manifest row names and that are older than the longest transaction."""
        count, now = 0, time.time()  # the machine wrote the files, so its clock tells their age
        for path in self.root.rglob("*"):
            old = path.is_file() and path.stat().st_mtime < now - LONGEST.total_seconds()
            if old and str(path.relative_to(self.root)) not in named:
                drop(path)
                count += 1
        return count

    def _real(self, path: str) -> Path:
        place = self.root / path
        if not place.is_file():
            raise Broken(
                "lake.missing",
                f"The file {path} of the lake is not there.",
                "The manifest names it, so it must be.",
                "Restore it from the backup, then run `baluarte check accounting --deep`.",
            )
        return place


def _parquet(events: pl.DataFrame) -> bytes:
    """The bytes of a part. The same rows give the same bytes, so a second try finds its file."""
    out = io.BytesIO()
    foot = {FOOT: _counted(events)}
    events.write_parquet(out, compression="zstd", compression_level=1, row_group_size=ROWS_A_GROUP, statistics=True, metadata=foot)
    return out.getvalue()


def _key_column(files: list[Path]) -> pl.LazyFrame:
    return pl.scan_parquet(files, schema={"key": pl.UInt64}, extra_columns="ignore", glob=False).select("key")


def _counted(events: pl.DataFrame) -> str:
    return write_tally(tally(events))


def _write_synced(path: Path, body: bytes, step: Step) -> None:
    with path.open("wb") as out:
        out.write(body)
        out.flush()
        step("feeds.lake.written")
        os.fsync(out.fileno())


def _folder(report: str) -> str:
    """A report's name becomes a folder only in a plain form; any other is named by its hash."""
    return report if _PLAIN.fullmatch(report) else f"x-{hashlib.sha256(report.encode()).hexdigest()[:24]}"
