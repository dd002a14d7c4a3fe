"""What can be done with findings and notices: read deliveries into them, answer, tell, and see them fixed."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from baluarte.core.errors import BaluarteError, Broken, Outdated, Refused, Unreachable, Unusable
from baluarte.core.feeds.delivery import Delivery
from baluarte.core.ground.check import Asked, Check
from baluarte.core.ground.identifiers import read_folio
from baluarte.core.ground.query import Query, read_query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import Message, World
from baluarte.core.products.entry import Entry, check_entry
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.core.warning.calendar.days import Calendar
from baluarte.core.warning.calendar.wishes import WishesPage, read_wishes
from baluarte.core.warning.finding import Answer, Via
from baluarte.core.warning.followup.tasks import check_answer
from baluarte.core.warning.lists import NOTICES
from baluarte.core.warning.page import FindingPage, NoticePage, Verified
from baluarte.core.warning.schedule import local_day
from baluarte.formats.notes import error_note
from baluarte.store.constituency import merging as register
from baluarte.store.feeds import deliveries
from baluarte.store.feeds.deliveries import UNFINISHED
from baluarte.store.feeds.places import lake
from baluarte.store.feeds.turns import Turn
from baluarte.store.ground import tries
from baluarte.store.ground.shortage import patiently
from baluarte.store.ground.watch import halts
from baluarte.store.products import exploited
from baluarte.store.warning import answers, forgetting, lists, merging, notices, outbox, quiet, telling
from baluarte.store.warning.backlog import waiting
from baluarte.store.warning.backlog.merging import Way, merge_on
from baluarte.store.warning.flaws import lists as flaws
from baluarte.store.warning.followup import escalations, tasks
from baluarte.store.warning.housekeeping.lapsing import tell_of_lapsing_keys
from baluarte.store.warning.models import BacklogRow
from baluarte.store.warning.reading import POISON, Read, reading, stumbled_too_often
from baluarte.store.warning.reconciling import outbox_walk
from baluarte.store.warning.settle import Circumstances, prepared, put_again, put_matches, ready, settle
from baluarte.store.warning.sightings import sightings
from baluarte.store.warning.wishes import keep as wishing

# A message that was made wrongly: another contact would not help.
_OUR_FAULT = frozenset({"mail.remote-resource", "mail.header", "mail.sender", "mail.tls", "mail.signature"})
# What was to be encrypted and could not be: it waits for a person, and never leaves in clear instead.
_UNPROTECTED = frozenset({"mail.encryption", "key.unreadable"})
_MINUTES_OF_GRACE = timedelta(minutes=5)
_LOG = logging.getLogger("baluarte.feeds")


def ingest_delivery(world: World, actor: Actor, delivery_id: int) -> Delivery:
    """Read a delivery from its stored bytes, and write everything it became in one transaction.

    Whatever stopped an earlier try, this one starts from the raw bytes and gives the same
    totals. A delivery that is done stays as it is. Of a large one the findings are merged
    after that transaction, a few at a time; where that was stopped, it goes on.
    """
    delivery = deliveries.get(delivery_id)
    if not may(actor, "ingest_delivery") or delivery.state not in UNFINISHED:
        return _settle(world, actor, delivery, None)
    try:
        if (row := waiting.of(delivery_id)) is not None:
            return _merge_waiting(world, actor, delivery, row)
        with reading(world, delivery) as read:
            _keep(world, actor, delivery, read)
            return _merge_rest(world, actor, delivery_id, read.turn)
    except Broken as broken:
        deliveries.fail(delivery_id, broken.code, world.now())
        raise


def ingest_waiting(world: World, actor: Actor) -> int:
    """Read what was received and never finished, because its process ended; return how many deliveries that were.

    What came within the last minutes is left to the one who brought it, unless that one left it to us.
    """
    with world.one_entry(actor.id, "ingest_waiting") as entry:
        _leave(actor, "ingest_delivery")
        halts.heed("feeds")
        unfinished = list(dict.fromkeys([*deliveries.left(), *deliveries.waiting(until=world.now() - _MINUTES_OF_GRACE)]))
        entry.count = len(unfinished)
    for number in unfinished:
        _read_one_of_many(world, actor, number)
    return len(unfinished)


def list_findings(world: World, actor: Actor, query: Query) -> Rows:
    """Return the findings this actor may see, and how many there are in all."""
    with world.one_entry(actor.id, "list_findings") as entry:
        rows = lists.findings(query, _leave(actor, "read_findings").organisation)
        entry.count = rows.total
    return rows


def show_finding(world: World, actor: Actor, folio: str) -> FindingPage:
    """Return one finding with its history and its newest rows as seen."""
    with world.one_entry(actor.id, "show_finding") as entry:
        finding, name = lists.finding(folio, _leave(actor, "read_findings").organisation)
        entry.about, entry.count = folio, 1
        asked, taken = tasks.tasks(folio, finding.reasons), escalations.escalation(folio)
        return FindingPage(finding, lists.steps(folio), sightings(lake(world), finding), name, asked, taken)


def answer_finding(  # noqa: PLR0913, PLR0917 - an answer is said in four words, and every face says them
    world: World, actor: Actor, folio: str, answer: Answer, why: str = "", until: date | None = None, *, via: Via = "desk"
) -> None:
    """Take what an organisation answers to a finding; `via` says how it came.

    Nothing is muted without an end, and nothing is closed by an answer.
    """
    with world.one_entry(actor.id, "answer_finding", kind="change") as entry:
        _leave(actor, "answer_finding")
        given = answers.Given(answer, why.strip(), until, actor.id, via)
        entry.about, entry.count = folio, 1
        entry.digest = answers.take(folio, given, world.now(), _today(world))


def answer_task(world: World, actor: Actor, folio: str, task: str, state: str, why: str = "") -> None:  # noqa: PLR0913, PLR0917 - which task of which finding, what and why
    """Take what an organisation answers to one task of a finding; patch and hunt are answered apart.

    A patch that is done claims the finding fixed as well. It stays for a sighting, or an
    inventory, to close it.
    """
    with world.one_entry(actor.id, "answer_task", kind="change") as entry:
        _leave(actor, "answer_task")
        name, given = check_answer(task, state, why)
        entry.about, entry.count = folio, 1
        entry.digest = tasks.take(folio, tasks.Done(name, given, why, actor.id), world.now(), _today(world))


def escalate_overdue(world: World, actor: Actor) -> int:
    """Take what is first in priority, overdue and unanswered to whoever stands above, once; return how many findings."""
    with world.one_entry(actor.id, "escalate_overdue", kind="change") as entry:
        _leave(actor, "escalate_overdue")
        entry.count = escalations.escalate(world.now(), _today(world), actor.id)
        world.step("warning.escalate.before-commit")
        return entry.count


def close_quiet_findings(world: World, actor: Actor) -> int:
    """Close what was not seen although its report came, and wake what was muted until today; return how many were closed."""
    with world.one_entry(actor.id, "close_quiet_findings", kind="change") as entry:
        _leave(actor, "close_quiet_findings")
        halts.heed("findings")
        woken = quiet.wake(world.now(), _today(world), actor.id)
        entry.count = quiet.close_quiet(world.now(), _today(world), actor.id)
        entry.numbers = {"closed": entry.count, "woken": woken}
        world.step("warning.close.before-commit")
    world.step("warning.close.committed")
    return entry.count


def list_exploited(world: World, actor: Actor, query: Query) -> Rows:
    """Return the flaws that are known to be exploited, each with how many organisations have it; only the team sees the counts."""
    with world.one_entry(actor.id, "list_exploited") as entry:
        _leave(actor, "list_exploited")
        rows = flaws.exploited(query)
        entry.count = rows.total
    return rows


def list_products(world: World, actor: Actor, query: Query) -> Rows:
    """Return what organisations say they run, each product with its living flaws; a constituent sees its own."""
    with world.one_entry(actor.id, "list_products") as entry:
        rows = flaws.inventory(query, _leave(actor, "read_assets").organisation)
        entry.count = rows.total
    return rows


def add_exploited(world: World, actor: Actor, entry: Entry) -> dict[str, int]:
    """Say ourselves that a flaw is exploited, and find everybody who runs its product in the same transaction."""
    with world.one_entry(actor.id, "add_exploited", kind="change") as mark:
        _leave(actor, "add_exploited")
        told = check_entry(entry)
        mark.about = told.cve
        moved = exploited.say(told)
        terms = Circumstances(world.house.country, world.now(), actor.id)
        put_again(moved, terms)
        mark.numbers = put_matches(terms)
        mark.count = mark.numbers["changed"]
        return dict(mark.numbers)


def match_products(world: World, actor: Actor) -> dict[str, int]:
    """Match every known flaw with what organisations run and with what scans read off; return how much of what.

    A new list of flaws does so by itself; this is for an inventory that has changed, and for
    the days on which assets begin and end. The same match twice changes nothing.
    """
    with world.one_entry(actor.id, "match_products", kind="change") as entry:
        _leave(actor, "match_products")
        entry.numbers = put_matches(Circumstances(world.house.country, world.now(), actor.id))
        entry.count = entry.numbers["changed"] + entry.numbers["closed"]
        world.step("warning.match.before-commit")
        return dict(entry.numbers)


def preview_notice(world: World, actor: Actor, organisation: str) -> Message | None:
    """Return the message that would leave now for an organisation, or None; nothing is written."""
    with world.one_entry(actor.id, "preview_notice") as entry:
        _leave(actor, "preview_notice")
        entry.about = organisation
        drafts = telling.prepare(world, (organisation,)).drafts
        entry.count = len(drafts)
        return drafts[0].message if drafts else None


def queue_notices(world: World, actor: Actor, *, organisations: tuple[str, ...] = (), dry_run: bool = False) -> Rows:
    """Write a notice for every organisation that has news, with its message in the outbox, in one transaction.

    A dry run returns the same rows and writes nothing. An organisation gets one digest a
    day, unless it is named.
    """
    prepared = telling.prepare(world, organisations) if may(actor, "queue_notices") else None
    world.step("warning.queue.prepared")
    with world.one_entry(actor.id, "queue_notices", kind="change") as entry:
        _leave(actor, "queue_notices")
        drafts = prepared.drafts if prepared else []
        if prepared and not dry_run:
            drafts = telling.take(world, prepared)
            notices.put(drafts, prepared.gathered.habits)
            notices.remember_told([one.notice for one in drafts], world.now())
            world.step("warning.queue.before-commit")
        entry.count, entry.numbers = len(drafts), {"dry_run": int(dry_run)}
    world.step("warning.queue.committed")
    return telling.rows_of(drafts, read_query((), NOTICES, world.now()))


def queue_housekeeping(world: World, actor: Actor) -> int:
    """Tell every contact once, a month before, that the key its mail is encrypted under ends; return how many were told."""
    with world.one_entry(actor.id, "queue_housekeeping", kind="change") as entry:
        _leave(actor, "queue_housekeeping")
        entry.count = tell_of_lapsing_keys(world)
        return entry.count


def deliver_notices(world: World, actor: Actor) -> dict[str, int]:
    """Send what is due in the outbox, and return how many messages ended in which state.

    That an attempt starts is committed before a connection opens; its outcome, after.
    """
    if may(actor, "deliver_notices"):
        halts.heed("notices")
    states: Counter[str] = Counter(_send_due(world) if may(actor, "deliver_notices") else ())
    with world.one_entry(actor.id, "deliver_notices", kind="change") as entry:
        _leave(actor, "deliver_notices")
        entry.count, entry.numbers = states.total(), dict(states)
    return dict(states)


def retry_notice(world: World, actor: Actor, folio: str) -> int:
    """Queue the messages of a notice again that were held or failed; return how many."""
    with world.one_entry(actor.id, "retry_notice", kind="change") as entry:
        _leave(actor, "retry_notice")
        entry.about = folio
        entry.count = outbox.retry(folio, world.now())
        return entry.count


def list_notices(world: World, actor: Actor, query: Query) -> Rows:
    """Return the messages of notices, and how each of them stands."""
    with world.one_entry(actor.id, "list_notices") as entry:
        rows = lists.notices(query, _leave(actor, "read_notices").organisation)
        entry.count = rows.total
    return rows


def show_notice(world: World, actor: Actor, folio: str) -> NoticePage:
    """Return one notice as it was written."""
    with world.one_entry(actor.id, "show_notice") as entry:
        entry.about, entry.count = folio, 1
        return lists.notice(folio, _leave(actor, "read_notices").organisation)


def verify_notice(world: World, actor: Actor, folio: str, code: str, network: str = "") -> Verified | None:
    """Return when and where to a notice left, if the code is the one printed beside its folio; anybody may ask.

    None says nothing of why: a wrong code, a made-up folio and a message that has not left
    are one answer. Wrong tries slow down the network they come from, and no other.
    """
    with world.one_entry(actor.id, "verify_notice") as entry:
        counters, now = tries.counters(world, read_folio(folio), network), world.machine_now()
        tries.admit(counters, now)
        verified = lists.confirm(folio, code, world.house.zone)
        entry.count = int(verified is not None)
        if verified is None:
            tries.count(counters, now)
    return verified


def show_wishes(world: World, actor: Actor, organisation: str) -> WishesPage:
    """Return what an organisation wishes: hours, days, how often it is told, how its mail is protected; and the version of that."""
    with world.one_entry(actor.id, "show_wishes") as entry:
        reach = _leave(actor, "read_organisation").organisation
        entry.about, entry.count = organisation, 1
        kept = wishing.wishes_of(organisation if reach in {"", organisation} else "")
    return WishesPage(organisation, kept.wishes, kept.version)


def set_wishes(world: World, actor: Actor, organisation: str, values: Mapping[str, str], seen_version: int | None = None) -> WishesPage:
    """Change what an organisation wishes; what is not named stays. What is urgent reaches it whatever it wishes."""
    with world.one_entry(actor.id, "set_wishes", kind="change") as entry:
        _leave(actor, "set_wishes")
        before = wishing.wishes_of(organisation)
        after = read_wishes(values, before.wishes)
        entry.about, entry.count = organisation, 1
        entry.digest = wishing.put_wishes(organisation, after, seen_version, world.now(), actor.id)
    return WishesPage(organisation, after, before.version + 1)


def turn_off_notices(world: World, actor: Actor, folio: str, secret: str, network: str = "") -> bool:
    """Turn off the kinds that may be turned off, for the organisation of a notice, with the secret of its mail; anybody may press.

    False says nothing of why. What is urgent and what has a date goes on.
    """
    with world.one_entry(actor.id, "turn_off_notices", kind="change") as entry:
        counters, now = tries.counters(world, read_folio(folio), network), world.machine_now()
        tries.admit(counters, now)
        slug = wishing.turned_off_by(world.house.answer_key, read_folio(folio), secret)
        if slug:
            wishes = replace(wishing.wishes_of(slug).wishes, rhythm="none")
            entry.digest = wishing.put_wishes(slug, wishes, None, world.now(), f"link {read_folio(folio)}")
        else:
            tries.count(counters, now)
        entry.about, entry.count = slug, int(bool(slug))
    return bool(slug)


def load_calendar(world: World, actor: Actor, content: bytes, name: str = "") -> Calendar:
    """Keep the calendar of the country: the days on which offices are closed, fixed and moving."""
    with world.one_entry(actor.id, "load_calendar", kind="change") as entry:
        _leave(actor, "load_calendar")
        read, entry.digest = wishing.put_calendar(content, name, world.now(), actor.id)
        entry.about, entry.count = read.name, 1
    return read


def show_calendar(world: World, actor: Actor) -> Calendar:
    """Return the calendar that notices keep."""
    with world.one_entry(actor.id, "show_calendar") as entry:
        _leave(actor, "show_calendar")
        kept = wishing.calendar()
        entry.about, entry.count = kept.name, 1
    return kept


def send_test_letter(world: World, actor: Actor, address: str) -> str:
    """Send a letter that says it is a test, and return what the mail server calls it."""
    message = telling.test_letter(world, address)
    identifier = world.post.send(message) if may(actor, "send_test_letter") else ""
    with world.one_entry(actor.id, "send_test_letter", kind="change") as entry:
        _leave(actor, "send_test_letter")
        entry.count = 1
    return identifier


def merge_organisations(world: World, actor: Actor, source: str, target: str) -> dict[str, int]:
    """Merge one organisation into another: assets, contacts and findings change hands, and what had not left is recalled."""
    with world.one_entry(actor.id, "merge_organisations", kind="change") as entry:
        _leave(actor, "merge_organisations")
        merger = register.begin(source, target, world.now(), actor.id)
        terms = Circumstances(world.house.country, world.now(), actor.id)
        moved = {
            "recalled": merging.recall(merger.source.id),
            "assets": register.move_assets(merger),
            "contacts": register.move_contacts(merger),
            "findings": merging.move_findings(merger.source.id, merger.target.id, terms),
        }
        register.finish(merger)
        entry.about, entry.count, entry.numbers = source, sum(moved.values()), moved
        world.step("warning.merge.before-commit")
    world.step("warning.merge.committed")
    return moved


def findings_over_time(world: World, actor: Actor) -> pl.DataFrame:
    """Return how many findings began and were closed: week (its Monday), severity, opened, closed."""
    with world.one_entry(actor.id, "findings_over_time") as entry:
        table = lists.over_time(_leave(actor, "read_findings").organisation)
        entry.count = table.height
    return table


def findings_by(world: World, actor: Actor, column: str) -> pl.DataFrame:
    """Return how many living findings each value of a column has: value, findings."""
    with world.one_entry(actor.id, "findings_by") as entry:
        table = lists.by_column(column, _leave(actor, "read_findings").organisation)
        entry.about, entry.count = column, table.height
    return table


def forget_contents(world: World, actor: Actor) -> int:
    """Empty the content of messages that ended longer ago than it is kept, and remove files that waited to be fetched; return how many.

    Who was written to, when, and how it ended, stays.
    """
    count = forgetting.forget(world.now(), world.step) if may(actor, "forget_contents") else 0
    with world.one_entry(actor.id, "forget_contents", kind="change") as entry:
        _leave(actor, "forget_contents")
        entry.count, entry.numbers = count, {"contents": count}
    return count


def check_deliveries(world: World, actor: Actor, asked: Asked = Asked()) -> Check:  # noqa: B008 - a frozen value
    """Compare the outbox with contacts and with the record of the mail gateway: strangers, doubles, what is late or kept too long."""
    found = outbox_walk.look(world, asked) if may(actor, "check_deliveries") else None
    with world.one_entry(actor.id, "check_deliveries") as entry:
        if found is None:
            _leave(actor, "check_deliveries")
            raise LookupError  # pragma: no cover - a refusal has been raised before
        entry.count = found.checked
        return found


def _read_one_of_many(world: World, actor: Actor, number: int) -> None:
    """Read a delivery that waits. What stops its reader unforeseen is counted against it alone: the ones behind it are read."""
    try:
        ingest_delivery(world, actor, number)
    except Outdated:
        return  # another worker has it
    except BaluarteError:
        raise
    except Exception:  # noqa: BLE001 - whatever it was, the others behind it go on
        _LOG.exception("Reading delivery %d stopped unforeseen; it is tried again.", number)


def _keep(world: World, actor: Actor, delivery: Delivery, read: Read) -> Delivery:
    """Write what was read; where that stops unforeseen each time, the delivery is set aside whole, as one that cannot be read."""
    try:
        return patiently(lambda: _settle(world, actor, delivery, read))
    except BaluarteError:
        raise
    except Exception:
        if not stumbled_too_often(delivery):
            raise
        return _settle(world, actor, delivery, read.set_aside(POISON))


def _settle(world: World, actor: Actor, delivery: Delivery, read: Read | None) -> Delivery:
    """Commit a delivery that was read; without a reading there is only the mark."""
    terms = Circumstances(world.house.country, world.now(), actor.id)
    before = ready(read.intake, delivery, terms) if read is not None else nullcontext()
    with before as became, world.one_entry(actor.id, "ingest_delivery", kind="change") as entry:
        _leave(actor, "ingest_delivery")
        entry.about = str(delivery.id)
        if read is not None and became is not None:
            read.intake.counts.check(f"delivery {delivery.id}")
            read.turn.fence()
            settle(became, delivery, terms)
            entry.count, entry.numbers = read.intake.counts.read, read.intake.counts.to_dict()
            world.step("warning.ingest.before-commit")
    world.step("warning.ingest.committed")
    return deliveries.get(delivery.id)


def _merge_waiting(world: World, actor: Actor, delivery: Delivery, row: BacklogRow) -> Delivery:
    """Go on merging what an ended process left, when it is our turn."""
    turn = Turn(tuple(row.feeds), world.random_bits(32)).take()
    try:
        _settle(world, actor, delivery, None)
        return _merge_rest(world, actor, delivery.id, turn)
    finally:
        turn.give_back()


def _merge_rest(world: World, actor: Actor, delivery_id: int, turn: Turn) -> Delivery:
    if (row := waiting.of(delivery_id)) is not None:
        terms = Circumstances(world.house.country, world.now(), actor.id)
        way = Way(turn, lambda few: prepared(few, terms), world.step)
        merge_on(waiting.Place(Path(world.data)), row, terms.now, way)
    return deliveries.get(delivery_id)


def _send_due(world: World) -> Iterator[str]:
    """Send until nothing is due, and yield the state in which each message ended."""
    while claimed := patiently(lambda: outbox.claim(world.now())):
        world.step("warning.send.claimed")
        for mine in claimed:
            try:
                yield _send(world, mine)
            except Outdated:
                continue  # another worker has it, and records its end


def _send(world: World, mine: outbox.Claimed) -> str:
    message = patiently(lambda: outbox.begin(mine, world.now(), world.keyring))
    if isinstance(message, str):
        return "held"
    world.step("warning.send.attempt-started")
    try:
        identifier = world.post.send(message)
    except Unreachable as away:
        return outbox.put_off(mine, error_note(away.code, str(away)), world.random_bits(16) / 65_535, world)
    except Unusable as refusal:
        return _refused(world, mine, refusal)
    except (BaluarteError, ValueError, OSError) as ours:
        return outbox.stumbled(mine, str(ours))
    world.step("warning.send.after-accept")
    state = patiently(lambda: outbox.accepted(mine, identifier, world.now()))
    world.step("warning.send.recorded")
    return state


def _refused(world: World, mine: outbox.Claimed, refusal: Unusable) -> str:
    """Record what will not pass by waiting: held where it could not be protected, ours where it was made wrongly, else theirs."""
    why = error_note(refusal.code, str(refusal))
    if refusal.code in _UNPROTECTED:
        return outbox.hold(mine, why)
    if refusal.code in _OUR_FAULT:
        return outbox.stumbled(mine, why)
    return outbox.refused(mine, why, world)


def _today(world: World) -> date:
    return local_day(world.now(), world.house.zone)


def _leave(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("warning.not-yours", "You may not do this with findings and notices.", leave.reason)
    return leave
