"""What can be done with measures: take them, look at them, see the country, publish what may be public."""

from datetime import date, timedelta

from baluarte.core.errors import Missing, Refused
from baluarte.core.ground.query import Query
from baluarte.core.ground.rows import Rows
from baluarte.core.ground.text import Text
from baluarte.core.ground.world import World
from baluarte.core.ledger.unmarked import public
from baluarte.core.measures.definitions import definition, definitions
from baluarte.core.measures.page import MeasurePage, Picture, Release, Taken
from baluarte.core.measures.picture import picture
from baluarte.core.measures.quality import quality
from baluarte.core.measures.read import PARTS, Asked, read, read_parts
from baluarte.core.measures.reading import Period
from baluarte.core.measures.release import publish
from baluarte.core.rights.actors import Actor
from baluarte.core.rights.leave import Refusal, may
from baluarte.core.warning.schedule import local_day
from baluarte.store.measures import lives, shelf

_WINDOW = timedelta(days=90)  # a reading looks at so many days before the one on which it is taken
_BACK = timedelta(days=190)  # the longest look behind a window: the shift of a measure, and the quiet time of its arrivals


def take_measures(world: World, actor: Actor) -> int:
    """Take every measure of the last ninety days, of the country and of each part; return how many readings there are.

    Taken again on the same day, the readings of that day are replaced.
    """
    with world.one_entry(actor.id, "take_measures", kind="change") as entry:
        _allow(actor, "take_measures")
        entry.count = shelf.keep(_today(world), _take(world))
        world.step("measures.take.before-commit")
        return entry.count


def list_measures(world: World, actor: Actor) -> tuple[MeasurePage, ...]:
    """Return every measure with its latest reading."""
    with world.one_entry(actor.id, "list_measures") as entry:
        _allow(actor, "read_measures")
        entry.count = len(definitions())
        return tuple(MeasurePage(one, shelf.latest(slug), (), (), ()) for slug, one in definitions().items())


def show_measure(world: World, actor: Actor, slug: str) -> MeasurePage:
    """Return one measure: its definition, every reading of the country, and the parts of the latest."""
    with world.one_entry(actor.id, "show_measure") as entry:
        _allow(actor, "read_measures")
        told = definition(slug)
        entry.about, latest = slug, shelf.latest(slug)
        parts = shelf.parts(slug, latest.day) if latest else ()
        entry.count = 1 + len(parts)
        return MeasurePage(told, latest, shelf.series(slug), parts, _quality(world))


def list_readings(world: World, actor: Actor, query: Query) -> Rows:
    """Return the readings that a query asks for."""
    with world.one_entry(actor.id, "list_readings") as entry:
        _allow(actor, "read_measures")
        rows = shelf.readings(query)
        entry.count = rows.total
        return rows


def national_picture(world: World, actor: Actor) -> Picture:
    """Return how many findings live in the country, by sector, territory and class; for the team, nothing is hidden."""
    with world.one_entry(actor.id, "national_picture") as entry:
        _allow(actor, "read_measures")
        standing = lives.standing()
        entry.count = int(standing["findings"].sum())
        return Picture(world.now(), picture(standing, public=False), _quality(world))


def publish_figures(world: World, actor: Actor) -> Release:
    """Publish the figures of the week that ended last, small cells hidden; a week is published once."""
    with world.one_entry(actor.id, "publish_figures", kind="change") as entry:
        _allow(actor, "publish_figures")
        week = _last_week(_today(world))
        before = shelf.published(week)
        if before is not None:
            entry.about, entry.digest = week.isoformat(), before.sha256
            return before
        crossings = picture(lives.standing(), public=True)
        taken = shelf.of_day(_today(world)) or tuple(one for one in _take(world) if not one.by)
        body = publish(week, taken, crossings)
        made = shelf.publish(week, body, world.now())
        entry.about, entry.count, entry.digest = week.isoformat(), 1, made.sha256
        world.step("measures.publish.before-commit")
        return made


@public
def published_figures(world: World, actor: Actor, week: date | None = None) -> Release:  # noqa: ARG001 - anybody may ask
    """Return what was published for a week, or last; anybody may ask."""
    found = shelf.published(week)
    if found is None:
        raise Missing("measure.unpublished", "No figures are published for that time.", "", "Figures are published once a week.")
    return found


@public
def published_weeks(world: World, actor: Actor) -> tuple[date, ...]:  # noqa: ARG001 - anybody may ask
    """Return the weeks for which figures were published, newest first; anybody may ask."""
    return shelf.weeks()


def _take(world: World) -> list[Taken]:
    today = _today(world)
    asked = Asked(Period(today - _WINDOW, today), world.now())
    tables = lives.tables(today - _WINDOW - _BACK)
    taken = []
    for one in definitions().values():
        taken.append(Taken(today, read(one, tables, asked)))
        for by in PARTS:
            taken += [Taken(today, reading, by, part) for part, reading in read_parts(one, tables, asked, by)]
    return taken


def _quality(world: World) -> tuple[Text, ...]:
    tables = lives.tables(_today(world) - timedelta(days=30))
    return quality(tables.deliveries, tables.arrivals, _today(world))


def _last_week(today: date) -> date:
    """Return the Monday of the last week that is over."""
    return today - timedelta(days=today.weekday() + 7)


def _today(world: World) -> date:
    return local_day(world.now(), world.house.zone)


def _allow(actor: Actor, act: str) -> None:
    leave = may(actor, act)
    if isinstance(leave, Refusal) or leave.organisation:
        reason = leave.reason if isinstance(leave, Refusal) else ""
        raise Refused("measures.not-yours", "You may not see or take measures of the whole country.", reason)
