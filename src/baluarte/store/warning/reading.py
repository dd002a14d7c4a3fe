"""From stored bytes to an intake: the turn is taken, the raw bytes verified, every file of them read."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from baluarte.core.errors import BaluarteError, Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.ground.world import World
from baluarte.core.warning.job import Terms
from baluarte.core.warning.match import build_index
from baluarte.formats.generic import read_mapping
from baluarte.formats.reports import open_report
from baluarte.store.constituency.claims import claims
from baluarte.store.feeds import deliveries, manifest
from baluarte.store.feeds.places import lake, raw_store
from baluarte.store.feeds.spool import Spool
from baluarte.store.feeds.turns import Turn
from baluarte.store.warning.intake import Intake

MOST_TRIES = 3  # unforeseen failures after which a delivery that stops its reader is set aside
POISON = "feeds.poison"


@dataclass(frozen=True)
class Read:
    """A delivery, read to its end by the one whose turn it is."""

    delivery: Delivery
    intake: Intake
    turn: Turn


@contextmanager
def reading(world: World, delivery: Delivery) -> Iterator[Read]:
    """Read a delivery, and hold the turn until the caller has written what became of it.

    A reader that stops unforeseen is tried again; the third time the whole delivery is
    set aside as one row, so that one bad message does not stop the feed for ever.
    """
    turn = Turn((delivery.feed,), world.random_bits(32)).take()
    try:
        deliveries.begin(delivery.id)
        world.step("warning.ingest.begun")
        with Spool(world.data) as spool:
            intake = Intake(lake(world), spool, world.step, turn.renew)
            yield Read(delivery, _read(world, delivery, intake), turn)
    finally:
        turn.give_back()


def _read(world: World, delivery: Delivery, intake: Intake) -> Intake:
    with raw_store(world).open(delivery.blob) as stream:
        try:
            mapping = read_mapping(delivery.mapping) if delivery.mapping else None
            intake.read(open_report(delivery.file, stream, feed=delivery.feed, mapping=mapping), _terms(world, delivery))
        except Unusable as refusal:
            code = refusal.code
        except BaluarteError:
            raise
        except Exception:
            if deliveries.stumble(delivery.id) < MOST_TRIES:
                raise
            code = POISON
        else:
            return intake
        stream.seek(0)
        return intake.refused_whole(code, stream, delivery.bytes)


def _terms(world: World, delivery: Delivery) -> Terms:
    store = lake(world)
    return Terms(
        index=build_index(claims()),
        account_key=world.key("findings"),
        received_at=delivery.received_at,
        delivery=delivery.id,
        known=lambda report, day: store.keys(manifest.paths(report, day)),
    )
