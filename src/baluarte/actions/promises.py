"""What can be done about promises: check each, run them all by themselves, and let a stopped queue go on."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

from baluarte.core.errors import Broken, Refused
from baluarte.core.ground.check import PROMISES, Asked, Check, Halted, Promise, Run
from baluarte.core.ground.query import read_query
from baluarte.core.ground.world import World
from baluarte.core.promises.joined import join
from baluarte.core.promises.listing import Listing
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.warning.lists import FINDINGS, NOTICES
from baluarte.gateways.handed import read_record
from baluarte.gateways.published import fetch_document
from baluarte.store.constituency.apps import FROZEN as HISTORY
from baluarte.store.constituency.models import OrganisationRow
from baluarte.store.feeds.checking import accounting, receipts
from baluarte.store.feeds.checking.bytes import EveryByte, Ground, Structure
from baluarte.store.feeds.checking.courses import Chosen, EachDelivery
from baluarte.store.feeds.upkeep.turn import Upkeep
from baluarte.store.ground.frozen import thawed
from baluarte.store.ground.watch import halts, runs, standing
from baluarte.store.ground.watch.laps import Terms, walk
from baluarte.store.ledger.apps import FROZEN as MARKS
from baluarte.store.promises.backup.listing import Shelf
from baluarte.store.promises.backup.making import Way, make
from baluarte.store.promises.backup.reading import faults, proving, scratch_faults
from baluarte.store.promises.backup.sealing import refuse_unless_ours
from baluarte.store.sources.checking import fresh
from baluarte.store.sources.standing import standing as standing_of_sources
from baluarte.store.warning import lists, walls
from baluarte.store.warning.rebuilding.rebuild import Rebuilder
from baluarte.store.warning.rebuilding.sample import Sample
from baluarte.store.warning.reconciling import outbox_walk
from baluarte.store.warning.restored import hold_everything

_NIGHTLY_SHARE = 0.01  # of the deliveries, rebuilt each night
_TENANTS = 5  # organisations as whom the walls are tried each time


def check_raw(world: World, actor: Actor, asked: Asked = Asked()) -> Check:  # noqa: B008 - a frozen value
    """Check that all bytes lie where they should, are what was stored, and give again what was made of them."""
    found = _raw(world, asked) if may(actor, "check_raw") else None
    with world.one_entry(actor.id, "check_raw") as entry:
        _allow(actor, "check_raw")
        entry.count = found.checked if found else 0
    return _told(found)


def check_receipts(world: World, actor: Actor, asked: Asked = Asked()) -> Check:  # noqa: B008 - a frozen value
    """Check that every delivery has its receipt, and that no number was used twice or skipped in silence."""
    with world.one_entry(actor.id, "check_receipts") as entry:
        _allow(actor, "check_receipts")
        found = receipts.check(world.now(), asked.since)
        entry.count = found.checked
    return found


def check_freshness(world: World, actor: Actor, url: str = "") -> Check:
    """Hold what pages say of every feed against its deliveries and visits; `url` asks an installation what it shows."""
    found = _freshness(world, Asked(), url) if may(actor, "check_freshness") else None
    with world.one_entry(actor.id, "check_freshness") as entry:
        _allow(actor, "check_freshness")
        entry.count = found.checked if found else 0
    return _told(found)


def check_walls(world: World, actor: Actor) -> Check:
    """Check that every constraint and trigger stands in the database, and that an organisation's lists hold its own rows alone."""
    with world.one_entry(actor.id, "check_walls") as entry:
        _allow(actor, "check_walls")
        found = _walls(world)
        entry.count = found.checked
    return found


def run_checks(world: World, actor: Actor, promises: Sequence[Promise] = PROMISES, seconds: float = 600) -> tuple[Check, ...]:
    """Run checks by themselves: what they said is kept, and a promise that is broken stops the queue it concerns.

    Each has its share of the seconds, and goes on the next time where it stopped. Everything
    is run before `Broken` is raised, so that one broken promise hides no other.
    """
    leave = may(actor, "run_checks")
    found = tuple(_CHECKS[name](world, _nightly(name, seconds / len(promises))) for name in promises) if leave else ()
    with world.one_entry(actor.id, "run_checks", kind="change") as entry:
        _allow(actor, "run_checks")
        for check in found:
            runs.keep(check, world.now())
        broken = [check for check in found if check.failed]
        stopped = sorted({halts.stop(check, world.now()) for check in broken if check.stops})
        entry.about, entry.count = ",".join(promises), sum(check.checked for check in found)
        entry.numbers = {check.promise: len(check.failed) for check in found}
        world.step("promises.run.before-commit")
    world.step("promises.run.committed")
    if broken:
        raise Broken(
            "check.broken",
            f"Broken: {', '.join(check.promise for check in broken)}. {broken[0].failed[0]}",
            f"Stopped until a person lets it go on: {', '.join(stopped)}." if stopped else "Nothing was stopped for it.",
            f"See all of it: baluarte check {broken[0].promise}",
        )
    return found


def show_watch(world: World, actor: Actor) -> tuple[tuple[Run, ...], tuple[Halted, ...]]:
    """Return what each check said last, which of them was silent for too long, and which queues stand still."""
    with world.one_entry(actor.id, "show_watch") as entry:
        _allow(actor, "show_watch")
        seen = runs.last(PROMISES, world.now()), halts.standing()
        entry.count = len(seen[0])
        return seen


def release_queue(world: World, actor: Actor, queue: str) -> None:
    """Let a queue go on that a broken promise had stopped; who did it is marked."""
    with world.one_entry(actor.id, "release_queue", kind="change") as entry:
        _allow(actor, "release_queue")
        halts.release(queue)
        entry.about, entry.count = queue, 1


def create_backup(world: World, actor: Actor, folder: str = "", keep: int = 0) -> Listing:
    """Copy database, raw store and lake as they stand together, and return the list; no key is in it.

    `folder` is where backups lie, `backups` of the data folder where none is named; `keep`
    removes all but so many of the newest.
    """
    made = None
    if may(actor, "create_backup"):
        turn = Upkeep(world.random_bits(32)).take()
        try:
            made = make(Path(world.data), _shelf(world, folder), world.key("backup"), world.machine_now(), Way(world.step, turn.renew))
        finally:
            turn.give_back()
    with world.one_entry(actor.id, "create_backup", kind="change") as entry:
        _allow(actor, "create_backup")
        if made is None:
            raise LookupError  # pragma: no cover - a refusal has been raised before
        gone = _shelf(world, folder).keep_newest(keep)
        entry.about, entry.digest, entry.count = made.name, made.sha256, len(made.files)
        entry.numbers = {"bytes": made.bytes, "missing": len(made.missing), "removed": gone}
    return made


def list_backups(world: World, actor: Actor, folder: str = "") -> tuple[Listing, ...]:
    """Return the backups that are complete, oldest first."""
    with world.one_entry(actor.id, "list_backups") as entry:
        _allow(actor, "list_backups")
        found = tuple(_shelf(world, folder).every())
        entry.count = len(found)
        return found


def verify_backup(world: World, actor: Actor, name: str = "", folder: str = "", *, fast: bool = False) -> Check:
    """Read every byte of a backup again, and bring its database back into a scratch copy; the newest where none is named."""
    began, found = monotonic(), None
    if may(actor, "verify_backup"):
        shelf = _shelf(world, folder)
        listing = shelf.read(name)
        refuse_unless_ours(listing, world.key("backup"))
        failed = list(faults(shelf, listing, deep=not fast))
        failed += [] if failed else scratch_faults(shelf, listing)
        count = len(listing.files) + len(listing.database)
        found = Check("backup", count, tuple(failed), 0, world.now(), round(monotonic() - began, 3))
    with world.one_entry(actor.id, "verify_backup") as entry:
        _allow(actor, "verify_backup")
        entry.about, entry.count = name, found.checked if found else 0
    return _told(found)


def accept_restored(world: World, actor: Actor, listing: Listing, record: str = "") -> Check:
    """After a restore: hold what may have left already, and prove that everything came back as it was."""
    began, handed = monotonic(), [*world.handed_over(), *(read_record(Path(record)) if record else ())]
    failed = list(proving(listing)) if may(actor, "accept_restored") else []
    with world.one_entry(actor.id, "accept_restored", kind="change") as entry:
        _allow(actor, "accept_restored")
        held, sent = hold_everything(handed)
        entry.about, entry.numbers = listing.name, {"held": held, "sent": sent}
        world.step("backup.restore.held")
    checks = [
        accounting.look(world, Asked()),
        _raw(world, Asked(structure=True, read_data=True)),
        _walls(world),
    ]
    failed += [sentence for check in checks for sentence in check.failed]
    count = sum(check.checked for check in checks) + len(listing.rows)
    return Check("restore", count, tuple(failed), 0, world.now(), round(monotonic() - began, 3))


def _shelf(world: World, folder: str) -> Shelf:
    return Shelf(Path(folder).absolute() if folder else Path(world.data) / "backups")


def _raw(world: World, asked: Asked) -> Check:
    ground = Ground(Path(world.data) / "raw", Path(world.data) / "lake", world.key("raw"))
    chosen, checks = Chosen(asked.delivery, asked.feed, asked.since), []
    if "structure" in asked.layers:
        structure = Structure(ground)
        terms = Terms("raw", f"raw structure {chosen.name}", world.now())
        checks.append(walk(EachDelivery(chosen, structure.faults, unfinished_count=False), terms))
        checks.append(_listed("raw", structure.strangers(), world.now()))
    if "read-data" in asked.layers:
        checks.append(walk(EveryByte(ground), Terms("raw", "raw read-data", world.now(), asked.seconds)))
    if "rebuild" in asked.layers:
        sample = Sample(asked.rebuild or _NIGHTLY_SHARE, world.now().date(), Rebuilder(world).faults)
        checks.append(walk(sample, Terms("raw", f"raw rebuild {sample.share} {sample.day}", world.now(), asked.seconds)))
    return join("raw", checks)


def _freshness(world: World, _asked: Asked, url: str = "") -> Check:
    began = monotonic()
    if url:
        rows = fetch_document(url, "/es/freshness.json").get("rows", [])
        shown = [fresh.Shown(row["source"], row["health"], datetime.fromisoformat(row["since"]) if row["since"] else None) for row in rows]
    else:
        shown = [fresh.Shown(one.source, one.health, one.since) for one in standing_of_sources(world.now())]
    failed = tuple(fresh.faults(shown, world.now()))
    return Check("freshness", len(shown), failed, 0, world.now(), round(monotonic() - began, 3))


def _walls(world: World) -> Check:
    began = monotonic()
    missing = [f"The wall {name} does not stand in the database." for name in (*walls.missing_walls(), *thawed((*MARKS, *HISTORY)))]
    failed = (*missing, *standing.fallen(), *_looked_over(world.now()))
    return Check("walls", standing.count() + len(walls.WALLS), failed, 0, world.now(), round(monotonic() - began, 3))


def _looked_over(now: datetime) -> Iterator[str]:
    """Ask the lists as some organisations would, and yield a sentence for each row that is another's."""
    for slug in OrganisationRow.objects.filter(status="active").order_by("?").values_list("slug", flat=True)[:_TENANTS]:
        for shape, rows in ((FINDINGS, lists.findings), (NOTICES, lists.notices)):
            table = rows(read_query((), shape, now), slug).table
            if table.height and set(table["organisation"].to_list()) != {slug}:
                yield f"The list of {shape.name} shows {slug} rows of another organisation."


def _listed(promise: str, failed: Iterator[str], now: datetime) -> Check:
    began = monotonic()
    sentences = tuple(failed)
    return Check(promise, 0, sentences, 0, now, round(monotonic() - began, 3))


def _nightly(promise: Promise, seconds: float) -> Asked:
    """Return what a night's run asks: everything, as far as its time goes."""
    return Asked(deep=promise in {"accounting", "raw"}, rebuild=_NIGHTLY_SHARE if promise == "raw" else 0.0, seconds=seconds)


_CHECKS: dict[Promise, Callable[[World, Asked], Check]] = {
    "accounting": accounting.look,
    "raw": _raw,
    "receipts": lambda world, asked: receipts.check(world.now(), asked.since),
    "deliveries": outbox_walk.look,
    "freshness": _freshness,
    "walls": lambda world, _asked: _walls(world),
}


def _told(found: Check | None) -> Check:
    if found is None:  # pragma: no cover - a refusal has been raised before
        raise LookupError
    return found


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("promises.not-yours", "You may not look into the promises of this installation.", leave.reason)
