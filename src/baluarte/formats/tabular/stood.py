"""Where a row stood in its file: looked up only for the few rows that are set aside later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baluarte.formats.tabular.dialect import RAW_CAP


@dataclass(frozen=True)
class Stood:
    """Answers for the rows of one piece. `first` numbers them where each is one line; else `spans` says."""

    data: bytes
    byte: int
    first: int = 0
    spans: Mapping[int, tuple[int, int]] | None = None

    def __call__(self, rows: Sequence[int]) -> list[tuple[int, int, bytes]]:
        """Return (from, to, bytes) of each row, in ascending order of rows."""
        spans = [self.spans[row] for row in sorted(rows)] if self.spans is not None else self._lines(sorted(rows))
        return [(self.byte + start, self.byte + end, self.data[start : min(end, start + RAW_CAP)]) for start, end in spans]

    def _lines(self, rows: Sequence[int]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        row, start = self.first, 0
        for wanted in rows:
            while row < wanted:
                start = self.data.index(b"\n", start) + 1
                row += 1
            found.append((start, self.data.find(b"\n", start) + 1 or len(self.data)))
        return found
