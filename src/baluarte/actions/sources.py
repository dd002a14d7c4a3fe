"""What can be done with sources: describe them, visit them, and see how well they are."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from baluarte.core.errors import BaluarteError, Broken, Outdated, Refused, Unusable
from baluarte.core.ground.world import World
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.core.sources.round import Arrived, Found, Learned, Round, Stumbled
from baluarte.core.sources.source import Source, checked
from baluarte.formats.generic import read_mapping
from baluarte.formats.reports import check_feed
from baluarte.gateways.doors import knock
from baluarte.gateways.doors.door import Door
from baluarte.store.feeds.places import raw_store
from baluarte.store.feeds.turns import Turn
from baluarte.store.sources import rounds, shelf
from baluarte.store.sources.rounds import Ended


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


def run_source(world: World, actor: Actor, name: str) -> Round:
    """Visit a source now, make a delivery of everything new it has, and return what the visit brought.

    Each file is durable before anything reads it, and remembered in the same commit as
    its delivery, so that a visit that is cut anywhere goes on with the next file.
    """
    source = shelf.source_of(shelf.row_of(name)) if may(actor, "run_source") else None
    visited = _visit(world, actor, source, by_hand=True) if source and source.visits else None
    return _mark_round(world, actor, "run_source", name, visited)


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
