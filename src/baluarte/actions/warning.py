"""What can be done with findings and notices: read deliveries into them, answer, tell, and see them fixed."""

from pathlib import Path

from baluarte.actions.feeds import lake, raw_store
from baluarte.core.errors import BaluarteError, Broken, Outdated, Refused, Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.core.warning.job import Terms
from baluarte.core.warning.match import build_index
from baluarte.formats.reports import open_report
from baluarte.store.constituency.claims import claims
from baluarte.store.feeds import deliveries, manifest
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.spool import Spool
from baluarte.store.feeds.turns import Turn
from baluarte.store.warning.intake import Intake
from baluarte.store.warning.settle import Circumstances, settle

_POISON = 3  # tries after which a delivery that stops its reader is set aside


def ingest_delivery(world: World, actor: Actor, delivery_id: int) -> Delivery:
    """Read a delivery from its stored bytes, and write everything it became in one transaction.

    Whatever stopped an earlier try, this one starts from the raw bytes and gives the same
    totals. A delivery that is done stays as it is.
    """
    delivery = deliveries.get(delivery_id)
    if delivery.state not in UNFINISHED:
        with world.one_entry(actor.id, "ingest_delivery") as entry:
            _leave(actor, "ingest_delivery")
            entry.about = str(delivery_id)
        return delivery
    _leave(actor, "ingest_delivery")
    deliveries.begin(delivery_id)
    try:
        for _ in range(2):
            try:
                return _ingest(world, actor, delivery)
            except Outdated as changed:
                if changed.code == "ground.lease-lost":
                    raise
        return _ingest(world, actor, delivery)
    except Broken as broken:
        deliveries.fail(delivery_id, broken.code, world.now())
        raise


def _ingest(world: World, actor: Actor, delivery: Delivery) -> Delivery:
    store = lake(world)
    Path(world.data).mkdir(parents=True, exist_ok=True)
    with raw_store(world).open(delivery.blob) as stream, Spool(world.data) as spool:
        turn = Turn((delivery.feed,), world.random_bits(32)).take()
        try:
            intake = Intake(store, spool, world.step, turn.renew)
            terms = Terms(
                index=build_index(claims()), account_key=world.key("findings"), received_at=delivery.received_at, delivery=delivery.id,
                known=lambda report, day: store.keys(manifest.paths(report, day)),
            )  # fmt: skip
            try:
                intake.read(open_report(delivery.file, stream, feed=delivery.feed), terms)
            except Unusable as refusal:
                stream.seek(0)
                intake.refuse(refusal.code, stream, delivery.bytes)
            return _settle(world, actor, delivery, intake, turn)
        finally:
            turn.give_back()


def _settle(world: World, actor: Actor, delivery: Delivery, intake: Intake, turn: Turn) -> Delivery:
    intake.counts.check(f"delivery {delivery.id}")
    with world.one_entry(actor.id, "ingest_delivery", kind="change") as entry:
        turn.fence()
        settle(intake, delivery, Circumstances(world.house.country, world.now(), actor.id))
        entry.about, entry.count, entry.numbers = str(delivery.id), intake.counts.read, intake.counts.to_dict()
        world.step("warning.ingest.before-commit")
    world.step("warning.ingest.committed")
    return deliveries.get(delivery.id)


def _leave(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("warning.not-yours", "You may not do this with findings and notices.", leave.reason)
    return leave
