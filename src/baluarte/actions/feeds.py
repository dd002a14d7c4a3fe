"""What can be done with feeds: take a delivery in, see what became of it, check that its rows add up."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from time import monotonic
from typing import BinaryIO

import polars as pl

from baluarte.core.errors import Refused
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import public
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.formats.generic import read_mapping
from baluarte.gateways.published import fetch_document
from baluarte.store.constituency.shelf import number_of
from baluarte.store.feeds import deliveries, lists, manifest
from baluarte.store.feeds.checking import accounting, sums
from baluarte.store.feeds.counts import events
from baluarte.store.feeds.lake import LONGEST
from baluarte.store.feeds.places import lake, raw_store
from baluarte.store.feeds.upkeep import merging
from baluarte.store.feeds.upkeep.compaction import QUIET, compact, crowded
from baluarte.store.feeds.upkeep.turn import Upkeep


def receive_delivery(  # noqa: PLR0913 - what the form asks
    world: World, actor: Actor, feed: str, file_name: str, stream: BinaryIO, *, mapping: str = "", left: bool = False
) -> Delivery:
    """Store the bytes of a delivery, durably and before anything reads them, and return it with its receipt.

    The receipt is a folio, written in the same transaction; whoever is shown it finds the delivery by it.
    The same bytes still unfinished are the same delivery: it goes on where it was. The
    same bytes already read are a new delivery, which names the first in `repeats`.
    `mapping` says which column of a table plays which part; one that cannot be used is refused first.
    What is `left` is read by the worker, as soon as it can.
    """
    if mapping:
        read_mapping(mapping)
    blob = raw_store(world).keep(stream, world.random_bits(128), world.step) if may(actor, "receive_delivery") else None
    with world.one_entry(actor.id, "receive_delivery", kind="change") as entry:
        if blob is None:
            raise _refused(actor, "receive_delivery")
        received = deliveries.receive(feed, file_name, blob, world.now(), mapping)
        world.step("feeds.receive.row-written")
        delivery = deliveries.give_receipt(received.id, world.house.country, world.now().year)
        if left:
            delivery = deliveries.leave(delivery.id)
        entry.about, entry.numbers = str(delivery.id), {"bytes": blob.bytes}
        world.step("feeds.receive.before-commit")
    world.step("feeds.receive.committed")
    return delivery


def list_deliveries(world: World, actor: Actor, query: Query) -> Rows:
    """Return deliveries with what became of their rows."""
    with world.one_entry(actor.id, "list_deliveries") as entry:
        _allow(actor, "list_deliveries")
        rows = lists.deliveries(query)
        entry.count = rows.total
    return rows


def show_delivery(world: World, actor: Actor, number: int) -> Delivery:
    """Return one delivery with its account."""
    with world.one_entry(actor.id, "show_delivery") as entry:
        _allow(actor, "show_delivery")
        entry.about, entry.count = str(number), 1
        return deliveries.get(number)


def show_receipt(world: World, actor: Actor, folio: str) -> Delivery:
    """Return the delivery for which a receipt was given; case, blanks and hyphens of the number do not matter."""
    with world.one_entry(actor.id, "show_receipt") as entry:
        _allow(actor, "show_delivery")
        entry.about, entry.count = read_folio(folio), 1
        return deliveries.by_receipt(read_folio(folio))


def list_quarantine(world: World, actor: Actor, query: Query) -> Rows:
    """Return rows that were set aside, each with its own bytes and the reason."""
    with world.one_entry(actor.id, "list_quarantine") as entry:
        _allow(actor, "list_quarantine")
        rows = lists.quarantine(query)
        entry.count = rows.total
    return rows


def check_accounting(world: World, actor: Actor, delivery: int | None = None, *, deep: bool = False, asked: Asked | None = None) -> Check:
    """Count every row again, from the raw bytes and by separate code, and compare it with what is stored.

    Without `deep` the sums are compared with the raw bytes, the rows set aside, and the
    rows of the lake that the manifest names. `deep` also hashes every file of the lake.
    `asked` says all that can be asked: a feed, a day, a bound in time.
    """
    found = accounting.look(world, asked or Asked(delivery=delivery, deep=deep)) if may(actor, "check_accounting") else None
    with world.one_entry(actor.id, "check_accounting") as entry:
        if found is None:
            raise _refused(actor, "check_accounting")
        entry.count = found.checked
        return found


@public
def published_sums(world: World, actor: Actor, first: date, last: date) -> pl.DataFrame:  # noqa: ARG001 - anybody may ask
    """Return the sums of each day and feed: day, feed, deliveries, and where their rows went; anybody may ask."""
    return sums.published(first, last)


def check_published_sums(world: World, actor: Actor, url: str, since: date | None = None) -> Check:
    """Compare the sums that an installation shows to everybody with a recount of our own raw bytes."""
    found, began = None, monotonic()
    if may(actor, "check_accounting"):
        path = f"/es/sums.json{f'?since={since.isoformat()}' if since else ''}"
        lines = fetch_document(url, path).get("rows", [])
        count, failed = sums.differences(lines, raw_store(world), lake(world))
        found = Check("accounting", count, tuple(failed), 0, world.now(), round(monotonic() - began, 3))
    with world.one_entry(actor.id, "check_published_sums") as entry:
        if found is None:
            raise _refused(actor, "check_published_sums")
        entry.count = found.checked
        return found


def sweep_orphans(world: World, actor: Actor) -> int:
    """Remove files of the lake that no manifest row names, and what a killed process left in the raw store; return how many.

    Only what is older than any transaction goes.
    """
    with _upkeep(world, actor, "sweep_orphans") as turn, world.one_entry(actor.id, "sweep_orphans", kind="change") as entry:
        _allow(actor, "sweep_orphans")
        if turn is not None:
            turn.fence()
            entry.count = lake(world).sweep(manifest.named()) + raw_store(world).sweep(LONGEST)
        return entry.count


def compact_lake(world: World, actor: Actor, *, quiet: timedelta = QUIET) -> dict[str, int]:
    """Make one file of the many in which a report's day lies, day after day; return how many days, files before, and rows.

    Readers see the files before or the file after. A day that got a delivery within `quiet`
    is left alone; the old files go after a time of grace. Rows are moved, never changed, so
    that every account holds as before.
    """
    done = {"days": 0, "files": 0, "rows": 0}
    with _upkeep(world, actor, "compact_lake") as turn:
        if turn is not None:
            merging.clear_leavings(lake(world))
            for crowd in crowded(world.now(), quiet):
                made = compact(crowd, lake(world), turn, world.step)
                done = {"days": done["days"] + 1, "files": done["files"] + len(crowd.parts), "rows": done["rows"] + made.rows}
        with world.one_entry(actor.id, "compact_lake", kind="change") as entry:
            _allow(actor, "compact_lake")
            entry.count, entry.numbers = done["days"], done
    return done


@contextmanager
def _upkeep(world: World, actor: Actor, act: str) -> Iterator[Upkeep | None]:
    """Hold the turn of whoever moves files of the lake; nobody who may not do it takes it."""
    if not may(actor, act):
        yield None
        return
    turn = Upkeep(world.random_bits(32))
    turn.take()
    try:
        yield turn
    finally:
        turn.give_back()


def count_events(world: World, actor: Actor, first: date, last: date, reports: tuple[str, ...] = ()) -> pl.DataFrame:
    """Return how many events the nation had from a day to a day: report, type, day, sector, events, matched.

    An event of several owners counts once, in the sector of the first; one that is nobody's
    has an empty sector, and is not matched. No report named means all of them.
    """
    with world.one_entry(actor.id, "count_events") as entry:
        _allow(actor, "count_events")
        table = events.of_nation(lake(world), events.Span(first, last, reports))
        entry.count = table.height
    return table


def count_own_events(world: World, actor: Actor, organisation: str, first: date, last: date) -> pl.DataFrame:
    """Return how many events one organisation had from a day to a day: report, type, day, events."""
    with world.one_entry(actor.id, "count_own_events") as entry:
        entry.about = organisation
        leave = may(actor, "read_findings")
        if isinstance(leave, Refusal) or leave.organisation not in {"", organisation}:
            raise _refused(actor, "count_own_events")
        table = events.of_organisation(lake(world), events.Span(first, last), number_of(organisation))
        entry.count = table.height
    return table


def _allow(actor: Actor, act: str) -> None:
    if not may(actor, act):
        raise _refused(actor, act)


def _refused(actor: Actor, act: str) -> Refused:
    leave = may(actor, act)
    return Refused("feeds.not-yours", "You may not see or take in deliveries.", leave.reason if isinstance(leave, Refusal) else "")
