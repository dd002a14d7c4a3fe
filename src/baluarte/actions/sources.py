"""What can be done with sources: describe them, visit them, and see how well they are."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from baluarte.core.errors import BaluarteError, Broken, Missing, Outdated, Refused, Unusable
from baluarte.core.feeds.normalise import Circumstances
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import public
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.core.sources.choose import choose
from baluarte.core.sources.health import SourceHealth
from baluarte.core.sources.page import MappingPreview, SourcePage
from baluarte.core.sources.round import Arrived, Found, Learned, Round, Stumbled
from baluarte.core.sources.source import Source, Visits, checked
from baluarte.formats.alarm import alarm_mail
from baluarte.formats.generic import read_mapping
from baluarte.formats.reports import check_feed, sample
from baluarte.gateways.doors import knock
from baluarte.gateways.doors.door import Door
from baluarte.store.feeds.places import raw_store
from baluarte.store.feeds.turns import Turn
from baluarte.store.sources import alarms, lists, reparsing, rounds, shelf
from baluarte.store.sources.rounds import Ended
from baluarte.store.sources.standing import standing

_LOG = logging.getLogger("baluarte.feeds")


def add_source(world: World, actor: Actor, source: Source) -> Source:
    """Describe a new source; it is visited from now on."""
    with world.one_entry(actor.id, "add_source", kind="change") as entry:
        _leave(actor, "change_source")
        entry.about, entry.count = source.name, 1
        new = _in_order(source)
        shelf.add(new, world.now(), actor.id)
        world.step("sources.add.before-commit")
    return new


def change_source(world: World, actor: Actor, source: Source, version: int) -> Source:
    """Change a source, let one that was stopped go on, or end it; the version is the one its reader saw."""
    with world.one_entry(actor.id, "change_source", kind="change") as entry:
        _leave(actor, "change_source")
        entry.about, entry.count = source.name, 1
        changed = _in_order(source if source.state == "stopped" else replace(source, why=""))
        shelf.change(changed, version, world.now(), actor.id)
        world.step("sources.change.before-commit")
    return changed


def list_sources(world: World, actor: Actor, query: Query) -> Rows:
    """Return the sources with their health, their last visit and their next."""
    with world.one_entry(actor.id, "list_sources") as entry:
        _leave(actor, "read_sources")
        rows = choose(query, _records(world))
        entry.count = rows.total
    return rows


def list_rounds(world: World, actor: Actor, query: Query) -> Rows:
    """Return the visits to sources, and how each of them ended."""
    with world.one_entry(actor.id, "list_rounds") as entry:
        _leave(actor, "read_sources")
        rows = lists.rounds(query)
        entry.count = rows.total
    return rows


def show_source(world: World, actor: Actor, name: str) -> SourcePage:
    """Return one source with its health, its newest visits and what is odd about it."""
    with world.one_entry(actor.id, "show_source") as entry:
        _leave(actor, "read_sources")
        entry.about, entry.count = name, 1
        health = next((one for one in standing(world.now()) if one.source == name), None)
        if health is None:
            raise _no_source(name)
        source = shelf.find(name) or Source(name, "upload", name, schedule="by hand", expected_hours=0)
        visits = rounds.visits().get(name, Visits())
        alarming = tuple(alarms.standing_alarms(name))
        return SourcePage(source, health, tuple(rounds.of_source(name)), alarming, visits.next(source, world.house.zone))


@public
def feed_status(world: World, actor: Actor) -> tuple[SourceHealth, ...]:  # noqa: ARG001 - how fresh the data is may be asked by anybody
    """Return how well every feed is: what each page that shows its data must say."""
    return tuple(standing(world.now()))


def watch_sources(world: World, actor: Actor) -> int:
    """Raise an alarm for each feed that has become late, broken or of another shape, and write to the team; return how many were told.

    An alarm waits in its row until its mail has left, so that a mail server that is away
    delays it and loses none.
    """
    with world.one_entry(actor.id, "watch_sources", kind="change") as entry:
        _leave(actor, "watch_sources")
        raised, waiting = alarms.watch(standing(world.now()), world.now()), alarms.untold()
        forgotten = rounds.forget(world.now())
        entry.count, entry.numbers = raised, {"raised": raised, "untold": len(waiting), "forgotten": forgotten}
    world.step("sources.watch.committed")
    if not waiting:
        return 0
    for alarm in waiting:
        _LOG.critical("feed: %s", alarm.words.en)
    world.post.send(alarm_mail(waiting, world.house, world.outside.alarms or world.house.mail, world.now()))
    world.step("sources.watch.sent")
    alarms.tell([one.id for one in waiting], world.now())
    return len(waiting)


def preview_mapping(world: World, actor: Actor, mapping: str, file_name: str, data: bytes) -> MappingPreview:
    """Return what a mapping would make of a sample: nothing of it is kept."""
    with world.one_entry(actor.id, "preview_mapping") as entry:
        _leave(actor, "read_sources")
        # The pseudonyms of a sample are of no period: nothing of it is kept.
        known = Circumstances(0, world.now(), world.key("findings"))
        shown = sample(file_name, BytesIO(data), known, mapping=read_mapping(mapping) if mapping else None)
        entry.count = shown.events.height
    return shown


def reparse_quarantine(world: World, actor: Actor, code: str) -> list[int]:
    """Let the readers of today read again what was set aside for a reason; return the deliveries to be read.

    A whole delivery is read again from its raw bytes, whatever its format: the row key
    tells what was accepted before, so only what was set aside can become new. Each row
    that was set aside says in which delivery it is read again.
    """
    with world.one_entry(actor.id, "reparse_quarantine", kind="change") as entry:
        _leave(actor, "reparse_quarantine")
        again = reparsing.begin(code, world.now())
        entry.about, entry.count = code, len(again)
        world.step("sources.reparse.before-commit")
    return again


def run_source(world: World, actor: Actor, name: str) -> Round:
    """Visit a source now, make a delivery of everything new it has, and return what the visit brought.

    Each file is durable before anything reads it, and remembered in the same commit as
    its delivery, so that a visit that is cut anywhere goes on with the next file.
    """
    source = shelf.source_of(shelf.row_of(name)) if may(actor, "run_source") else None
    visited = _visit(world, actor, source, by_hand=True) if source and source.visits else None
    return _mark_round(world, actor, "run_source", name, visited)


def ask_for_visit(world: World, actor: Actor, name: str) -> None:
    """Ask for a visit to a source at the next bell, whatever its schedule says; it may take longer than a page may wait."""
    with world.one_entry(actor.id, "ask_for_visit", kind="change") as entry:
        _leave(actor, "run_source")
        entry.about, entry.count = name, 1
        rounds.ask(name)


def run_due_sources(world: World, actor: Actor) -> list[int]:
    """Visit every source whose time has come; return the numbers of the deliveries they brought, to be read next."""
    with world.one_entry(actor.id, "run_due_sources") as entry:
        _leave(actor, "run_source")
        due = _due(world)
        entry.count = len(due)
    brought: list[int] = []
    for source in due:
        try:
            visited = _visit(world, actor, source, by_hand=False)
        except Outdated:  # another worker is there
            continue
        brought += _mark_round(world, actor, "run_source", source.name, visited).deliveries
    return brought


def _due(world: World) -> list[Source]:
    visits = rounds.visits()
    return [one for one in shelf.every() if (moment := visits[one.name].next(one, world.house.zone)) and moment <= world.now()]


def _visit(world: World, actor: Actor, source: Source, *, by_hand: bool) -> Round:
    turn = Turn((f"visit {source.name}",), world.random_bits(32)).take()
    try:
        number = rounds.begin(source.name, world.now(), by_hand=by_hand)
        world.step("sources.round.begun")
        ended = Ended()
        for found in _found(world, source):
            turn.renew()
            ended = ended if isinstance(found, Arrived) and _take(world, actor, number, found) else _noted(number, found, ended)
        world.step("sources.round.walked")
        return rounds.end(number, ended, world.now())
    finally:
        turn.give_back()


def _found(world: World, source: Source) -> Iterator[Found]:
    """Yield what the door has; a failure of the door itself ends the walk, and is what it says last."""
    seen = rounds.known(source.name, world.now())
    door = Door(
        source, world.now().date(), world.secret_of, Path(world.data) / "incoming", world.outside.networks, seen.versions, seen.memory
    )
    try:
        yield from knock(door)
    except Broken:
        raise
    except BaluarteError as failure:
        yield Stumbled("", failure.code, failure.what)


def _take(world: World, actor: Actor, number: int, found: Arrived) -> bool:
    """Make a delivery of one file; False where it is gone."""
    try:
        with closing(found.open()) as stream:
            blob = raw_store(world).keep(stream, world.random_bits(128), world.step)
    except FileNotFoundError:
        return False
    with world.one_entry(actor.id, "receive_delivery", kind="change") as entry:
        delivery = rounds.take(number, found, blob, world.now())
        entry.about, entry.numbers = str(delivery or ""), {"bytes": blob.bytes}
        world.step("sources.take.before-commit")
    world.step("sources.take.committed")
    found.keep()
    return True


def _noted(number: int, found: Found, ended: Ended) -> Ended:
    """Keep what a visit learned, and count what could not be had."""
    if isinstance(found, Learned):
        rounds.learn(number, found)
        return ended
    if isinstance(found, Stumbled):
        return ended.with_stumble(found) if found.name else replace(ended, code=found.code, words=found.words)
    if isinstance(found, Arrived):
        return ended.with_stumble(Stumbled(found.name, "source.gone", "It was taken away meanwhile."))
    return ended.with_wait(found)


def _mark_round(world: World, actor: Actor, act: str, name: str, visited: Round | None) -> Round:
    with world.one_entry(actor.id, act, kind="change") as entry:
        _leave(actor, act)
        entry.about = name
        if visited is None:
            raise _by_hand(name)
        entry.count, entry.numbers = visited.new, {"new": visited.new, "stumbled": visited.stumbled, "bytes": visited.bytes}
    return visited


def _records(world: World) -> list[dict[str, object]]:
    """Return one record a source for the list, those included that nobody registered."""
    sources, visits, states = {one.name: one for one in shelf.every()}, rounds.visits(), rounds.latest_states()
    records = []
    for health in standing(world.now()):
        source = sources.get(health.source) or Source(health.source, "upload", health.feed, schedule="by hand", expected_hours=0)
        visited = visits.get(source.name, Visits())
        records.append({
            "name": source.name, "health": health.health, "because": health.code, "kind": source.kind, "feed": source.feed,
            "schedule": source.schedule, "expected_hours": source.expected_hours, "state": source.state, "last_complete": health.since,
            "last_round": visited.last, "round": states.get(source.name), "next_round": visited.next(source, world.house.zone),
        })  # fmt: skip
    return records


def _no_source(name: str) -> Missing:
    return Missing("source.missing", f"There is no source {name!r}.", "", "See the list: baluarte feed list.")


def _by_hand(name: str) -> Unusable:
    return Unusable(
        "source.by-hand",
        f"The files of {name!r} are brought by hand.",
        "There is nowhere to fetch them.",
        "Send them: baluarte import FILE.",
    )


def _leave(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("sources.not-yours", "You may not see or change the sources of feeds.", leave.reason)
    return leave


def _in_order(source: Source) -> Source:
    """Return a source whose words, mapping and format can be used."""
    check_feed(source.feed)
    if source.mapping:
        read_mapping(source.mapping)
    return checked(source)
