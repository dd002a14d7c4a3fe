"""Where a row stood in its file: looked up only for the few rows that are set aside later."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from baluarte.formats.tabular.dialect import RAW_CAP

Place = tuple[int, int, bytes]


@dataclass(frozen=True)
class Stood:
    """Answers for rows that were read slowly: each in `numbers` has its bytes from `starts` to `ends`."""

    data: bytes
    byte: int
    numbers: Sequence[int]
    starts: Sequence[int]
    ends: Sequence[int]

    def __call__(self, rows: Sequence[int]) -> list[Place]:
        """Return (from, to, bytes) of each row, in ascending order of rows."""
        found = (bisect_left(self.numbers, row) for row in sorted(rows))
        return [_place(self.data, self.byte, self.starts[at], self.ends[at]) for at in found]


@dataclass(frozen=True)
class StoodInLines:
    """Answers for rows that were read fast: each is one line, and `first` is the number of the first."""

    data: bytes
    byte: int
    first: int

    def __call__(self, rows: Sequence[int]) -> list[Place]:
        """Return (from, to, bytes) of each row, in ascending order of rows."""
        found: list[Place] = []
        row, start = self.first, 0
        for wanted in sorted(rows):
            while row < wanted:
                start = self.data.index(b"\n", start) + 1
                row += 1
            found.append(_place(self.data, self.byte, start, self.data.find(b"\n", start) + 1 or len(self.data)))
        return found


def _place(data: bytes, byte: int, start: int, end: int) -> Place:
    return byte + start, byte + end, data[start : min(end, start + RAW_CAP)]
