"""Compare what is stored of a delivery with what separate code counts in its raw bytes.

`baluarte_recount` imports nothing of ours. A refused file whose rows cannot be told apart
counts as one row. Nothing is repaired here; each difference is one sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from baluarte_recount import Count, count_stream

from baluarte.core.errors import BaluarteError
from baluarte.core.feeds.delivery import Delivery
from baluarte.store.feeds import manifest, quarantine
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.lake import Lake
from baluarte.store.feeds.raw import RawStore

_KNOWN_ENDS = ("file.truncated", "file.trailing")


@dataclass(frozen=True)
class Auditor:
    """Reads raw store, lake and sums; `deep` reads every byte of them."""

    raw: RawStore
    lake: Lake
    deep: bool

    def faults(self, delivery: Delivery) -> Iterator[str]:
        """Yield one sentence for everything about a delivery that does not fit."""
        place, counts = f"Delivery {delivery.id}", delivery.accounting
        try:
            counts.check(place)
        except BaluarteError as broken:
            yield broken.what
        aside = quarantine.count(delivery.id)
        if aside != counts.quarantined:
            yield f"{place}: {counts.quarantined} rows were set aside, {aside} are kept."
        if delivery.state not in UNFINISHED:
            yield from self._against_raw(delivery, place)
            yield from self._against_lake(delivery, place)
        elif self.raw.size(delivery.blob) != delivery.bytes:
            yield f"{place}: its {delivery.bytes} raw bytes are not there."

    def _against_raw(self, delivery: Delivery, place: str) -> Iterator[str]:
        try:
            with self.raw.open(delivery.blob) as stream:
                if not countable(delivery):
                    return
                count = count_stream(stream)
        except BaluarteError as broken:
            yield f"{place}: {broken.what}"
            return
        if delivery.accounting.read != count.records:
            yield f"{place}: {delivery.accounting.read} rows were read, its bytes hold {count.records}."
        if delivery.lines.physical and count.physical:
            yield from _lines(delivery, count, place)

    def _against_lake(self, delivery: Delivery, place: str) -> Iterator[str]:
        files = manifest.of_delivery(delivery.id)
        damaged = [(path, why) for path, digest in files if (why := self.lake.damage(path, digest, deep=self.deep))]
        yield from (f"{place}: the file {path} of the lake {why}." for path, why in damaged)
        if damaged:
            return
        kept = own_events(self.lake, [path for path, _ in files], delivery.id)
        if kept.height != delivery.accounting.accepted:
            yield f"{place}: {delivery.accounting.accepted} rows were accepted, the lake holds {kept.height}."
        if int(kept["owned"].sum()) != delivery.accounting.matched:
            yield f"{place}: {delivery.accounting.matched} rows were matched, the lake holds {int(kept['owned'].sum())}."


def own_events(lake: Lake, paths: list[str], delivery: int) -> pl.DataFrame:
    """Return each accepted row of a delivery once, and whether somebody owns it: an event of two owners is one row."""
    if not paths:
        return pl.DataFrame(schema={"delivery": pl.UInt32, "row": pl.UInt32, "owned": pl.Boolean})
    rows = lake.scan(paths).filter(pl.col("delivery") == delivery).select("delivery", "row", owned=pl.col("org") > 0)
    return rows.group_by("delivery", "row").agg(pl.col("owned").any()).collect()


def countable(delivery: Delivery) -> bool:
    """True where the end of what was read is known: a refused file is one row, and nobody unpacks a bomb twice."""
    return delivery.state == "done" or (delivery.state == "partial" and delivery.code in _KNOWN_ENDS)


def _lines(delivery: Delivery, count: Count, place: str) -> Iterator[str]:
    for kind in ("header", "comment", "blank", "covered"):
        told, found = getattr(delivery.lines, kind), getattr(count, kind)
        if told != found:
            yield f"{place}: {told} lines are {kind}, its bytes hold {found}."
