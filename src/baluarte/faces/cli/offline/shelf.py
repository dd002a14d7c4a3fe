"""Findings of a run, in flat memory: what is too much to hold waits on disk, a file for some organisations.

A finding belongs to one organisation, so organisations can be merged a few at a time. As
long as all findings fit, nothing touches the disk and there is one such block.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Self

import polars as pl

from baluarte.core.warning.collapse import FOUND_SCHEMA, gather_found

HELD = 600_000  # findings in memory, before or after they are merged
BLOCKS = 64  # of organisations: 18 million findings of a country are 280,000 a block


class Shelf:
    """Where findings wait until all files are read. Lanes put theirs at the same time; use it as a context."""

    def __init__(self, organisations: int, held: int = HELD) -> None:
        self._organisations, self._most = max(organisations, 1), held
        self._held: list[pl.DataFrame] = []
        self._count = 0
        self._lock = Lock()
        self._spills = 0
        self._folder: Path | None = None

    def put(self, found: pl.DataFrame) -> None:
        """Take findings (`FOUND_SCHEMA`), merged or not."""
        with self._lock:
            self._held.append(found)
            self._count += found.height
            if self._count > self._most:
                self._merge()

    def blocks(self) -> Iterator[pl.DataFrame]:
        """Yield the merged findings of some organisations after another, one row an identity, in no order; once."""
        if self._folder is None:
            yield gather_found(self._held)
            return
        self._spill()
        parts: list[pl.DataFrame] = []
        for block in range(BLOCKS):
            parts += [pl.read_ipc(path) for path in sorted(self._folder.glob(f"{block}-*.arrow"))]
            if sum(part.height for part in parts) > self._most // 2:
                yield gather_found(parts)
                parts = []
        if parts:
            yield gather_found(parts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove what waits on disk."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _merge(self) -> None:
        """Merge what is held; where that does not halve it, put it on disk."""
        self._held = [gather_found(self._held)]
        self._count = self._held[0].height
        if self._folder is not None or self._count > self._most // 2:
            self._spill()

    def _spill(self) -> None:
        self._folder = self._folder or Path(tempfile.mkdtemp(prefix="baluarte-findings-"))
        self._spills += 1
        block = (pl.col("org").cast(pl.UInt64) * BLOCKS // (self._organisations + 1)).alias("#block")
        whole = pl.concat([pl.DataFrame(schema=FOUND_SCHEMA), *self._held]).with_columns(block)
        for (number,), part in whole.partition_by("#block", as_dict=True, include_key=False).items():
            part.write_ipc(self._folder / f"{number}-{self._spills:05d}.arrow", compression="lz4")
        self._held, self._count = [], 0
