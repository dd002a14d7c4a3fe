"""The tally of one part: how many events of which type each organisation has.

It is written into the foot of the part when the part is written, under the same hash, and
the part never changes: it cannot come to disagree with its rows. The form is made to be
asked in place: sorted numbers of four bytes, so that the events of one organisation are
found by halving, and those of a nation by laying columns end to end.
"""

import base64
import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

FOOT = "baluarte.tally"  # the name under which it stands in the foot
FORM = "1"  # of the text; a foot of another form is counted from the rows
TALLY_SCHEMA = pl.Schema({"type": pl.String(), "org": pl.UInt32(), "events": pl.UInt32(), "once": pl.UInt32()})
_COLUMNS = ("org", "events", "once")
_WORD = 4  # bytes of a number, the lowest first


@dataclass(frozen=True)
class Kind:
    """The events of one type: organisations in order, their events, and of these the ones counted here alone.

    An event of two organisations is one event of each. `once` counts it for the first of
    them, so that sums over organisations are sums of events.
    """

    type: str
    org: bytes
    events: bytes
    once: bytes

    @property
    def height(self) -> int:
        """How many organisations have events of this type; nobody (0) is one of them."""
        return len(self.org) // _WORD

    def of(self, org: int) -> int:
        """Return how many events of this type an organisation has."""
        place = bisect_left(range(self.height), org, key=lambda number: _word(self.org, number))
        return _word(self.events, place) if place < self.height and _word(self.org, place) == org else 0


def tally(events: pl.DataFrame) -> pl.DataFrame:
    """Count the events of a part (`TALLY_SCHEMA`), by type and organisation."""
    rows = events.select("org", type=pl.col("type").cast(pl.String), first=pl.col("key").is_first_distinct())
    counted = rows.group_by("type", "org").agg(pl.len().alias("events"), pl.col("first").sum().alias("once"))
    return counted.sort("type", "org").select(pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items())


def write_tally(counted: pl.DataFrame) -> str:
    """Return a tally as the text of a foot; the same rows give the same text."""
    kinds = []
    for (name,), rows in counted.partition_by("type", as_dict=True, maintain_order=True).items():
        same = rows["events"].equals(rows["once"])  # nearly always: an event has one owner
        packed = [base64.b64encode(_packed(rows[column])).decode("ascii") for column in _COLUMNS[: 2 if same else 3]]
        kinds.append([name, *packed])
    return json.dumps([FORM, *kinds], separators=(",", ":"))


def read_tally(text: str | None) -> tuple[Kind, ...] | None:
    """Return the tally that a foot states; None where there is none that we can read."""
    if not text:
        return None
    form, *kinds = json.loads(text)
    if form != FORM:
        return None
    read = ((name, [base64.b64decode(column) for column in columns]) for name, *columns in kinds)
    return tuple(Kind(name, columns[0], columns[1], columns[-1]) for name, columns in read)


def lay_out(tallies: Iterable[tuple[int, Iterable[Kind]]]) -> pl.DataFrame:
    """Return many tallies as one table: `part`, the number that each was given, and `TALLY_SCHEMA`."""
    kinds = [(part, kind) for part, found in tallies for kind in found]
    each = pl.DataFrame(
        {"part": [part for part, _ in kinds], "type": [kind.type for _, kind in kinds], "#n": [kind.height for _, kind in kinds]},
        schema={"part": pl.UInt32, "type": pl.Categorical, "#n": pl.UInt32},
    )
    said = each.select(pl.col("part", "type").repeat_by("#n").explode(empty_as_null=False))
    return said.with_columns(_unpacked(column, b"".join(getattr(kind, column) for _, kind in kinds)) for column in _COLUMNS)


def _word(words: bytes, place: int) -> int:
    return int.from_bytes(words[place * _WORD : (place + 1) * _WORD], "little")


def _packed(numbers: pl.Series) -> bytes:
    return b"".join(number.to_bytes(_WORD, "little") for number in numbers)


def _unpacked(name: str, words: bytes) -> pl.Series:
    if not words:
        return pl.Series(name, [], dtype=pl.UInt32)
    kind = pl.Array(pl.UInt32, len(words) // _WORD)
    return pl.Series(name, [words]).bin.reinterpret(dtype=kind, endianness="little").explode()
