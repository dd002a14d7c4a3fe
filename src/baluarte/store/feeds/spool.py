"""A spool: tables that wait for their transaction on disk, so that memory stays flat.

A hostile file may have a million rows to set aside. They cannot be written before the
one transaction of their delivery, and must not be held in memory until then. The file has
no name: when the process ends, however it ends, nothing is left of it.
"""

import io
import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import Self

import polars as pl


class Spool:
    """Tables in the order in which they came, each with a number of its own."""

    def __init__(self, folder: str) -> None:
        self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by __exit__
        self._places: list[tuple[int, int, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()

    def add(self, number: int, table: pl.DataFrame) -> None:
        """Put a table at the end; an empty one leaves no trace."""
        if table.is_empty():
            return
        out = io.BytesIO()
        table.write_ipc_stream(out)
        start = self._file.seek(0, io.SEEK_END)
        self._file.write(out.getvalue())
        self._places.append((number, start, out.tell()))

    def clear(self) -> None:
        """Forget everything that was put in."""
        self._places = []

    def __iter__(self) -> Iterator[tuple[int, pl.DataFrame]]:
        for number, start, length in self._places:
            self._file.seek(start)
            yield number, pl.read_ipc_stream(io.BytesIO(self._file.read(length)))
