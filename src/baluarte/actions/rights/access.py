"""Who looked at whose data: what an organisation is shown of it, and the decisions that hold a line back for a while."""

from datetime import date

from baluarte.core.errors import Refused, Unusable
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.world import World
from baluarte.core.rights.access.delay import Wanted, check_delay
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Granted, Refusal, may
from baluarte.store.rights.personal import access, delays
from baluarte.store.rights.personal.models import Delay
from baluarte.store.rights.personal.reading import release


def list_own_access(world: World, actor: Actor, query: Query) -> Rows:
    """Return who looked at the data of an organisation: office, purpose, ground and day, never a person's name.

    An organisation sees its own page; the auditor sees every one. What a lawful delay holds
    back is not among the rows yet; how many reads wait is a number that everybody may see.
    """
    with world.one_entry(actor.id, "list_own_access") as entry:
        within = _allow(actor, "list_own_access").organisation
        rows = access.own(query, within)
        entry.about, entry.count = within, rows.table.height
    return rows


def ask_delay(world: World, actor: Actor, wanted: Wanted) -> int:
    """Ask that notices of access to one organisation be held back until a day; a second person decides. Return its number."""
    with world.one_entry(actor.id, "ask_delay", kind="change") as entry:
        _allow(actor, "ask_delay")
        asked = check_delay(wanted, world.now().date())
        row = Delay.objects.create(
            organisation=asked.organisation, authority=asked.authority, reference=asked.reference, reason=asked.reason,
            asked_by=actor.who, asked_at=world.now(), expires_on=asked.expires_on, renews=delays.get(asked.renews) if asked.renews else None,
        )  # fmt: skip
        entry.about, entry.count = f"delay-{row.id}", 1
    return row.id


def approve_delay(world: World, actor: Actor, number: int) -> date:
    """Let a delay begin, as a second person; return the day on which it ends by itself."""
    with world.one_entry(actor.id, "approve_delay", kind="change") as entry:
        _allow(actor, "approve_delay")
        row = delays.get(number)
        if row.expires_on < world.now().date():
            raise Unusable("rights.delay-over", f"The delay {number} was to end on {row.expires_on}.", "That day is over.", "Ask anew.")
        row = delays.approve(number, actor.who, world.now())
        entry.about, entry.count = f"delay-{number}", 1
    return row.expires_on


def end_delay(world: World, actor: Actor, number: int) -> int:
    """End a delay before its day and show what it held back; return how many reads that were."""
    with world.one_entry(actor.id, "end_delay", kind="change") as entry:
        _allow(actor, "end_delay")
        Delay.objects.filter(id=delays.get(number).id, ended_at=None).update(ended_at=world.now())
        entry.about, entry.count = f"delay-{number}", release(delays.ended(world.now().date()), world.now())
    return entry.count


def release_delayed(world: World, actor: Actor) -> int:
    """Show the reads whose delay has ended: at its day a delay ends by itself. Return how many reads were shown."""
    with world.one_entry(actor.id, "release_delayed", kind="change") as entry:
        _allow(actor, "release_delayed")
        entry.count = release(delays.ended(world.now().date()), world.now())
    return entry.count


def list_delays(world: World, actor: Actor, query: Query) -> Rows:
    """Return the delays with authority, reason and end; each renewal is a decision of its own."""
    with world.one_entry(actor.id, "list_delays") as entry:
        _allow(actor, "list_delays")
        rows = delays.listed(query, world.now().date())
        entry.count = rows.table.height
    return rows


def _allow(actor: Actor, act: str) -> Granted:
    leave = may(actor, act)
    if isinstance(leave, Refusal):
        raise Refused("rights.not-yours", "You may not read or decide this.", leave.reason)
    return leave
