"""Layer 3 of "raw first": a delivery is read again from its bytes and compared, row by row, with what is stored.

The reading is the real one, with nothing known from before and nobody's assets; where it would
write to the lake, it compares. Whose a row was, is a question of the register of that day, and
is left out. A delivery that an older reader read is not judged by the one of today.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast

import polars as pl

from baluarte.core.constituency.claims import CLAIMS
from baluarte.core.errors import BaluarteError, Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.ground.world import World
from baluarte.core.warning.deduplicate import nothing_known
from baluarte.core.warning.job import Terms
from baluarte.core.warning.match import build_index
from baluarte.formats.generic import read_mapping
from baluarte.formats.reports import open_report
from baluarte.store.feeds import manifest
from baluarte.store.feeds.durable import Step
from baluarte.store.feeds.lake import Lake, Written
from baluarte.store.feeds.models import DeliveryRow
from baluarte.store.feeds.places import lake, raw_store
from baluarte.store.feeds.spool import Spool
from baluarte.store.warning.intake import Intake
from baluarte.store.warning.reading import catalogue
from baluarte.store.warning.settle import PARSER

_OWNER = frozenset({"org", "asset", "matched_by", "prefix_len"})
_ENDS = ("file.truncated", "file.trailing")  # of a delivery whose readable rows are known
_SHOWN = 5  # rows that one sentence names


@dataclass
class Comparing:
    """Stands where the lake would: what would be written is compared with what was."""

    lake: Lake
    delivery: int
    faults: list[str] = field(default_factory=list)
    rows: int = 0  # accepted rows that were found again

    def write(self, report: str, day: date, events: pl.DataFrame, _step: Step) -> Written:
        """Compare the rows of one report and day with those that this delivery left in the lake."""
        paths = manifest.paths(report, day)
        rebuilt = events.unique("row", keep="first").sort("row")
        if not paths:
            self.faults.append(f"Delivery {self.delivery}: the lake holds nothing of {report} on {day.isoformat()}.")
        else:
            self._compare(self._stored(paths, rebuilt), rebuilt, paths)
        return Written(report, day, "", events.height, 0, "")

    def _stored(self, paths: list[str], rebuilt: pl.DataFrame) -> pl.DataFrame:
        first, last = rebuilt["row"].min(), rebuilt["row"].max()
        mine = self.lake.scan(paths).filter(pl.col("delivery") == self.delivery, pl.col("row").is_between(first, last))
        return (
            mine.collect().unique("row", keep="first").sort("row").join(rebuilt.select("row"), on="row", how="semi", maintain_order="left")
        )

    def _compare(self, stored: pl.DataFrame, rebuilt: pl.DataFrame, paths: list[str]) -> None:
        again = rebuilt.join(stored.select("row"), on="row", how="semi", maintain_order="left")
        for name in [name for name in rebuilt.columns if name not in _OWNER]:
            if name not in stored.columns or not stored[name].equals(again[name].cast(stored.schema[name]), null_equal=True):
                self.faults.append(f"Delivery {self.delivery}: the column '{name}' of its rows is not what its bytes say.")
        lost = rebuilt.join(stored.select("row"), on="row", how="anti", maintain_order="left")
        unseen = lost.filter(~pl.col("key").is_in(self.lake.keys(paths).implode()))
        if unseen.height:
            named = ", ".join(str(row) for row in unseen["row"].head(_SHOWN))
            self.faults.append(f"Delivery {self.delivery}: {unseen.height} rows ({named}) are neither kept nor seen before.")
        self.rows += stored.height


@dataclass(frozen=True)
class Rebuilder:
    """Reads deliveries again and tells what differs."""

    world: World

    def faults(self, delivery: Delivery) -> Iterator[str]:
        """Yield one sentence for everything that the bytes say otherwise."""
        if not _comparable(delivery):
            return
        comparing = Comparing(lake(self.world), delivery.id)
        try:
            intake = self._read(delivery, comparing)
        except BaluarteError as error:
            yield f"Delivery {delivery.id}: {error.what}"
            return
        yield from comparing.faults
        told, found = delivery.accounting, intake.counts
        for name, one, other in (
            ("read", told.read, found.read),
            ("quarantined", told.quarantined, found.quarantined),
            ("accepted", told.accepted, comparing.rows),
            ("quarantined by reason", told.codes, found.codes),
            ("lines", delivery.lines, intake.lines),
        ):
            if one != other:
                yield f"Delivery {delivery.id}: {name} was {one}, its bytes give {other}."

    def _read(self, delivery: Delivery, comparing: Comparing) -> Intake:
        with raw_store(self.world).open(delivery.blob) as stream, tempfile.TemporaryDirectory() as aside, Spool(aside) as rejects:
            readings = open_report(
                delivery.file, stream, feed=delivery.feed, catalogue=catalogue(self.world.layouts),
                mapping=read_mapping(delivery.mapping) if delivery.mapping else None,
            )  # fmt: skip
            intake = Intake(cast("Lake", comparing), rejects, _go_on, _stay)
            intake.read(readings, self._terms(delivery))
            if intake.refused:
                raise Unusable(intake.refused, f"its bytes were refused ({intake.refused}).")
            return intake

    def _terms(self, delivery: Delivery) -> Terms:
        return Terms(
            index=build_index(pl.DataFrame(schema=CLAIMS)),
            account_key=self.world.key("findings"),
            received_at=delivery.received_at,
            delivery=delivery.id,
            known=nothing_known,
        )


def _comparable(delivery: Delivery) -> bool:
    """True for what the reader of today read, as far as it could be read."""
    whole = delivery.state == "done" or (delivery.state == "partial" and delivery.code in _ENDS)
    return whole and DeliveryRow.objects.filter(id=delivery.id, parser=PARSER).exists()


def _go_on(_name: str) -> None:
    """Nothing is written, so there is no point at which a stop would matter."""


def _stay() -> None:
    """No turn is held: nothing is written."""
