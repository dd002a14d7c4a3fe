"""From stored bytes to an intake: the turn is taken, the raw bytes verified, every file of them read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, TypeVar

from baluarte.core.errors import BaluarteError, Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.feeds.reading import Reading
from baluarte.core.ground.world import World
from baluarte.core.sources.evidence import Census
from baluarte.core.warning.job import Terms
from baluarte.core.warning.match import build_index
from baluarte.formats.generic import read_mapping
from baluarte.formats.reports import open_report
from baluarte.formats.shadowserver import Catalogue, load_catalogue
from baluarte.store.constituency.claims import claims
from baluarte.store.constituency.stamp import Kept
from baluarte.store.feeds import deliveries, manifest
from baluarte.store.feeds.places import lake, raw_store
from baluarte.store.feeds.spool import Spool
from baluarte.store.feeds.turns import Turn
from baluarte.store.ground.shortage import plainly
from baluarte.store.sources import benign, evidence
from baluarte.store.warning.intake import Intake

MOST_TRIES = 3  # unforeseen failures after which a delivery that stops its reader is set aside
POISON = "feeds.poison"
T = TypeVar("T")
_INDEX = Kept(lambda: build_index(claims()))  # one register, one index


@dataclass(frozen=True)
class Read:
    """A delivery, read to its end by the one whose turn it is."""

    delivery: Delivery
    intake: Intake
    turn: Turn
    stream: BinaryIO  # its raw bytes, verified

    def set_aside(self, code: str) -> "Read":
        """Return the same delivery as one row, set aside whole under a code."""
        self.stream.seek(0)
        return replace(self, intake=self.intake.refused_whole(code, self.stream, self.delivery.bytes))


@contextmanager
def reading(world: World, delivery: Delivery) -> Iterator[Read]:
    """Read a delivery, and hold the turn until the caller has written what became of it.

    A reader that stops unforeseen is tried again; the third time the whole delivery is
    set aside as one row, so that one bad message does not stop the feed for ever.
    """
    with ExitStack() as stack:
        stream = stack.enter_context(raw_store(world).open(delivery.blob))
        opened = _open(world, delivery, stream)
        # What a file is decides whose turn it is: the same feed may be named, or found out.
        feeds = {one.report.feed for one in opened} if isinstance(opened, list) else {delivery.feed}
        turn = Turn(tuple(feeds), world.random_bits(32)).take()
        stack.callback(turn.give_back)
        deliveries.begin(delivery.id)
        world.step("warning.ingest.begun")
        intake = Intake(lake(world), stack.enter_context(Spool(world.data)), world.step, turn.renew)
        intake.benign = benign.index_of(world.outside.benign_lists)
        intake.census = Census(evidence.expected_countries(delivery.id))
        code = opened if isinstance(opened, str) else _read(world, delivery, intake, opened)
        read = Read(delivery, intake, turn, stream)
        yield read.set_aside(code) if code else read


def _open(world: World, delivery: Delivery, stream: BinaryIO) -> list[Reading] | str:
    """Return what is inside a delivery, or the code of why nothing of it can be read."""
    return _guarded(delivery, lambda: open_report(
        delivery.file, stream, feed=delivery.feed, catalogue=catalogue(world.layouts),
        mapping=read_mapping(delivery.mapping) if delivery.mapping else None,
    ))  # fmt: skip


def _read(world: World, delivery: Delivery, intake: Intake, opened: list[Reading]) -> str:
    """Read every file to its end; return the code of a refusal, empty for none."""
    code = _guarded(delivery, lambda: intake.read(opened, _terms(world, delivery))) or ""
    return code or (evidence.FOREIGN if intake.census.is_foreign else "")


def _guarded(delivery: Delivery, work: Callable[[], T]) -> T | str:
    try:
        with plainly():
            return work()
    except Unusable as refusal:
        return refusal.code
    except BaluarteError:
        raise
    except Exception:
        if not stumbled_too_often(delivery):
            raise
        return POISON


def stumbled_too_often(delivery: Delivery) -> bool:
    """Count that something nobody foresaw stopped this delivery, and tell whether that was once too often."""
    return deliveries.stumble(delivery.id) >= MOST_TRIES


def catalogue(path: str) -> Catalogue | None:
    """Return the official table of layouts over our own, where the operator named its file."""
    return _loaded(path, Path(path).stat().st_mtime_ns) if path else None


@lru_cache(maxsize=1)
def _loaded(path: str, _written: int) -> Catalogue:
    return load_catalogue(Path(path).read_bytes())


def _terms(world: World, delivery: Delivery) -> Terms:
    store = lake(world)
    return Terms(
        index=_INDEX.get(),
        account_key=world.key("findings"),
        received_at=delivery.received_at,
        delivery=delivery.id,
        known=lambda report, day, asked: store.known(report, day, manifest.paths(report, day), asked),
    )
