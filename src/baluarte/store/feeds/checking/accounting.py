"""G1: every row counted again, delivery after delivery."""

from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.world import World
from baluarte.store.feeds.checking.courses import Chosen, EachDelivery
from baluarte.store.feeds.places import lake, raw_store
from baluarte.store.feeds.recounting import Auditor
from baluarte.store.ground.watch.laps import Terms, walk


def look(world: World, asked: Asked) -> Check:
    """Compare the sums of the deliveries that are meant with their raw bytes, the rows set aside, and the lake."""
    chosen = Chosen(asked.delivery, asked.feed, asked.since)
    auditor = Auditor(raw_store(world), lake(world), asked.deep)
    name = f"accounting {'deep ' if asked.deep else ''}{chosen.name}"
    return walk(EachDelivery(chosen, auditor.faults), Terms("accounting", name, world.now(), asked.seconds))
